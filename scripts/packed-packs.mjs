// The tool packs as someone sees them who has installed the tarballs. Plain JavaScript: it runs there as it is, on every Node.
// `node packed-packs.mjs missing` before their packages are installed, `node packed-packs.mjs` afterwards.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolBench } from '@duologue/testkit';
import { calculatorPack } from '@duologue/tools/calculator';
import { calendarPack } from '@duologue/tools/calendar';
import { dateTimePack } from '@duologue/tools/date-time';
import { httpPack } from '@duologue/tools/http';
import { knowledgePack } from '@duologue/tools/knowledge';
import { mcpPack } from '@duologue/tools/mcp';
import { memoryPack } from '@duologue/tools/memory';

const folder = mkdtempSync(join(tmpdir(), 'duologue-packs-'));
const epochMs = Date.parse('2026-03-23T08:00:00+01:00');
const homeTimeZone = 'Europe/Berlin';

/** Calls a tool and expects its answer. */
async function expectAnswer(pack, tool, parameters, answer) {
  const bench = await ToolBench.open(pack, { epochMs });
  const { result } = await bench.call(tool, parameters);
  await bench[Symbol.asyncDispose]();
  assert.match(result, answer, tool);
}

try {
  if (process.argv[2] === 'missing') await expectMissingPackages();
  else await expectAnswers();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function expectMissingPackages() {
  await expectAnswer(calculatorPack(), 'calculate', { expression: '1' }, /npm install mathjs$/);
  const others = [
    [memoryPack({ file: join(folder, 'memory.db') }), /npm install libsql$/],
    [mcpPack({ name: 'mcp', server: { command: 'node' } }), /npm install @modelcontextprotocol\/sdk$/],
  ];
  for (const [pack, message] of others)
    await assert.rejects(ToolBench.open(pack), { code: 'BEFORE_CONNECT_FAILED', message });
}

async function expectAnswers() {
  writeFileSync(join(folder, 'visit.md'), '# Opening hours\nOpen from ten to six.');
  const calendar = () =>
    calendarPack({ file: join(folder, 'book.ics'), contacts: join(folder, 'people.vcf'), homeTimeZone });
  const memory = () => memoryPack({ file: join(folder, 'memory.db') });
  const dentist = { title: 'Dentist', start: '2026-03-24T15:00', duration_minutes: 30, contact: 'Ada' };

  await expectAnswer(calculatorPack(), 'calculate', { expression: '0.1 + 0.2' }, /= 0\.3$/);
  await expectAnswer(dateTimePack({ homeTimeZone }), 'get_current_time', {}, /8:00 AM on Monday/);
  await expectAnswer(knowledgePack({ folder }), 'search_knowledge', { query: 'open' }, /ten to six/);
  await expectAnswer(memory(), 'remember', { key: 'seat', value: 'window' }, /Remembered/);
  await expectAnswer(memory(), 'recall', { key: 'seat' }, /^window$/);
  await expectAnswer(calendar(), 'add_contact', { name: 'Ada Lovelace', phone: '030 1234567' }, /Added/);
  await expectAnswer(calendar(), 'create_appointment', dentist, /with Ada Lovelace, 030 1234567/);
  await expectAnswer(
    httpPack({ allow: ['*'] }),
    'fetch_url',
    { url: 'https://127.1/' },
    /not lie on the public/,
  );
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { CassetteReader } from '../../../src/cassette/format/read-cassette.ts';
import { cassette } from '../../../src/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const program = fileURLToPath(new URL('../support/record-for-ever.ts', import.meta.url));

it.each([1, 5, 20, 60, 150])('can be read after a kill at line %i and later', async (lines) => {
  const file = path.join(temporaryFolder(), 'killed.cassette.yaml');
  const child = spawn(process.execPath, ['--conditions=@duologue/source', '--import=tsx', program, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = 0;
  for await (const chunk of child.stdout) {
    told += String(chunk).split('\n').length - 1;
    if (told >= lines) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  const reader = new CassetteReader(file);
  const messages = [];
  for (let frame = reader.next(); frame; frame = reader.next()) messages.push(reader.messageOf(frame));
  expect([reader.header.state, reader.hasEnd]).toEqual(['incomplete', false]);
  expect(messages.length).toBeGreaterThanOrEqual(Math.min(lines, 2));
  const whole = readFileSync(file, 'utf8').replace(/\n[^\n]*$/, '\n');
  expect((parse(whole) as { frames: unknown[] }).frames.length).toBeGreaterThanOrEqual(messages.length - 1);
  expect(() => cassette(file)).toThrow(expect.objectContaining({ code: 'CASSETTE_INCOMPLETE' }));
  expect(cassette(file, { allowIncomplete: true }).scenario.name).toBe('killed');
});

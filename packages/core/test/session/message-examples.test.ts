import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { documentedMessages } from '../protocol/documented-messages.ts';
import { serverMessages } from '../protocol/server-messages.ts';
import { userTranscript } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

/** What an example may rightly be told as: none of it ends or disturbs the conversation. */
const harmless: Readonly<Record<string, string>> = {
  error: 'SERVICE_ERROR_EVENT',
  client_tool_call: 'UNKNOWN_TOOL', // the example of a tool that this session does not have
};

/** A message without its ids and other values that the service leaves out at times, or with null in their place. */
function without(value: unknown, replaced: { readonly with: null | undefined }): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, replaced));
  if (typeof value !== 'object' || value === null) return value;
  const optional = new Set(['event_id', 'ping_ms', 'alignment']);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      optional.has(key) ? replaced.with : without(item, replaced),
    ]),
  );
}

const examples = [...documentedMessages, ...serverMessages].map(({ wire }) => wire);

it.each<[string, (wire: Record<string, unknown>) => Record<string, unknown>]>([
  ['as they are documented', (wire) => wire],
  ['without event_id, ping_ms and alignment', (wire) => without(wire, { with: undefined }) as typeof wire],
  ['with null for event_id, ping_ms and alignment', (wire) => without(wire, { with: null }) as typeof wire],
])('goes on after every example of a message, %s', async (_, vary) => {
  const outcomes: unknown[] = [];
  for (const wire of examples) {
    await using stage = await SessionUnderTest.connected();
    const { service, session, log } = stage;
    service.send(vary(wire), userTranscript('Still there?'));
    await stage.pass(10);
    const type = wire['type'] as string;
    const expected = harmless[type];
    outcomes.push({
      type,
      state: session.state,
      heard: session.transcript.some(({ text }) => text === 'Still there?'),
      problems: log.problems.filter(
        (code) => code !== expected && !(type === 'audio' && code === 'BAD_AUDIO'),
      ),
    });
  }
  expect(outcomes).toEqual(
    examples.map(({ type }) => ({
      type,
      state: expect.stringMatching(/^(connected|ending)$/) as string,
      heard: true,
      problems: [],
    })),
  );
});

it('says in the docs how many examples there are', async () => {
  const text = await readFile(join(import.meta.dirname, '../../../../docs/client-defects.md'), 'utf8');
  const kinds = new Set(examples.map(({ type }) => type)).size;
  expect(text).toContain(
    `all ${documentedMessages.length} examples of server messages in the service's documentation of client events, and examples of all ${kinds} kinds that are known`,
  );
});

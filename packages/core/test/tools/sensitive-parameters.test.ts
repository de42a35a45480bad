import { ToolBench } from '@duologue/testkit';
import { expect, it } from 'vitest';
import type { Plugin, PluginHost, Tool } from '../../src/index.ts';

const seen: unknown[] = [];
const pay: Tool = {
  name: 'pay',
  description: 'Pays.',
  sensitiveParameters: ['card.number', 'guests.*.phone', 'pin'],
  run: (parameters) => {
    seen.push(parameters);
    return 'Paid.';
  },
};

const parameters = {
  card: { number: '4111 1111', holder: 'Ada' },
  guests: [{ phone: '1', name: 'Bo' }, { name: 'Cy' }],
  amount: 5,
};

const masked = {
  card: { number: '[redacted]', holder: 'Ada' },
  guests: [{ phone: '[redacted]', name: 'Bo' }, { name: 'Cy' }],
  amount: 5,
};

it('keeps sensitive parameters out of the transcript and of toolFinished, but not from the tool', async () => {
  const entries: unknown[] = [];
  await using bench = await ToolBench.open([pay]);
  bench.hooks.transcriptChanged.tap('Note', ({ tool }) => entries.push(tool?.parameters));

  const { call } = await bench.call('pay', parameters);

  expect(seen).toEqual([parameters]);
  expect(call.parameters).toEqual(masked);
  expect(entries).toEqual([masked, masked]);
});

const repeats = (text: string): Tool => ({ ...pay, run: () => text });
const throws = (text: string): Tool => ({ ...pay, run: () => Promise.reject(new Error(text)) });

it.each<[form: string, given: object, said: string, shown: string]>([
  ['as it is', { pin: 'Sésame' }, 'The word is sésame.', 'The word is [redacted].'],
  ['as JSON', { pin: 'a "quoted" word' }, String.raw`{"pin":"a \"quoted\" word"}`, '{"pin":"[redacted]"}'],
  ['with its digits grouped', parameters, 'Card 41-11 1111 is paid.', 'Card [redacted] is paid.'],
  ['inside another word', { pin: 'abcd' }, 'xabcdx', 'x[redacted]x'],
  ['as a short word', { pin: '12' }, 'Code 12, not 123 or 212.', 'Code [redacted], not 123 or 212.'],
  ['as a number', { pin: 4_711 }, 'Code 4711.', 'Code [redacted].'],
  ['deep inside', { pin: { parts: ['left', 'right'] } }, 'right left', '[redacted] [redacted]'],
  ['with characters of patterns', { pin: 'a.c(+' }, 'abc( a.c(+', 'abc( [redacted]'],
  ['nowhere', { pin: ' ', card: null }, 'Paid ().', 'Paid ().'],
  ['too long to be looked for', { pin: 'x'.repeat(30_000) }, 'Paid.', '[redacted]'],
])('takes a sensitive value out of a result that repeats it %s', async (_, given, said, shown) => {
  await using bench = await ToolBench.open([repeats(said)]);
  const results: unknown[] = [];
  bench.hooks.transcriptChanged.tap('Note', ({ text }) => results.push(text));
  const sent: unknown[] = [];
  bench.hooks.messageSent.tap('Note', (message) => 'result' in message && sent.push(message.result));

  expect((await bench.call('pay', given)).result).toBe(shown);
  expect(results).toEqual(['', shown]);
  expect(sent).toEqual([said]);
});

it('takes sensitive values out of problems', async () => {
  await using bench = await ToolBench.open([throws('4111 1111 was declined')]);

  const { result, problems } = await bench.call('pay', parameters);

  expect(result).toBe('[redacted] was declined');
  expect(problems.map(({ error }) => error.message)).toEqual([
    'The tool "pay" failed: [redacted] was declined',
  ]);
});

it('tells plugins what may be written down of a call', async () => {
  const hosts: PluginHost[] = [];
  const writer: Plugin = { name: 'Writer', apply: (host) => void hosts.push(host) };
  await using _bench = await ToolBench.open([pay], { plugins: [writer] });
  const shown = hosts[0]?.tools.shown({ toolName: 'pay', parameters });
  const unknown = hosts[0]?.tools.shown({ toolName: 'other', parameters });

  expect(shown?.parameters).toEqual(masked);
  expect(shown?.text('41111111')).toBe('[redacted]');
  expect(unknown?.parameters).toBe(parameters);
  expect(unknown?.text('41111111')).toBe('41111111');
});

import { ToolBench } from '@duologue/testkit';
import { expect, it } from 'vitest';
import type { Tool } from '../../src/index.ts';

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

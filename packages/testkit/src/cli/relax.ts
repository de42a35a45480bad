import { parseArgs } from 'node:util';
import { relaxCassette } from '../cassette/replay/relax-cassette.ts';
import { exitCodes, print, UsageError, type CliIo } from './io.ts';

export const relaxHelp = `duologue relax <cassette…> [options]

  Takes accidental order out of cassettes: what the service sends waits only
  for what can have caused it, and messages of the client may come in any
  order.

Options
  --out FILE  writes the relaxed cassette beside the original; default the
              cassette itself is rewritten

Examples
  duologue relax calls/refund
  duologue relax calls/refund --out calls/refund-relaxed`;

/** Relaxes cassettes. */
export async function relax(args: string[], io: CliIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { out: { type: 'string' } },
  });
  if (positionals.length === 0) throw new UsageError('Name a cassette.');
  if (values.out !== undefined && positionals.length > 1)
    throw new UsageError('--out is for one cassette at a time.');
  for (const file of positionals) {
    const { dropped } = relaxCassette(file, values.out ?? file);
    print(io, `${values.out ?? file}: ${dropped} frames wait for less`);
  }
  return await Promise.resolve(exitCodes.passed);
}

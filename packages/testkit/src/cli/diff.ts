import { parseArgs } from 'node:util';
import { describeDiff } from '../cassette/compare/describe-diff.ts';
import { diffCassettes } from '../cassette/compare/diff-cassettes.ts';
import { exitCodes, print, UsageError, type CliIo } from './io.ts';

export const diffHelp = `duologue diff <cassette> <cassette> [options]

  Compares two recordings lane by lane: messages of the service and of the
  client, the agent's audio, the microphone, pings and the end. Times, chunks
  and drawn ids make no difference. Says where they part first, and what
  follows; exit code 1 where they do.

Options
  --json  one JSON object: { same, lanes }

Examples
  duologue diff calls/refund calls/refund-2
  duologue diff before/refund.cassette.yaml after/refund.cassette.yaml`;

/** Compares two cassettes; fails where they are not the same conversation. */
export async function diff(args: string[], io: CliIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const [a, b, ...others] = positionals;
  if (a === undefined || b === undefined || others.length > 0) throw new UsageError('Name two cassettes.');
  const found = diffCassettes(a, b);
  print(io, values.json ? JSON.stringify(found) : describeDiff(found, a, b));
  return await Promise.resolve(found.same ? exitCodes.passed : exitCodes.failed);
}

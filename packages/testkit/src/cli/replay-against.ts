import { systemClock } from '@duologue/core';
import { describeDiff } from '../cassette/compare/describe-diff.ts';
import { diffCassettes } from '../cassette/compare/diff-cassettes.ts';
import { cassettePath } from '../cassette/format/read-cassette.ts';
import { Tape } from '../cassette/record/tape.ts';
import { standardRedaction } from '../cassette/redaction/standard-redaction.ts';
import { CassetteClient } from '../cassette/replay/cassette-client.ts';
import type { PreparedCassette } from '../cassette/replay/prepared-cassette.ts';
import { exitCodes, print, type CliIo } from './io.ts';

export interface ReplayAgainstOptions {
  readonly cassette: PreparedCassette;
  readonly url: string;
  /** The cassette that is recorded. */
  readonly out: string | undefined;
  readonly json: boolean;
}

/** Plays the client of a cassette to a server, records that, and compares; fails where it is another conversation. */
export async function replayAgainst(
  { cassette, url, out = 'replayed', json }: ReplayAgainstOptions,
  io: CliIo,
): Promise<number> {
  const problems: string[] = [];
  const file = cassettePath(out);
  const tape = new Tape({
    clock: systemClock,
    file,
    name: cassette.scenario.name,
    source: 'replay',
    url,
    redactor: standardRedaction({ env: io.env })(),
    failed: ({ message }) => problems.push(message),
  });
  const client = new CassetteClient({
    file: cassette.settings.file,
    url,
    clock: systemClock,
    onFrame: (dir, frame) => tape.frame(dir, frame),
  });
  const stop = () => client.stop();
  io.signal.addEventListener('abort', stop, { once: true });
  const end = await client.ended;
  io.signal.removeEventListener('abort', stop);
  tape.end(end.code, end.reason, end.by === 'client' ? 'up' : 'down');
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const found = diffCassettes(cassette.settings.file, file);
  if (json) print(io, JSON.stringify({ event: 'result', ...end, ...found, file }));
  else {
    if (end.starved !== undefined) print(io, `The server was waited for in vain: ${end.starved} never came.`);
    print(io, describeDiff(found, cassette.settings.file, file));
  }
  return found.same ? exitCodes.passed : exitCodes.failed;
}

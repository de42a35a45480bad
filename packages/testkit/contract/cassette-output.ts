import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Session, type Connection, type SessionOptions, type Tool, type Transport } from '@duologue/core';
import { describeDiff } from '../src/cassette/compare/describe-diff.ts';
import { diffCassettes } from '../src/cassette/compare/diff-cassettes.ts';
import { Recorder } from '../src/cassette/record/recorder.ts';
import { prepareCassette } from '../src/cassette/replay/prepare-cassette.ts';
import { replay } from '../src/replay/replay.ts';

interface Change {
  /** What the tool says. */
  readonly result?: string;
  readonly prompt?: string;
  /** Which frames get lost on their way: the first that looks like this, behind so many others. */
  readonly loses?: { readonly dir: 'up' | 'down'; readonly frame: RegExp; readonly behind: number };
}

/** What an app may do that it did not do in the recording. */
const changes: Readonly<Record<string, Change>> = {
  tool: { result: 'There is no refund for order 17.' },
  prompt: { prompt: 'Never speak of refunds.' },
  pong: { loses: { dir: 'up', frame: /"pong"/, behind: 0 } },
  microphone: { loses: { dir: 'up', frame: /"user_audio_chunk":"(?!A+=*")/, behind: 10 } },
  'agent-audio': { loses: { dir: 'down', frame: /"audio_event"/, behind: 12 } },
};

const recorded = 'The refund of order 17 was sent on Monday and takes three days.';

/** What the replay of `calls/refund` says of an app that was changed; of lost audio of the agent, what `duologue diff` says. */
export async function cassetteOutput(folder: string, name: string): Promise<string> {
  const change = changes[name];
  if (!change) throw new Error(`Nobody knows the change "${name}".`);
  const file = path.join(folder, 'calls/refund.cassette.yaml');
  const out = mkdtempSync(path.join(tmpdir(), 'cassette-'));
  const recorder = new Recorder({ path: path.join(out, 'again') });
  const origin = { again: "npx vitest run refund.test.ts -t 'refund'" };
  try {
    const createSession = (options: SessionOptions) => sessionWith(change, options, recorder);
    await replay(prepareCassette(file), { createSession, origin }, ({ session }) => session.run());
    const [again = ''] = recorder.cassettes;
    return describeDiff(diffCassettes(file, again), 'refund', 'again');
  } catch (error) {
    return (error as Error).message;
  } finally {
    rmSync(out, { recursive: true });
  }
}

function sessionWith(
  { result = recorded, prompt, loses }: Change,
  options: SessionOptions,
  recorder: Recorder,
) {
  const tool: Tool = { name: 'find_refund', description: 'Finds a refund.', run: () => result };
  const { transport } = options;
  return new Session({
    ...options,
    ...(loses && transport && { transport: losing(transport, loses) }),
    ...(prompt !== undefined && { overrides: { agent: { prompt: { prompt } } } }),
    tools: [tool],
    plugins: [recorder],
  });
}

function losing(transport: Transport, { dir, frame, behind }: NonNullable<Change['loses']>): Transport {
  let seen = 0;
  const isLost = (wanted: 'up' | 'down', text: string | Uint8Array) =>
    wanted === dir && frame.test(String(text)) && (seen += 1) === behind + 1;
  return {
    connect(request, listener) {
      const connection = transport.connect(request, {
        ...listener,
        opened: () => listener.opened(),
        closed: (close) => listener.closed(close),
        received: (text) => void (isLost('down', text) || listener.received(text)),
      });
      return {
        get bufferedBytes() {
          return connection.bufferedBytes;
        },
        send: (text) => void (isLost('up', text) || connection.send(text)),
        close: (code, reason) => connection.close(code, reason),
        terminate: () => connection.terminate(),
      } satisfies Connection;
    },
  };
}

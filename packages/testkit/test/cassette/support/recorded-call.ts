import path from 'node:path';
import { Session, type Connection, type Tool, type Transport } from '@duologue/core';
import { Recorder } from '../../../src/cassette/record/recorder.ts';
import { replay, scenario, tone, type ReplaySessionOptions } from '../../../src/index.ts';
import type { ScenarioSource } from '../../../src/index.ts';
import { nothingRedacted } from './cassettes.ts';

/** A call with everything in it: a ping, speech of both sides, a tool call, a barge-in and a goodbye. */
export const call = scenario(
  'refund',
  ({ server, client, user }) => [
    client.init(),
    server.metadata(),
    server.say('Hello, how can I help?', { audio: tone(440, 300) }),
    server.ping(),
    user.say({ toneHz: 300, ms: 500 }),
    client.audio({ voiceMs: 300, silenceMs: 400 }),
    server.userTranscript('Where is my refund?'),
    server.toolCall('find_refund', { order: 17 }),
    client.toolResult('find_refund'),
    server.say('It was sent on Monday and takes three days.', { audio: tone(520, 1_500) }),
    user.say({ toneHz: 350, ms: 400 }, { when: { playedMs: 600 } }),
    server.interrupt({ at: { voiceMs: 200 } }),
    client.audio({ voiceMs: 100, silenceMs: 400 }),
    server.userTranscript('Thanks, bye.'),
    server.say('Goodbye.', { audio: tone(440, 200) }),
    server.endCall(),
    server.close(),
  ],
  { agent: { outputFormat: 'pcm_8000', inputFormat: 'pcm_8000' } },
);

export interface CallOptions {
  /** What the tool answers. */
  readonly answer?: string;
  readonly prompt?: string;
  /** Frames of the client that get lost. */
  readonly loses?: (frame: string) => boolean;
  readonly seed?: number;
  readonly door?: 'memory' | 'sockets';
}

/** Replays a conversation with an app and records it as the cassette `name`; the result is its file. */
export async function record(
  source: ScenarioSource,
  folder: string,
  name: string,
  options: CallOptions = {},
): Promise<string> {
  const recorder = new Recorder({ path: path.join(folder, name), redact: () => nothingRedacted });
  await play(source, { ...options, recorder });
  return recorder.cassettes[0] ?? '';
}

/** The tool of the app. */
export function findRefund(answer = 'sent'): Tool {
  return { name: 'find_refund', description: 'Finds a refund.', run: () => answer };
}

/** Replays a conversation with an app. */
export async function play(
  source: ScenarioSource,
  {
    answer = 'sent',
    prompt,
    loses,
    seed,
    door,
    recorder,
  }: CallOptions & { readonly recorder?: Recorder } = {},
): Promise<void> {
  const createSession = (options: ReplaySessionOptions) =>
    new Session({
      ...options,
      ...(loses && { transport: losing(options.transport, loses) }),
      ...(prompt !== undefined && { overrides: { agent: { prompt: { prompt } } } }),
      tools: [findRefund(answer)],
      plugins: recorder ? [recorder] : [],
    });
  await replay(
    source,
    { createSession, ...(seed !== undefined && { seed }), ...(door && { door }) },
    ({ session }) => session.run().then(() => {}),
  );
}

/** A transport on which frames of the client get lost. */
function losing(transport: Transport, loses: (frame: string) => boolean): Transport {
  return changing(transport, (frame) => (loses(frame) ? undefined : frame));
}

/** A transport that sends something else than the client says, or nothing. */
export function changing(transport: Transport, change: (frame: string) => string | undefined): Transport {
  return {
    connect(request, listener) {
      const connection = transport.connect(request, listener);
      return new Proxy(connection, {
        get: (target, name: keyof Connection) => {
          if (name === 'send')
            return (frame: string) => {
              const changed = change(frame);
              if (changed !== undefined) target.send(changed);
            };
          const value = target[name];
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    },
  };
}

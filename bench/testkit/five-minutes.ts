import { Session, type Transport } from '@duologue/core';
import { prepareScenario, replay, scenario, tone, type PreparedScenario } from '@duologue/testkit';
import { inTurn } from './median.ts';

/** A call of five minutes: 15 turns of 10 s by the agent in chunks of 100 ms, and the user's microphone in frames of 20 ms all the time. */
const call = scenario('five minutes', ({ server, client, user }) => [
  server.metadata(),
  ...Array.from({ length: 15 }, (_, turn) => [
    server.say(
      `This is answer number ${turn}, and it goes on for ten seconds, so that there is text to align.`,
      {
        audio: tone(440, 10_000),
      },
    ),
    user.say(tone(300, 9_000)),
    client.audio({ voiceMs: 8_000, silenceMs: 700 }),
  ]).flat(),
  server.close(),
]);

export interface FiveMinutes {
  /** What the frames hold, to show that the call is what it says. */
  readonly microphoneFrames: number;
  readonly agentSeconds: number;
  readonly replayMs: number;
  /** A loop that only encodes and parses the same frames. */
  readonly loopMs: number;
}

export async function measureFiveMinutes(rounds: number): Promise<FiveMinutes> {
  const prepared = await prepareScenario(call);
  const frames: string[] = [];
  await play(prepared, frames);
  const messages = frames.map((frame) => JSON.parse(frame) as Message);
  const agentBytes = messages.reduce(
    (sum, message) => sum + bytesOf(message.audio_event?.audio_base_64).length,
    0,
  );
  for (let warmUp = 0; warmUp < 3; warmUp += 1) {
    await play(prepared);
    encodeAndParse(messages);
  }
  const [replayMs, loopMs] = await inTurn(
    rounds,
    () => play(prepared),
    () => encodeAndParse(messages),
  );
  return {
    microphoneFrames: messages.filter((message) => message.user_audio_chunk !== undefined).length,
    agentSeconds: agentBytes / 32_000,
    replayMs,
    loopMs,
  };
}

interface Message {
  readonly user_audio_chunk?: string;
  readonly audio_event?: { readonly audio_base_64: string };
}

function encodeAndParse(messages: readonly Message[]): number {
  let length = 0;
  for (const message of messages) {
    const audio = message.user_audio_chunk ?? message.audio_event?.audio_base_64;
    if (audio !== undefined) length += bytesOf(audio).toString('base64').length;
    length += Object.keys(JSON.parse(JSON.stringify(message)) as object).length;
  }
  return length;
}

function bytesOf(base64 = ''): Buffer {
  return Buffer.from(base64, 'base64');
}

async function play(prepared: PreparedScenario, frames?: string[]): Promise<void> {
  await replay(
    prepared,
    {
      createSession: ({ transport, ...options }) =>
        new Session({ ...options, transport: frames ? recording(transport, frames) : transport }),
    },
    async ({ session }) => {
      await session.run();
    },
  );
}

function recording(transport: Transport, frames: string[]): Transport {
  return {
    connect(request, listener) {
      const connection = transport.connect(request, {
        opened: () => listener.opened(),
        received: (frame) => {
          frames.push(String(frame));
          listener.received(frame);
        },
        closed: (close) => listener.closed(close),
      });
      return {
        get bufferedBytes() {
          return connection.bufferedBytes;
        },
        send: (frame) => {
          frames.push(frame);
          connection.send(frame);
        },
        close: (code, reason) => connection.close(code, reason),
        terminate: () => connection.terminate(),
      };
    },
  };
}

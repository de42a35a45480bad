import { readFileSync } from 'node:fs';
import {
  scenario,
  wav,
  type Captured,
  type Scenario,
  type SpeechSource,
  type SpokenWord,
} from '@duologue/testkit';

export interface FirstCallOptions {
  /** The microphone is muted when the caller would cut in; default false. */
  readonly muteCaller?: boolean;
}

/**
 * A call to a travel agency, from both sides: what the agent does (`server`), what it waits for (`client`),
 * and what the caller does (`user`). The clips and the times of their words are in `speech/`.
 */
export function firstCall({ muteCaller = false }: FirstCallOptions = {}): Scenario {
  return scenario('first call', ({ server, client, user }) => [
    client.init(),
    server.metadata(),
    server.say(...speech('agent-greeting')),

    // a question that needs a tool
    user.wait({ when: 'silent', ms: 400 }),
    user.say(clip('caller-question')),
    client.audio({ voiceMs: 1_500 }),
    server.tentativeTranscript('Hi. If it is three in the afternoon'),
    client.audio({ voiceMs: 300, silenceMs: endOfTurnMs }),
    server.userTranscript(textOf('caller-question')),
    server.pause(200),
    server.toolCall('convert_time', {
      date_time: '2026-03-29T15:00',
      from: 'Europe/Berlin',
      to: 'America/New_York',
    }),
    client.toolResult('convert_time', { isError: false }),
    server.pause(250),
    server.say(answerWithTime, speech('agent-answer')[1]),

    // a question with a long answer
    user.wait({ when: 'silent', ms: 300 }),
    user.say(clip('caller-day')),
    client.audio({ voiceMs: 300, silenceMs: endOfTurnMs }),
    server.userTranscript(textOf('caller-day')),
    server.pause(350),
    server.say(...speech('agent-long-answer')),

    // the caller has heard enough: 200 ms of voice in the microphone stop the agent in the middle of "Conservatory"
    ...(muteCaller ? [user.mute(true, { when: 'now' })] : []),
    user.say(clip('caller-goodbye'), { when: { playedMs: 6_700 } }),
    server.interrupt({ at: { voiceMs: 200 }, lateChunks: 3, optional: muteCaller }),
    ...(muteCaller
      ? []
      : [
          client.audio({ voiceMs: 300, silenceMs: endOfTurnMs }),
          server.userTranscript(textOf('caller-goodbye')),
          server.pause(300),
        ]),

    // the goodbye is still being heard when the agent hangs up
    server.say(...speech('agent-goodbye')),
    server.endCall(),
    server.close(),
  ]);
}

/** Silence of this length means that the caller has finished. */
const endOfTurnMs = 600;

interface Clip {
  readonly text: string;
  readonly words: readonly SpokenWord[];
}

const clips = JSON.parse(
  readFileSync(new URL('speech/transcripts.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Clip>>;

function textOf(name: string): string {
  return clips[name]?.text ?? '';
}

function clip(name: string): SpeechSource {
  return wav(new URL(`speech/${name}.wav`, import.meta.url));
}

/** What the agent says, with its audio and the times of its words. */
function speech(
  name: string,
): [text: string, options: { audio: SpeechSource; words: readonly SpokenWord[] }] {
  return [textOf(name), { audio: clip(name), words: clips[name]?.words ?? [] }];
}

const hours = [
  'twelve',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
];

/** Puts the result of the tool (`… is 9:00 AM on Sunday, March 29, 2026 in New York (EDT), …`) into words. */
function answerWithTime({ convert_time: call }: Captured): string {
  const [, hour, half, place] = / is (\d+):00 (AM|PM) on .*? in (.+?) \(/.exec(String(call?.result)) ?? [];
  if (hour === undefined) return 'I am sorry, I cannot tell.';
  return `That is ${hours[Number(hour) % 12]} in the ${half === 'AM' ? 'morning' : 'afternoon'} in ${place}.`;
}

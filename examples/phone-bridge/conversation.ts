import { readFileSync } from 'node:fs';
import { scenario, wav } from '@duologue/testkit';
import type { Scenario, SpeechSource, SpokenWord } from '@duologue/testkit';

/** A short call to the travel agency of the first example, from the side of the agent: whoever calls must speak. */
export function phoneConversation(): Scenario {
  const agent = { outputFormat: 'ulaw_8000', inputFormat: 'ulaw_8000' } as const;
  return scenario(
    'phone call',
    ({ server, client }) => [
      client.init(),
      server.metadata(),
      server.say(...speech('agent-greeting')),

      client.audio({ voiceMs: 300, silenceMs: 600 }),
      server.userTranscript(textOf('caller-day')),
      server.pause(200),
      server.say(...speech('agent-long-answer')),

      // 200 ms of voice stop the agent
      server.interrupt({ at: { voiceMs: 200 }, lateChunks: 3 }),
      client.audio({ voiceMs: 300, silenceMs: 600 }),
      server.userTranscript(textOf('caller-goodbye')),
      server.pause(200),
      server.say(...speech('agent-goodbye')),
      server.endCall(),
      server.close(),
    ],
    { agent },
  );
}

/** The path of a clip of the first example. */
export function clipPath(name: string): URL {
  return new URL(`../first-call/speech/${name}.wav`, import.meta.url);
}

interface Clip {
  readonly text: string;
  readonly words: readonly SpokenWord[];
}

const clips = JSON.parse(
  readFileSync(new URL('../first-call/speech/transcripts.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Clip>>;

function textOf(name: string): string {
  return clips[name]?.text ?? '';
}

function speech(
  name: string,
): [text: string, options: { audio: SpeechSource; words: readonly SpokenWord[] }] {
  return [textOf(name), { audio: wav(clipPath(name)), words: clips[name]?.words ?? [] }];
}

import { tone, type SpeechSource } from '@duologue/testkit';
import { weatherTool } from '../clients/client.ts';
import {
  agentSaid,
  closedWith,
  endWasTold,
  libertiesWereNoticed,
  noTrouble,
  pingPart,
  toolWasCalled,
  type Part,
} from './part.ts';

const greeting = 'Hello, this is the weather desk.';
const question = 'How warm is it in Berlin?';
const answer = 'It is 21 degrees in Berlin, with a light wind from the west and no rain at all until Sunday.';
const goodbye = 'You are welcome. Goodbye.';

/** Each turn of the agent is a tone of its own: what a client plays tells which turn it is. */
const hz = { greeting: 440, answer: 880, goodbye: 660 };
const answerMs = 6_000;

/** A call with speech both ways. `voice` is what the user says. */
export function spokenCall(voice: (ms: number) => SpeechSource): readonly Part[] {
  return [
    {
      name: 'greeting',
      steps: ({ server }) => [server.metadata(), server.say(greeting, { audio: tone(hz.greeting, 900) })],
      claims: (story) => [
        ['the start was told once', story.all('started').length === 1],
        agentSaid(story, greeting),
        ['most of the greeting was played', story.playedMs(hz.greeting) >= 600],
      ],
    },
    pingPart,
    {
      name: 'tool call',
      steps: ({ server, client, user }) => [
        user.say(voice(700)),
        client.audio({ voiceMs: 300, silenceMs: 500 }),
        server.userTranscript(question),
        server.toolCall(weatherTool.name, { city: 'Berlin' }),
        client.toolResult(weatherTool.name, { result: weatherTool.run(), isError: false }),
      ],
      claims: (story) => [
        ['what the user said was told', story.all('userSaid').some(({ text }) => text === question)],
        toolWasCalled(story),
      ],
    },
    {
      name: 'barge-in',
      steps: ({ server, client, user }) => [
        server.say(answer, { audio: tone(hz.answer, answerMs) }),
        user.say(voice(600), { when: { playedMs: 900 } }),
        server.interrupt({ at: { voiceMs: 150 } }),
        client.audio({ voiceMs: 50, silenceMs: 500 }),
      ],
      claims: (story) => [
        ['the answer began to be played', story.playedMs(hz.answer) >= 300],
        ['the answer was cut', story.playedMs(hz.answer) <= answerMs - 1_500],
        [`the cut answer was not heard again (${story.playlist})`, story.playedBefore(hz.answer, hz.goodbye)],
        ['the interruption was told once', story.all('interrupted').length === 1],
        ['the correction was told', story.all('corrected').some(({ text }) => isCutOf(answer, text))],
      ],
    },
    {
      name: 'hang-up',
      steps: ({ server, client, user }) => [
        server.say(goodbye, { audio: tone(hz.goodbye, 700) }),
        user.wait({ when: 'silent', ms: 300 }),
        user.hangUp(),
        client.closed(),
      ],
      claims: (story, client) => [
        agentSaid(story, goodbye),
        [`most of the goodbye was played (${story.playlist})`, story.playedMs(hz.goodbye) >= 450],
        ...endWasTold(story),
        closedWith(story, client.hangsUpWith, 'client'),
        ...noTrouble(story, client),
        libertiesWereNoticed(story, client),
      ],
    },
  ];
}

function isCutOf(whole: string, heard: string): boolean {
  return heard.length > 0 && heard.length < whole.length && whole.startsWith(heard);
}

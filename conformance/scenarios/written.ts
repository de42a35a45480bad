import { weatherTool } from '../clients/client.ts';
import {
  agentSaid,
  closedWith,
  endWasTold,
  ifTold,
  libertiesWereNoticed,
  noTrouble,
  pingPart,
  toolWasCalled,
  type Part,
} from './part.ts';

const greeting = 'Hello, this is the weather desk.';
const question = 'How warm is it in Berlin?';
const answer = 'It is 21 degrees in Berlin, with a light wind from the west.';
const parts = ['It is 21 degrees in Berlin, ', 'with a light wind from the west.'];
const objection = 'That is enough, thank you.';
const goodbye = 'You are welcome. Goodbye.';

/** A chat without sound. */
export const writtenChat: readonly Part[] = [
  {
    name: 'greeting',
    steps: ({ server }) => [server.metadata(), server.say(greeting)],
    claims: (story) => [
      ['the start was told once', story.all('started').length === 1],
      agentSaid(story, greeting),
    ],
  },
  pingPart,
  {
    name: 'tool call',
    steps: ({ server, client, user }) => [
      user.message(question),
      client.userMessage(question),
      server.toolCall(weatherTool.name, { city: 'Berlin' }),
      client.toolResult(weatherTool.name, { result: weatherTool.run(), isError: false }),
    ],
    claims: (story) => [toolWasCalled(story)],
  },
  {
    name: 'barge-in',
    steps: ({ server, client, user }) => [
      server.textParts(parts),
      server.say(answer),
      user.message(objection),
      client.userMessage(objection),
      server.interrupt({ correction: 'It is 21' }),
    ],
    claims: (story, client) => [
      ...ifTold(client, 'agentWrote', 'the answer was told in parts', wrote(story.all('agentWrote'))),
      agentSaid(story, answer),
      ...ifTold(
        client,
        'interrupted',
        'the interruption was told once',
        story.all('interrupted').length === 1,
      ),
    ],
  },
  {
    name: 'hang-up',
    steps: ({ server, client, user }) => [server.say(goodbye), user.hangUp(), client.closed()],
    claims: (story, client) => [
      agentSaid(story, goodbye),
      ...endWasTold(story),
      closedWith(story, client.hangsUpWith, 'client'),
      ...noTrouble(story, client),
      libertiesWereNoticed(story, client),
    ],
  },
];

function wrote(told: readonly { readonly text: string }[]): boolean {
  return told.map(({ text }) => text).join('') === answer;
}

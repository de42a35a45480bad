import { tone } from '@duologue/testkit';
import type { Client } from '../clients/client.ts';
import { agentSaid, closedWith, endWasTold, noTrouble, type Part } from './part.ts';

const thanks = 'Thank you, that is all.';
const goodbye = 'I have to go. Goodbye.';
const refusal = "Missing required dynamic variables in first message: {'username'}";

/** The agent hangs up with its tool `end_call`, and the server closes. Whoever closes first, all is well. */
export function endByAgent({ mode }: Pick<Client, 'mode'>): readonly Part[] {
  return [
    {
      name: 'end by agent',
      steps: ({ server, client, user }) => [
        server.metadata(),
        ...(mode === 'voice'
          ? [client.audio({ ms: 300 })]
          : [user.message(thanks), client.userMessage(thanks)]),
        server.say(goodbye, mode === 'voice' ? { audio: tone(440, 200) } : {}),
        server.endCall(),
        server.close(),
      ],
      claims: (story, client) => [
        agentSaid(story, goodbye),
        ...endWasTold(story, 1000),
        [`the connection was closed with 1000 (${story.closed?.code})`, story.closed?.code === 1000],
        ...noTrouble(story, client),
      ],
    },
  ];
}

/** The service closes with an error, right after it has accepted the conversation. */
export const refused: readonly Part[] = [
  {
    name: 'refusal',
    steps: ({ server }) => [server.metadata(), server.close({ code: 1008, reason: refusal })],
    claims: (story, client) => [
      ...endWasTold(story, 1008, refusal),
      closedWith(story, 1008, 'server'),
      ...noTrouble(story, client),
    ],
  },
];

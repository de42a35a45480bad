import { isDeepStrictEqual } from 'node:util';
import type { ScenarioWords, Step } from '@duologue/testkit';
import { weatherTool, type Client } from '../clients/client.ts';
import type { Story, What } from '../story.ts';

/** One column of the table. */
export type PartName =
  'greeting' | 'ping' | 'tool call' | 'barge-in' | 'hang-up' | 'end by agent' | 'refusal';

/** What must be true of a conversation, and whether it is. */
export type Claim = readonly [claim: string, holds: boolean];

/** A stretch of a conversation, and what a client must have made of it. */
export interface Part {
  readonly name: PartName;
  readonly steps: (words: ScenarioWords) => readonly Step[];
  readonly claims: (story: Story, client: Client) => readonly Claim[];
}

/** Pings without and with a latency. */
export const pingPart: Part = {
  name: 'ping',
  steps: ({ server, client }) => [server.ping(), client.pong(), server.ping({ pingMs: 42 }), client.pong()],
  claims: (story, client) => [
    ...ifTold(
      client,
      'latency',
      'the latency was told',
      story.all('latency').some(({ ms }) => ms === 42),
    ),
  ],
};

/** A claim about something that a client tells, for those that do. */
export function ifTold(client: Client, what: What, ...claim: Claim): readonly Claim[] {
  return client.silentAbout.includes(what) ? [] : [claim];
}

export function toolWasCalled(story: Story): Claim {
  const calls = story.all('toolCalled').map(({ name, parameters }) => [name, parameters]);
  return [
    'the tool was called once, with its arguments',
    isDeepStrictEqual(calls, [[weatherTool.name, { city: 'Berlin' }]]),
  ];
}

export function agentSaid(story: Story, text: string): Claim {
  return [
    `"${text}" was told once`,
    story.all('agentSaid').filter((told) => told.text === text).length === 1,
  ];
}

export function closedWith(story: Story, code: number, by: 'client' | 'server'): Claim {
  const { closed } = story;
  const seen = closed ? `the ${closed.by} did with ${closed.code}` : 'nobody did';
  return [`the ${by} closed with ${code} (${seen})`, isDeepStrictEqual(closed, { code, by })];
}

/** The end was told once, with its code and its reason where the client tells them. */
export function endWasTold(story: Story, code?: number, reason?: string): readonly Claim[] {
  const ends = story.all('ended');
  const [end] = ends;
  return [
    ['the end was told once', ends.length === 1],
    ['the close code was told', code === undefined || end?.code === undefined || end.code === code],
    ['the reason was told', reason === undefined || end?.reason === undefined || end.reason === reason],
  ];
}

/** Nothing went wrong that neither the script nor a claim of a part would show. */
export function noTrouble(story: Story, client: Client): readonly Claim[] {
  const trouble = story.all('trouble').map(({ message }) => message);
  const breaches = story.breaches.filter((breach) => !client.liberties.some((known) => known.test(breach)));
  return [
    [`the client had no trouble (${trouble.join(', ')})`, trouble.length === 0],
    [`the client kept the contract (${breaches.join(', ')})`, breaches.length === 0],
  ];
}

/** Every liberty that a client is said to take was taken: a server that does not notice would pass otherwise. */
export function libertiesWereNoticed(story: Story, client: Client): Claim {
  const missing = client.liberties.filter((known) => !story.breaches.some((breach) => known.test(breach)));
  return [`the server noticed ${missing.join(' and ')}`, missing.length === 0];
}

import { client, type ClientWords } from './client-words.ts';
import type { AgentSettings, Reaction, Scenario, Step } from './scenario.ts';
import { server, type ServerWords } from './server-words.ts';
import { callerPlace } from './step-place.ts';
import { user, type UserWords } from './user-words.ts';

/** The words of which a script is made. */
export interface ScenarioWords {
  /** What the agent's side does. */
  readonly server: ServerWords;
  /** What the client has to do; a script waits until it has. */
  readonly client: ClientWords;
  /** What the user does. */
  readonly user: UserWords;
}

export interface ScenarioOptions {
  /** Seeds ids and every other random choice; default 1. */
  readonly seed?: number;
  readonly agent?: AgentSettings;
  /** Messages that may come at any time and that no step needs to wait for. */
  readonly ignore?: NonNullable<Scenario['ignore']>;
  /** What the server does whenever a message comes that no step waits for. */
  readonly reactions?: (words: ScenarioWords) => readonly Reaction[];
}

/**
 * Writes a conversation as a script.
 * @example
 * scenario('greeting', ({ server, client }) => [
 *   server.metadata(),
 *   server.say('Hello!'),
 *   client.userMessage('Hi.'),
 *   server.close(),
 * ]);
 */
export function scenario(
  name: string,
  write: (words: ScenarioWords) => readonly (Step | readonly Step[])[],
  { reactions, ...options }: ScenarioOptions = {},
): Scenario {
  const place = callerPlace();
  const words = { server, client, user };
  const steps = write(words).flat();
  return {
    version: 1,
    name,
    ...options,
    steps,
    ...(reactions && { reactions: reactions(words) }),
    ...(place && { place }),
  };
}

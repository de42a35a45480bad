import type { AudioFormatName } from '@duologue/core';
import type { ExpectMessage, ExpectStep, messageTypes } from './expect-steps.ts';
import type { ServerStep } from './server-steps.ts';
import type { StepPlace } from './step-place.ts';
import type { UserStep } from './user-steps.ts';

/** A conversation as a script: what the server does, what it expects of the client, what the user does. */
export interface Scenario {
  readonly version: 1;
  readonly name: string;
  /** Seeds ids and every other random choice; default 1. */
  readonly seed?: number;
  readonly agent?: AgentSettings;
  /** Messages that may come at any time and that no step needs to wait for. */
  readonly ignore?: readonly (keyof typeof messageTypes)[];
  readonly steps: readonly Step[];
  /** What the server does whenever a message comes that no step waits for, for conversations whose order nobody knows. */
  readonly reactions?: readonly Reaction[];
  /** Where the scenario was written. */
  readonly place?: StepPlace;
}

export interface AgentSettings {
  /** What the agent sends; default `pcm_16000`. */
  readonly outputFormat?: AudioFormatName;
  /** What the agent wants to hear; default `pcm_16000`. */
  readonly inputFormat?: AudioFormatName;
  /** Default one that is drawn from the seed. */
  readonly conversationId?: string;
}

/** An answer to messages that may come at any time. The step that is due goes first. */
export interface Reaction {
  readonly on: ExpectMessage;
  /** What the server does, one after the other; a function gets the message, and what it says has no audio. */
  readonly do:
    readonly ReactionStep[] | ((message: Readonly<Record<string, unknown>>) => readonly ReactionStep[]);
  /** How often it happens at most; default without limit. */
  readonly times?: number;
}

export type ReactionStep = Exclude<ServerStep, { server: 'metadata' | 'pause' }>;

export type Step = ServerStep | ExpectStep | UserStep;

/** A step in few words, as messages name it: `server.say`, `expect toolResult of weather`. */
export function describeStep(step: Step): string {
  if ('expect' in step) {
    const of = 'of' in step ? ` of ${step.of}` : '';
    return `expect ${step.expect}${of}`;
  }
  if ('user' in step) return `user.${step.user}`;
  const name = 'name' in step ? ` ${step.name}` : '';
  return `server.${step.server}${name}`;
}

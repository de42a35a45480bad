import type { SpeechSource } from './speech-source.ts';
import type { StepBase } from './step-place.ts';

/** A step in which the user does something, through the public API of the session. */
export type UserStep =
  UserSay | UserMessage | UserContext | UserActivity | UserFeedback | UserHangUp | UserWait | UserMute;

/**
 * When a step of the user happens, besides waiting for the steps before it and for everything the server had sent:
 * `now`, when the agent is `silent` (all of its audio was heard), or when so much of the turn that is being said was heard.
 */
export type UserWhen = 'now' | 'silent' | { readonly playedMs: number } | { readonly word: string };

interface UserBase extends StepBase {
  /** Default `silent` for speech and for hanging up, `now` for everything else. */
  readonly when?: UserWhen;
}

/** Speech into the microphone. */
export interface UserSay extends UserBase {
  readonly user: 'say';
  readonly audio: SpeechSource;
}

export interface UserMessage extends UserBase {
  readonly user: 'message';
  readonly text: string;
}

export interface UserContext extends UserBase {
  readonly user: 'context';
  readonly text: string;
  readonly contextId?: string;
}

export interface UserActivity extends UserBase {
  readonly user: 'activity';
}

export interface UserFeedback extends UserBase {
  readonly user: 'feedback';
  readonly score: 'like' | 'dislike' | null;
}

export interface UserHangUp extends UserBase {
  readonly user: 'hangUp';
}

/** Waits, so that the steps of the user after this one happen later. */
export interface UserWait extends UserBase {
  readonly user: 'wait';
  /** After `when` has come, so much longer; default 0. */
  readonly ms?: number;
}

export interface UserMute extends UserBase {
  readonly user: 'mute';
  readonly muted: boolean;
}

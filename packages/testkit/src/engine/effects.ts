import type { WireMessage } from '../messages/wire-message.ts';
import type { FailureFacts } from './failure.ts';
import type { SentAudio } from '../scenario/speech-frame.ts';
import type { UserStep } from '../scenario/user-steps.ts';

/** What happens to a conversation from outside. */
export type EngineEvent =
  | { readonly type: 'opened' }
  | { readonly type: 'message'; readonly message: WireMessage }
  | { readonly type: 'audio'; readonly samples: Int16Array; readonly isSilence: boolean }
  | { readonly type: 'unreadable'; readonly problem: string }
  | { readonly type: 'tick' }
  | {
      readonly type: 'closed';
      readonly code: number;
      readonly reason: string;
      /** What the user was asked for and has not begun. */
      readonly undone?: UserAction | undefined;
    }
  | { readonly type: 'failed'; readonly cause: string };

/** The world at the moment of an event. */
export interface Moment {
  /** On the clock of the conversation. */
  readonly nowMs: number;
  /** How much of the turn that is being said the client has played, where the client is a session of ours. */
  readonly playedMs: number | undefined;
}

/** What a server frame has waited for. */
export interface After {
  /** How many control messages of the client the script had taken. */
  readonly control: number;
}

/** A message on its way to the client, with what is known of it already. */
export interface Outgoing {
  readonly message: WireMessage;
  /** The message as a text frame; default what JSON makes of it. */
  readonly text?: string;
  /** Its audio, where it has any. */
  readonly audio?: SentAudio;
}

/** What the engine wants to happen. */
export type Effect =
  | ({ readonly do: 'send'; readonly after: After } & Outgoing)
  | { readonly do: 'sendText'; readonly text: string; readonly after: After }
  | { readonly do: 'close'; readonly code: number; readonly reason: string }
  | { readonly do: 'user'; readonly action: UserAction }
  /** A step was satisfied by the microphone as heard so far. */
  | { readonly do: 'micBarrier' }
  | { readonly do: 'note'; readonly text: string }
  | { readonly do: 'complete' }
  | { readonly do: 'fail'; readonly facts: FailureFacts };

/** A step of the user, with everything that its condition needs. */
export interface UserAction {
  readonly step: UserStep;
  readonly stepIndex: number;
  /** How many frames the client must have received before. */
  readonly afterFrames: number;
  /** The last turn of the agent; 0 where there was none. */
  readonly turnId: number;
  readonly when: 'now' | 'silent' | { readonly eventId: number; readonly playedMs: number };
  /** When that is on the clock of the conversation, if the client plays at once and without a break. */
  readonly estimateMs: number;
}

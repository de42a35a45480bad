import { placed, type Options } from './placed.ts';
import type { SpeechSource } from './speech-source.ts';
import type {
  UserActivity,
  UserContext,
  UserFeedback,
  UserHangUp,
  UserMessage,
  UserMute,
  UserSay,
  UserWait,
} from './user-steps.ts';

/** What the user does, in the order of the script; by default each step waits until the agent is silent, or does not (`when`). */
export interface UserWords {
  /** Speaks into the microphone. */
  say(audio: SpeechSource, options?: Options<UserSay, 'audio'>): UserSay;
  message(text: string, options?: Options<UserMessage, 'text'>): UserMessage;
  context(text: string, options?: Options<UserContext, 'text'>): UserContext;
  activity(options?: Options<UserActivity>): UserActivity;
  feedback(score: UserFeedback['score'], options?: Options<UserFeedback, 'score'>): UserFeedback;
  hangUp(options?: Options<UserHangUp>): UserHangUp;
  /** Later steps of the user wait for this. */
  wait(options: Options<UserWait>): UserWait;
  mute(muted?: boolean, options?: Options<UserMute, 'muted'>): UserMute;
}

export const user: UserWords = {
  say: (audio, options) => placed({ user: 'say', audio, ...options }),
  message: (text, options) => placed({ user: 'message', text, ...options }),
  context: (text, options) => placed({ user: 'context', text, ...options }),
  activity: (options) => placed({ user: 'activity', ...options }),
  feedback: (score, options) => placed({ user: 'feedback', score, ...options }),
  hangUp: (options) => placed({ user: 'hangUp', ...options }),
  wait: (options) => placed({ user: 'wait', ...options }),
  mute: (muted = true, options) => placed({ user: 'mute', muted, ...options }),
};

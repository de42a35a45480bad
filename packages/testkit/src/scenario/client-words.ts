import type { Expected } from '../match/differences.ts';
import type {
  ExpectAnyOrder,
  ExpectApproval,
  ExpectAudio,
  ExpectClosed,
  ExpectMessage,
  ExpectNothing,
  ExpectPong,
  ExpectToolResult,
} from './expect-steps.ts';
import { placed, type Options } from './placed.ts';

type MessageOptions = Options<ExpectMessage, 'match'>;

/** What the client has to do. Values may be matchers: regular expressions, or vitest's `expect.any(String)` and the like. */
export interface ClientWords {
  /** The first message of a client. `match` names fields of the message as on the wire. */
  init(match?: Expected, options?: MessageOptions): ExpectMessage;
  userMessage(text?: Expected, options?: MessageOptions): ExpectMessage;
  contextualUpdate(text?: Expected, options?: MessageOptions): ExpectMessage;
  userActivity(options?: MessageOptions): ExpectMessage;
  feedback(score?: Expected, options?: MessageOptions): ExpectMessage;
  multimodal(match?: Expected, options?: MessageOptions): ExpectMessage;
  /** Any control message: all but audio and pongs. */
  any(match?: Expected, options?: MessageOptions): ExpectMessage;
  /** The result of a call, named by its `as` or by its tool. */
  toolResult(of: string, options?: Options<ExpectToolResult, 'of'>): ExpectToolResult;
  approval(of: string, options?: Options<ExpectApproval, 'of'>): ExpectApproval;
  /** Audio of the user: `{ voiceMs: 300, silenceMs: 600 }` is the end of a spoken turn. */
  audio(goal: Options<ExpectAudio>): ExpectAudio;
  pong(options?: Options<ExpectPong>): ExpectPong;
  closed(options?: Options<ExpectClosed>): ExpectClosed;
  /** No control message for so long. */
  nothing(forMs: number, options?: Options<ExpectNothing, 'forMs'>): ExpectNothing;
  anyOrder(...steps: ExpectAnyOrder['steps']): ExpectAnyOrder;
}

export const client: ClientWords = {
  init: (match, options) => placed({ expect: 'init', ...matching(match), ...options }),
  userMessage: (text, options) => placed({ expect: 'userMessage', ...field('text', text), ...options }),
  contextualUpdate: (text, options) =>
    placed({ expect: 'contextualUpdate', ...field('text', text), ...options }),
  userActivity: (options) => placed({ expect: 'userActivity', ...options }),
  feedback: (score, options) => placed({ expect: 'feedback', ...field('score', score), ...options }),
  multimodal: (match, options) => placed({ expect: 'multimodal', ...matching(match), ...options }),
  any: (match, options) => placed({ expect: 'any', ...matching(match), ...options }),
  toolResult: (of, options) => placed({ expect: 'toolResult', of, ...options }),
  approval: (of, options) => placed({ expect: 'approval', of, ...options }),
  audio: (goal) => placed({ expect: 'audio', ...goal }),
  pong: (options) => placed({ expect: 'pong', ...options }),
  closed: (options) => placed({ expect: 'closed', ...options }),
  nothing: (forMs, options) => placed({ expect: 'nothing', forMs, ...options }),
  anyOrder: (...steps) => placed({ expect: 'anyOrder', steps }),
};

function matching(match: Expected): { match?: Expected } {
  return match === undefined ? {} : { match };
}

function field(name: string, value: Expected): { match?: Expected } {
  return value === undefined ? {} : { match: { [name]: value } };
}

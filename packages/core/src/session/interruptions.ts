import type { AgentVoice } from './agent-voice.ts';
import type { SessionHooks } from './create-hooks.ts';
import type { Transcript } from './transcript.ts';
import type { ToolDesk } from './tool-desk.ts';

export interface InterruptionsOptions {
  readonly hooks: SessionHooks;
  readonly transcript: Transcript;
}

interface Unsettled {
  readonly interruptedEventId?: number;
  readonly playedMs: number;
  readonly heardText?: string;
}

/** What follows when the user cuts in, and what is learned about it later. */
export class Interruptions {
  readonly #options: InterruptionsOptions;
  #unsettled: Unsettled | undefined;

  constructor(options: InterruptionsOptions) {
    this.#options = options;
  }

  /** Everything of an interruption, in the tick in which it is known. `voice` is undefined in a conversation without audio. */
  cut(
    voice: AgentVoice | undefined,
    desk: ToolDesk,
    eventId: number | undefined,
    by: 'service' | 'user',
  ): void {
    const { hooks, transcript } = this.#options;
    this.settle();
    const cut = voice?.interrupt(eventId) ?? { playedMs: 0, speaking: false };
    const abortedToolCalls = desk.interrupt();
    const heardText = 'heardText' in cut ? cut.heardText : undefined;
    const interruptedEventId = 'eventId' in cut ? cut.eventId : undefined;
    const heard = {
      ...(interruptedEventId !== undefined && { interruptedEventId }),
      playedMs: cut.playedMs,
      ...(heardText !== undefined && { heardText }),
    };
    if (cut.speaking) {
      transcript.agentCut(interruptedEventId, heardText);
      this.#unsettled = heard;
    }
    hooks.interrupted.call({ ...(eventId !== undefined && { eventId }), ...heard, abortedToolCalls, by });
  }

  /** The service says what was heard. `...` is its word for nothing. */
  correct(original: string, corrected: string, eventId: number | undefined): void {
    const { hooks, transcript } = this.#options;
    const heardText = corrected === '...' ? '' : corrected;
    transcript.agentCorrected(original, heardText, eventId ?? this.#unsettled?.interruptedEventId);
    const { playedMs, interruptedEventId = eventId } = this.#unsettled ?? { playedMs: 0 };
    this.#unsettled = undefined;
    const tag = interruptedEventId === undefined ? {} : { interruptedEventId };
    hooks.interruptionSettled.call({ ...tag, playedMs, heardText, source: 'correction' });
  }

  /** Nothing more will be learned about the last interruption. */
  settle(): void {
    const unsettled = this.#unsettled;
    this.#unsettled = undefined;
    if (unsettled) this.#options.hooks.interruptionSettled.call({ ...unsettled, source: 'playout' });
  }
}

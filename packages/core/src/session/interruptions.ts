import type { AgentVoice, Cut } from './agent-voice.ts';
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
  /** Kept after it was settled: a correction may be late. */
  #last: Unsettled | undefined;

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
    const cuts = voice?.interrupt(eventId, by, (cut) => this.#heardAfterAll(cut)) ?? [];
    const abortedToolCalls = desk.interrupt();
    for (const cut of cuts) transcript.agentCut(cut.eventId, cut.heardText);
    const cut = cuts.find(({ speaking }) => speaking);
    const heard = heardOf(cut);
    this.#last = this.#unsettled = cut && heard;
    hooks.interrupted.call({ ...(eventId !== undefined && { eventId }), ...heard, abortedToolCalls, by });
  }

  /** The service says what was heard. `...` is its word for nothing. */
  correct(original: string, corrected: string, eventId: number | undefined): void {
    const { hooks, transcript } = this.#options;
    const heardText = corrected === '...' ? '' : corrected;
    const last = this.#last?.interruptedEventId === (eventId ?? this.#last?.interruptedEventId) && this.#last;
    const { playedMs, interruptedEventId = eventId } = last || { playedMs: 0 };
    if (!transcript.agentCorrected(original, heardText, interruptedEventId)) return;
    this.#last = this.#unsettled = undefined;
    const tag = interruptedEventId === undefined ? {} : { interruptedEventId };
    hooks.interruptionSettled.call({ ...tag, playedMs, heardText, source: 'correction' });
  }

  /** The output knows now what was heard before its far end fell silent. The service's own word counts more. */
  #heardAfterAll(cut: Cut): void {
    if (!this.#unsettled || this.#unsettled.interruptedEventId !== cut.eventId) return;
    const heard = heardOf(cut);
    this.#last = heard;
    this.#unsettled = undefined;
    this.#options.transcript.agentHeardFurther(cut.eventId, cut.heardText);
    this.#options.hooks.interruptionSettled.call({ ...heard, source: 'playout' });
  }

  /** The connection is lost: what comes on the next one is not about its turns. */
  forget(): void {
    this.settle();
    this.#last = undefined;
  }

  /** Nothing more will be learned about the last interruption. */
  settle(): void {
    const unsettled = this.#unsettled;
    this.#unsettled = undefined;
    if (unsettled) this.#options.hooks.interruptionSettled.call({ ...unsettled, source: 'playout' });
  }
}

function heardOf(cut: Cut | undefined): Unsettled {
  return {
    ...(cut?.eventId !== undefined && { interruptedEventId: cut.eventId }),
    playedMs: cut?.playedMs ?? 0,
    ...(cut?.heardText !== undefined && { heardText: cut.heardText }),
  };
}

import type { ExpectAnyOrder } from '../scenario/expect-steps.ts';
import type { WireMessage } from '../messages/wire-message.ts';
import { assign } from './assign.ts';
import type { ControlStep } from './control-match.ts';
import type { Inbox } from './inbox.ts';

/** Messages that came for steps in any order. Which of them is for which step is settled only when all are there. */
export class AnyOrder {
  readonly #steps: readonly ControlStep[];
  readonly #sinceMs: number;
  readonly #messages: WireMessage[] = [];
  /** For each message the steps that it fits, as indexes. */
  #fits: readonly (readonly number[])[] = [];
  /** For each step the messages that it has, as indexes. */
  #held: readonly (readonly number[])[];

  constructor({ steps }: ExpectAnyOrder, sinceMs: number) {
    // who must have a message soonest gets one first
    this.#steps = steps.toSorted((a, b) => (a.withinMs ?? Infinity) - (b.withinMs ?? Infinity));
    this.#sinceMs = sinceMs;
    this.#held = steps.map(() => []);
  }

  /** Steps that could do with another message, the soonest first. */
  get wanting(): readonly ControlStep[] {
    return this.#steps.filter((step, index) => this.#count(index) < mostOf(step));
  }

  /** Whether every step has as many messages as it needs. */
  get isContent(): boolean {
    return this.#steps.every((step, index) => this.#count(index) >= leastOf(step));
  }

  /** Takes a message where every message so far can be for a step of its own, or for one that has room for several. */
  take(message: WireMessage, inbox: Inbox, nowMs: number): boolean {
    const fits = this.#steps.flatMap((step, index) =>
      this.#isInTime(step, nowMs) && inbox.compare(step, message)?.length === 0 ? [index] : [],
    );
    const all = [...this.#fits, fits];
    const held = assign(
      all,
      this.#steps.map((step) => ({ least: leastOf(step), most: mostOf(step) })),
    );
    if (!held) return false;
    this.#fits = all;
    this.#held = held;
    this.#messages.push(message);
    return true;
  }

  /** Whether no step can take any more. */
  isFull(nowMs: number): boolean {
    return this.isContent && !this.wanting.some((step) => this.#isInTime(step, nowMs));
  }

  /** The step whose time is over without its messages. */
  lateStep(nowMs: number): ControlStep | undefined {
    return this.#steps.find(
      (step, index) => nowMs >= this.#endMs(step) && this.#count(index) < leastOf(step),
    );
  }

  /** When the time of the next step is over. */
  nextEndMs(nowMs: number): number | undefined {
    return this.#steps.map((step) => this.#endMs(step)).find((endMs) => endMs > nowMs && endMs < Infinity);
  }

  /** Each message with its step. */
  get pairs(): readonly (readonly [ControlStep, WireMessage])[] {
    return this.#steps.flatMap((step, index) =>
      (this.#held[index] ?? []).flatMap((at) => {
        const message = this.#messages[at];
        return message ? [[step, message] as const] : [];
      }),
    );
  }

  #count(index: number): number {
    return this.#held[index]?.length ?? 0;
  }

  #endMs({ withinMs = Infinity }: ControlStep): number {
    return this.#sinceMs + withinMs;
  }

  #isInTime(step: ControlStep, nowMs: number): boolean {
    return nowMs <= this.#endMs(step);
  }
}

/** How many messages a step needs at least. */
export function leastOf(step: ControlStep): number {
  if ('optional' in step && step.optional) return 0;
  return 'repeat' in step ? (step.repeat?.min ?? 1) : 1;
}

/** How many messages a step takes at most. */
export function mostOf(step: ControlStep): number {
  return 'repeat' in step && step.repeat ? (step.repeat.max ?? Infinity) : 1;
}

import type { AudioFormat } from '@duologue/core';
import { isPlainObject } from '../../match/show.ts';
import { readAudio } from '../../messages/read-audio.ts';
import type { WireMessage } from '../../messages/wire-message.ts';

/** A turn of the agent as it was recorded: its audio, its text, and what became of it. */
export interface RecordedTurn {
  readonly eventId: number;
  readonly pieces: Int16Array[];
  text?: string;
  /** How many pieces of audio came before the text. */
  textAfter?: number;
  hasAlignment: boolean;
  /** The characters of its alignment. */
  spelled: string;
  isOver: boolean;
}

/** Sorts the frames of a recording into the turns of the agent. */
export class RecordedTurns {
  readonly #ofFrame = new Map<number, RecordedTurn>();
  readonly #late = new Map<number, number>();
  #current: RecordedTurn | undefined;
  #cut: { readonly seq: number; readonly below: number } | undefined;

  /** The turn that begins with a frame. */
  beginningAt(seq: number): RecordedTurn | undefined {
    return this.#ofFrame.get(seq);
  }

  /** How many pieces of audio came too late for an interruption. */
  lateAfter(seq: number): number {
    return this.#late.get(seq) ?? 0;
  }

  take(seq: number, message: WireMessage, format: AudioFormat): void {
    const event = Object.values(message).find(isPlainObject) ?? {};
    const eventId = typeof event.event_id === 'number' ? event.event_id : (this.#current?.eventId ?? 0);
    switch (message.type) {
      case 'audio':
        return this.#audio(seq, eventId, event, format);
      case 'agent_response':
        return this.#text(seq, eventId, event.agent_response);
      case 'agent_response_correction':
        return this.#correct(event.original_agent_response);
      case 'interruption':
        // the id is that of the turn that was cut, or already that of the next
        this.#cut = { seq, below: Math.max(this.#current?.eventId ?? 0, 0) + 1 };
        return this.#end();
      case 'user_transcript':
      case 'client_tool_call':
      case 'client_tool_result':
        return this.#end();
    }
  }

  #audio(seq: number, eventId: number, event: WireMessage, format: AudioFormat): void {
    if (this.#cut && eventId < this.#cut.below) {
      this.#late.set(this.#cut.seq, this.lateAfter(this.#cut.seq) + 1);
      return;
    }
    const turn = this.#turn(seq, eventId, (current) => !current.isOver);
    const audio = readAudio(event.audio_base_64, format);
    if (audio) turn.pieces.push(audio.samples);
    const chars = isPlainObject(event.alignment) ? event.alignment.chars : undefined;
    if (!Array.isArray(chars)) return;
    turn.hasAlignment = true;
    turn.spelled += chars.join('');
  }

  #text(seq: number, eventId: number, text: unknown): void {
    const turn = this.#turn(seq, eventId, (current) => !current.isOver && current.text === undefined);
    turn.text = String(text);
    turn.textAfter = turn.pieces.length;
  }

  /** What a turn was to say that was cut before its text came. */
  #correct(original: unknown): void {
    const turn = [...this.#ofFrame.values()].at(-1);
    if (turn && turn.text === undefined && typeof original === 'string' && original !== '')
      turn.text = original;
  }

  #turn(seq: number, eventId: number, fits: (current: RecordedTurn) => boolean): RecordedTurn {
    const current = this.#current;
    if (current?.eventId === eventId && fits(current)) return current;
    const turn: RecordedTurn = { eventId, pieces: [], hasAlignment: false, spelled: '', isOver: false };
    this.#current = turn;
    this.#ofFrame.set(seq, turn);
    return turn;
  }

  #end(): void {
    if (this.#current) this.#current.isOver = true;
  }
}

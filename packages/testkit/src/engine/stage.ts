import { formatAudioFormat, randomLane } from '@duologue/core';
import type { PreparedScenario } from '../scenario/prepare.ts';
import type { ReactionStep } from '../scenario/scenario.ts';
import { EnergyEar } from '../speech/energy-ear.ts';
import type { Effect, Outgoing } from './effects.ts';
import { NamedValues } from './named-values.ts';
import { Pings } from './pings.ts';
import type { SayStream } from './say-stream.ts';
import { ToolCalls } from './tool-calls.ts';
import { TurnIds } from './turn-ids.ts';
import type { WireMessage } from '../messages/wire-message.ts';

const noEffects: readonly Effect[] = [];

/** What the steps of one conversation share. Everything in it follows from the script, the seed and the events. */
export class Stage {
  readonly prepared: PreparedScenario;
  readonly conversationId: string;
  readonly turns: TurnIds = new TurnIds();
  readonly names: NamedValues = new NamedValues();
  readonly calls: ToolCalls = new ToolCalls();
  readonly pings: Pings = new Pings();
  readonly ear: EnergyEar;
  readonly outputFormat: string;
  readonly inputFormat: string;
  readonly #ids: () => number;
  readonly effects: Effect[] = [];
  /** The step that is due, as an index. */
  cursor = 0;
  /** What the server still has to do about messages that came out of turn. */
  readonly reactions: ReactionStep[] = [];
  nowMs = 0;
  /** What the client has played of the turn that is being said; undefined where nobody can know. */
  playedMs: number | undefined;
  /** The turn that was said last. */
  say: SayStream | undefined;
  /** When the client has played everything, if it plays at once and without a break. */
  heardToMs = 0;
  /** When the user has said everything that was asked of them, as far as a server can know. */
  userToMs = 0;
  /** How many control messages of the client the script has taken. */
  controlTaken = 0;
  framesSent = 0;
  initTaken = false;
  closed: { readonly code: number; readonly reason: string } | undefined;

  constructor(prepared: PreparedScenario, seed: number) {
    this.prepared = prepared;
    this.#ids = randomLane(seed, 'ids');
    this.conversationId = prepared.scenario.agent?.conversationId ?? this.newId('conv');
    this.ear = new EnergyEar(prepared.inputFormat.sampleRateHz);
    this.outputFormat = formatAudioFormat(prepared.outputFormat);
    this.inputFormat = formatAudioFormat(prepared.inputFormat);
  }

  /** An id that no client can know beforehand, the same one for the same seed. */
  newId(kind: string): string {
    const digits = Array.from({ length: 4 }, () =>
      Math.floor(this.#ids() * 0x1_0000)
        .toString(16)
        .padStart(4, '0'),
    );
    return `${kind}_${digits.join('')}`;
  }

  /** What was asked for since the last call. */
  takeEffects(): readonly Effect[] {
    return this.effects.length === 0 ? noEffects : this.effects.splice(0);
  }

  /** Sends a message. `control` is what it has waited for; default everything that was taken so far. */
  send(message: WireMessage, control: number = this.controlTaken): void {
    this.sendOutgoing({ message }, control);
  }

  /** Sends a message that is written already. */
  sendOutgoing(outgoing: Outgoing, control: number = this.controlTaken): void {
    const { type } = outgoing.message;
    if (type !== 'ping' && type !== 'audio') this.pings.noteControl();
    this.framesSent += 1;
    this.effects.push({ do: 'send', after: { control }, ...outgoing });
  }

  /** How much of the turn was heard by now: what the client says, or else a guess. */
  heardMs(say: SayStream): number {
    return this.playedMs ?? say.guessPlayedMs(this.nowMs);
  }
}

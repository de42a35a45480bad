import { Pacer, type Clip } from '@duologue/audio-node';
import type { Plugin, PluginHost, Timer } from '@duologue/core';

/** Something that the caller says. */
export interface Line {
  readonly clip: Clip;
  /** Said while the agent speaks, after so many milliseconds of its turn; by default when the agent has finished. */
  readonly cutInAfterMs?: number;
}

/** An agent that greets has begun to by now; one that does not waits for the caller. */
const greetingMs = 5_000;
/** A pause of this length means that the agent has finished. */
const agentPauseMs = 1_000;
/** The longest that an answer is waited for. */
const answerMs = 15_000;

/** A caller for an agent whose words nobody knows before: says one line after the other, each when its time has come. */
export class LiveCaller implements Plugin {
  readonly name = 'LiveCaller';
  /** Resolves when the last line was said and the agent has nothing more to say to it. */
  readonly finished: Promise<void>;
  readonly #lines: readonly Line[];
  readonly #pacer = new Pacer();
  #finish: () => void = () => {};
  #said = 0;
  #timer: Timer | undefined;

  constructor(lines: readonly Line[]) {
    this.#lines = lines;
    this.finished = new Promise((resolve) => (this.#finish = resolve));
  }

  apply(host: PluginHost): void {
    const { hooks, playout } = host;
    this.#pacer.apply(host);
    hooks.connected.tap(this.name, () => this.#goOnAfter(greetingMs, host));
    hooks.agentStoppedSpeaking.tap(this.name, () => this.#goOnAfter(agentPauseMs, host));
    hooks.agentAudioPlayed.tap(this.name, () => {
      const { cutInAfterMs = Infinity } = this.#lines[this.#said] ?? {};
      if ((playout.position?.playedMs ?? 0) >= cutInAfterMs) this.#goOn(host);
    });
    hooks.ended.tap(this.name, () => this.#timer?.cancel());
  }

  /** Goes on when it was quiet for so long; while somebody speaks, the end of the speech sets a new time. */
  #goOnAfter(ms: number, host: PluginHost): void {
    this.#timer?.cancel();
    this.#timer = host.clock.setTimeout(() => {
      if (!host.playout.position) this.#goOn(host);
    }, ms);
  }

  #goOn(host: PluginHost): void {
    if (this.#pacer.speaking) return;
    const line = this.#lines[this.#said];
    if (!line) return this.#finish();
    this.#said += 1;
    const goOn = () => this.#goOnAfter(answerMs, host);
    // cut off means that the call is over; a clip that cannot be read was told to problemOccurred by the pacer
    void this.#pacer.say(line.clip).then((said) => said && goOn(), goOn);
  }
}

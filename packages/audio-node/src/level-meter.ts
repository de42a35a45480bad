import { DuologueError } from '@duologue/core';
import type { Clock, Plugin, PluginHost } from '@duologue/core';

export interface LevelMeterOptions {
  /** Length of the window that is measured, in milliseconds: 20 to 10,000, default 200. */
  readonly windowMs?: number;
}

/** Measures how loud both sides are: the user as sent, the agent as heard. */
export class LevelMeter implements Plugin {
  readonly name = 'LevelMeter';
  readonly #windowMs: number;
  #clock: Clock | undefined;
  #user: MeasuredPiece[] = [];
  #agent: MeasuredPiece[] = [];

  /** @throws DuologueError INVALID_OPTIONS */
  constructor({ windowMs = 200 }: LevelMeterOptions = {}) {
    if (!(windowMs >= 20 && windowMs <= 10_000)) {
      throw new DuologueError(
        'INVALID_OPTIONS',
        `windowMs is ${windowMs}. It is a number from 20 to 10,000.`,
      );
    }
    this.#windowMs = windowMs;
  }

  /** Root mean square of the user's last window, 0 (silence) to 1 (full scale). */
  get user(): number {
    return this.#measure(this.#user);
  }

  /** Root mean square of the agent's last window, 0 (silence) to 1 (full scale). */
  get agent(): number {
    return this.#measure(this.#agent);
  }

  apply({ hooks, clock }: PluginHost): void {
    this.#clock = clock;
    hooks.connected.tap(this.name, () => {
      this.#user = [];
      this.#agent = [];
    });
    hooks.userAudio.tap({ name: this.name, stage: 'observe' }, ({ samples, sampleRateHz }) => {
      this.#add(this.#user, samples, sampleRateHz, clock.now());
    });
    hooks.agentAudioPlayed.tap(this.name, ({ samples, sampleRateHz, atMs }) => {
      this.#add(this.#agent, samples, sampleRateHz, atMs + (samples.length / sampleRateHz) * 1_000);
    });
  }

  #add(pieces: MeasuredPiece[], samples: Int16Array, sampleRateHz: number, endMs: number): void {
    let energy = 0;
    for (const sample of samples) energy += sample * sample;
    pieces.push({ endMs, energyMs: (energy * 1_000) / sampleRateHz });
    this.#forget(pieces);
  }

  #measure(pieces: MeasuredPiece[]): number {
    this.#forget(pieces);
    const energyMs = pieces.reduce((sum, piece) => sum + piece.energyMs, 0);
    return Math.min(1, Math.sqrt(energyMs / this.#windowMs) / 32_768);
  }

  #forget(pieces: MeasuredPiece[]): void {
    const since = (this.#clock?.now() ?? 0) - this.#windowMs;
    while (pieces[0] && pieces[0].endMs <= since) pieces.shift();
  }
}

interface MeasuredPiece {
  readonly endMs: number;
  /** The sum of its squared samples, each weighted with its duration. */
  readonly energyMs: number;
}

import { DuologueError, encodeAudio } from '@duologue/core';
import type { AudioFormat, Plugin, PluginHost, Timer } from '@duologue/core';

export interface ComfortSilenceOptions {
  /** How long the user's stream may pause before silence is sent in its place, in milliseconds: 40 to 10,000, default 200. */
  readonly afterMs?: number;
}

/** How much silence goes into one message, in milliseconds. */
const stepMs = 100;

/**
 * Sends silence while no audio of the user comes: from a microphone that stops when it is muted, from a push-to-talk button, from a tap that drops.
 * The service finds the end of a turn by the silence after it; without any, it would wait.
 */
export class ComfortSilence implements Plugin {
  readonly name = 'ComfortSilence';
  readonly #afterMs: number;
  #format: AudioFormat | undefined;
  #timer: Timer | undefined;
  /** Up to when the service has got audio. */
  #coveredMs = 0;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor({ afterMs = 200 }: ComfortSilenceOptions = {}) {
    if (!(afterMs >= 40 && afterMs <= 10_000)) {
      throw new DuologueError('INVALID_OPTIONS', `afterMs is ${afterMs}. It is a number from 40 to 10,000.`);
    }
    this.#afterMs = afterMs;
  }

  apply(host: PluginHost): void {
    const { name } = this;
    const { hooks, clock } = host;
    hooks.connected.tap(name, ({ userFormat }) => {
      this.#timer?.cancel();
      this.#format = userFormat;
      this.#coveredMs = clock.now();
      this.#timer = clock.setInterval(() => this.#look(host), stepMs);
    });
    hooks.userAudio.tap({ name, stage: 'observe' }, () => {
      this.#coveredMs = clock.now();
    });
    hooks.stateChanged.tap(name, ({ state }) => {
      if (state !== 'connected') this.#stop();
    });
  }

  #look(host: PluginHost): void {
    const { clock } = host;
    const format = this.#format;
    if (!format || clock.now() - this.#coveredMs < this.#afterMs) return;
    const gapMs = Math.min(clock.now() - this.#coveredMs, 2_000);
    this.#coveredMs = clock.now();
    host.send({
      type: 'user_audio_chunk',
      audioBase64: encodeAudio(new Int16Array(Math.round((gapMs * format.sampleRateHz) / 1_000)), format),
    });
  }

  #stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

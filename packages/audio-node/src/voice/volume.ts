import { DuologueError } from '@duologue/core';
import type { PlayoutControl, Plugin, PluginHost } from '@duologue/core';

export interface VolumeOptions {
  /** How loud the user is sent: 0 (silence) to 8, 1 (default) being as they are. */
  readonly user?: number;
  /** How loud the agent is played: 0 (silence) to 1 (default). */
  readonly agent?: number;
}

/** Makes either side louder or quieter, or mutes it, at any time. A user who is muted is sent as silence: a stream never stops. */
export class Volume implements Plugin {
  readonly name = 'Volume';
  #user = 1;
  #agent = 1;
  #userMuted = false;
  #agentMuted = false;
  #playout: PlayoutControl | undefined;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor({ user = 1, agent = 1 }: VolumeOptions = {}) {
    this.user = user;
    this.agent = agent;
  }

  get user(): number {
    return this.#user;
  }

  /** @throws DuologueError INVALID_OPTIONS */
  set user(gain: number) {
    this.#user = checked('user', gain, 8);
  }

  get agent(): number {
    return this.#agent;
  }

  /** @throws DuologueError INVALID_OPTIONS */
  set agent(gain: number) {
    this.#agent = checked('agent', gain, 1);
    this.#setAgent();
  }

  get userMuted(): boolean {
    return this.#userMuted;
  }

  set userMuted(muted: boolean) {
    this.#userMuted = muted;
  }

  get agentMuted(): boolean {
    return this.#agentMuted;
  }

  set agentMuted(muted: boolean) {
    this.#agentMuted = muted;
    this.#setAgent();
  }

  apply({ hooks, playout }: PluginHost): void {
    const { name } = this;
    this.#playout = playout;
    hooks.connected.tap(name, () => this.#setAgent());
    // whoever mutes themselves must stay so whatever happens
    hooks.userAudio.tap({ name, stage: 'guard', onError: 'drop' }, (chunk) => {
      const gain = this.#userMuted ? 0 : this.#user;
      return gain === 1 ? chunk : { ...chunk, samples: amplified(chunk.samples, gain) };
    });
  }

  #setAgent(): void {
    this.#playout?.duck(this.#agentMuted ? 0 : this.#agent);
  }
}

function amplified(samples: Int16Array, gain: number): Int16Array {
  return samples.map((sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * gain))));
}

function checked(side: string, gain: number, most: number): number {
  if (gain >= 0 && gain <= most) return gain;
  throw new DuologueError(
    'INVALID_OPTIONS',
    `The volume of the ${side} is ${gain}. It is a number from 0 to ${most}.`,
  );
}

import { DuologueError, type Plugin, type PluginHost } from '@duologue/core';

export interface TalkTimeOptions {
  /** Tells the agent once it was heard for this long, in milliseconds; default 60,000. */
  readonly remindAfterMs?: number;
}

/** Measures how long the agent was heard, and asks it to be brief when that becomes too much. */
export class TalkTime implements Plugin {
  readonly name = 'TalkTime';
  readonly #remindAfterMs: number;
  #agentMs = 0;
  #reminded = false;

  constructor({ remindAfterMs = 60_000 }: TalkTimeOptions = {}) {
    if (!(remindAfterMs > 0)) {
      throw new DuologueError('INVALID_OPTIONS', 'remindAfterMs of TalkTime must be above 0 milliseconds.');
    }
    this.#remindAfterMs = remindAfterMs;
  }

  /** How long the agent was heard in this conversation, in milliseconds. */
  get agentMs(): number {
    return this.#agentMs;
  }

  apply(host: PluginHost): void {
    const { hooks } = host;
    hooks.connected.tap(this.name, () => {
      this.#agentMs = 0;
      this.#reminded = false;
    });
    hooks.agentAudioPlayed.tap(this.name, ({ samples, sampleRateHz }) => {
      this.#agentMs += (samples.length / sampleRateHz) * 1_000;
      if (this.#reminded || this.#agentMs < this.#remindAfterMs) return;
      this.#reminded = true;
      host.send({
        type: 'contextual_update',
        text: 'You have talked for a long time. Be brief from here on.',
      });
    });
  }
}

import type { AudioChunk, Plugin, PluginHost, PlayoutControl } from '@duologue/core';
import type { Screen } from './screen.ts';

/** How often the line is drawn, in milliseconds. */
const redrawMs = 80;

/** Shows, on a terminal, how much of the agent's turn was heard and how loud the caller is. */
export class ProgressLine implements Plugin {
  readonly name = 'ProgressLine';
  readonly #screen: Screen;
  #drawnAtMs = -Infinity;
  #caller = '';

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  apply({ hooks, clock, playout }: PluginHost): void {
    if (!this.#screen.isLive) return;
    const observe = { name: this.name, stage: 'observe' } as const;
    const draw = () => {
      if (clock.now() - this.#drawnAtMs < redrawMs) return;
      this.#drawnAtMs = clock.now();
      this.#screen.status([agentText(playout), this.#caller].filter(Boolean).join('   '));
    };
    hooks.agentAudioPlayed.tap(observe, draw);
    hooks.userAudio.tap(observe, (chunk) => {
      const before = this.#caller;
      this.#caller = callerText(chunk);
      if (this.#caller || before) draw();
    });
  }
}

function agentText({ position, queuedMs }: PlayoutControl): string {
  return position ? `agent ${progressBar(position.playedMs, position.playedMs + queuedMs)}` : '';
}

function callerText({ samples }: AudioChunk): string {
  const level = levelMeter(samples);
  return level && `caller ${level}`;
}

/** How far something is: `━━━━━━────  6.9 s of 14.5 s`. */
function progressBar(doneMs: number, wholeMs: number, width = 24): string {
  const full = wholeMs > 0 ? Math.round((width * doneMs) / wholeMs) : 0;
  const bar = '━'.repeat(full) + '─'.repeat(width - full);
  return `${bar}  ${(doneMs / 1_000).toFixed(1)} s of ${(wholeMs / 1_000).toFixed(1)} s`;
}

/** How loud samples are: one block for each 5 dB above -45 dBFS; empty below that. */
function levelMeter(samples: Int16Array): string {
  const meanSquare = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);
  const dbfs = 10 * Math.log10(meanSquare / 32_768 ** 2);
  return dbfs > -45 ? '▮'.repeat(Math.ceil((dbfs + 45) / 5)) : '';
}

import {
  unheardText,
  type Interruption,
  type Plugin,
  type PluginHost,
  type SessionEnd,
  type ToolFinish,
  type TranscriptEntry,
  type TurnMetrics,
} from '@duologue/core';
import type { Screen } from './screen.ts';

/** Results longer than this are cut on the screen; the transcript has them whole. */
const longestResult = 300;

/** Shows a conversation on a screen while it happens. */
export class ConversationView implements Plugin {
  readonly name = 'ConversationView';
  readonly #screen: Screen;
  /** Milliseconds since the agent answered. */
  #now: () => number = () => 0;
  /** The entries that are on the screen, by index. */
  readonly #shown = new Set<number>();
  #cutEntry: TranscriptEntry | undefined;
  #droppedMs = 0;
  #lateMs = 0;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  apply({ hooks, clock }: PluginHost): void {
    const observe = { name: this.name, stage: 'observe' } as const;
    hooks.connected.tap(observe, () => {
      const connectedAtMs = clock.now();
      this.#now = () => clock.now() - connectedAtMs;
    });
    hooks.transcriptChanged.tap(observe, (entry) => this.#showEntry(entry));
    hooks.toolFinished.tap(observe, (finish) => this.#showResult(finish));
    hooks.interrupted.tap(observe, (interruption) => this.#showCut(interruption));
    hooks.interruptionSettled.tap(observe, () => this.#showHeard());
    hooks.audioDropped.tap(observe, ({ why, durationMs }) => {
      if (why === 'interrupted') this.#droppedMs += durationMs;
      if (why === 'stale') this.#lateMs += durationMs;
    });
    hooks.turnCompleted.tap(observe, (metrics) => this.#showLatency(metrics));
    hooks.problemOccurred.tap(observe, ({ error }) => {
      // a busy computer stops every program for a moment; that is no trouble of the conversation
      if (error.code !== 'SLOW_TAP') this.#entry('Problem', error.message);
    });
    hooks.ended.tap(observe, (end) => this.#showEnd(end));
  }

  #showEntry(entry: TranscriptEntry): void {
    const { index, role, text, plannedText, final, tool } = entry;
    if (entry.interrupted) this.#cutEntry = entry;
    if (this.#shown.has(index)) return;
    if (tool) this.#entry('Tool', `${tool.toolName} ${JSON.stringify(tool.parameters)}`, entry.atMs);
    else if (final) this.#entry(role === 'user' ? 'Caller' : 'Agent', plannedText ?? text, entry.atMs);
    else return role === 'user' ? this.#screen.status(`caller: ${text} …`) : undefined;
    this.#shown.add(index);
  }

  #showResult({ outcome, result, durationMs }: ToolFinish): void {
    const shown = result.length > longestResult ? `${result.slice(0, longestResult)} …` : result;
    const how = outcome === 'succeeded' ? '' : `${outcome.replaceAll('_', ' ')}: `;
    this.#screen.remark(`→ ${how}${shown} (${milliseconds(durationMs)})`);
  }

  #showCut({ interruptedEventId, playedMs }: Interruption): void {
    if (interruptedEventId === undefined && playedMs === 0) return;
    const unplayed = `${seconds(this.#droppedMs)} of speech will never be heard`;
    this.#entry('Cut-in', `The agent falls silent after ${seconds(playedMs)}; ${unplayed}.`);
    this.#droppedMs = 0;
  }

  #showHeard(): void {
    const entry = this.#cutEntry;
    if (!entry) return;
    const { red, green } = this.#screen.colours;
    this.#screen.remark(`heard: ${entry.text || '(nothing)'}`, green);
    const unheard = unheardText(entry);
    if (unheard) this.#screen.remark(`not heard: ${unheard}`, red);
    this.#cutEntry = undefined;
  }

  #showLatency({ firstPlayedMs, toolMs }: TurnMetrics): void {
    if (firstPlayedMs === undefined) return;
    const tool = toolMs >= 1 ? `, of which the tool took ${milliseconds(toolMs)}` : '';
    this.#screen.remark(`latency ${milliseconds(firstPlayedMs)}${tool}`);
  }

  #showEnd({ reason, durationMs }: SessionEnd): void {
    if (reason === 'failure') return;
    const who = reason === 'agent' ? 'The agent hung up' : 'The call was ended on this side';
    this.#entry('End', `${who} after ${seconds(durationMs)}.`);
  }

  #entry(label: keyof typeof colourOf, text: string, atMs = this.#now()): void {
    if (this.#lateMs > 0)
      this.#screen.remark(`${milliseconds(this.#lateMs)} of it came too late and is discarded`);
    this.#lateMs = 0;
    this.#screen.entry(timeOf(atMs), { text: label, colour: this.#screen.colours[colourOf[label]] }, text);
  }
}

const colourOf = {
  Agent: 'cyan',
  Caller: 'green',
  Tool: 'yellow',
  'Cut-in': 'red',
  Problem: 'yellow',
  End: 'dim',
} as const;

function timeOf(ms: number): string {
  const tenths = Math.round(ms / 100);
  return `${Math.floor(tenths / 600)}:${String(Math.floor(tenths / 10) % 60).padStart(2, '0')}.${tenths % 10}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function milliseconds(ms: number): string {
  return `${Math.round(ms)} ms`;
}

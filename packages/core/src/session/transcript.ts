import type { TranscriptEntry, TranscriptTool } from './facts.ts';

export interface TranscriptOptions {
  /** The oldest entries beyond this number are dropped. */
  readonly limit: number;
  /** Milliseconds since `connected`. */
  readonly now: () => number;
  readonly changed: (entry: TranscriptEntry) => void;
}

type Draft = { -readonly [K in keyof TranscriptEntry]: TranscriptEntry[K] };

/**
 * The canonical transcript: tentative and final words, text that streams in, corrections and tool calls,
 * merged by event id into one entry for each turn.
 */
export class Transcript {
  readonly #options: TranscriptOptions;
  readonly #entries: TranscriptEntry[] = [];
  #snapshot: readonly TranscriptEntry[] | undefined;
  #nextIndex = 0;
  /** The first entry of this connection. */
  #firstIndex = 0;
  /** Where the newest entry of an agent turn stands, by event id. */
  readonly #agents = new Map<number | undefined, number>();
  /** Where the entry of a tool call that has no answer yet stands. */
  readonly #tools = new Map<string, number>();
  #openUser: number | undefined;
  /** The newest agent turn whose text came without an id, until its audio names it. */
  #unnamed: number | undefined;

  constructor(options: TranscriptOptions) {
    this.#options = options;
  }

  /** All entries, oldest first: a snapshot that does not change. */
  get entries(): readonly TranscriptEntry[] {
    return (this.#snapshot ??= Object.freeze([...this.#entries]));
  }

  /** All that the agent means to say in a turn; undefined where the whole of it has not come. */
  plannedText(eventId: number | undefined): string | undefined {
    const index = this.#agentIndex(eventId);
    const entry = index === undefined ? undefined : this.#get(index);
    return entry?.plannedText ?? (entry?.final ? entry.text : undefined);
  }

  /** `atMs` is when it began, which counts where these are its first words. */
  userSpoke(text: string, eventId: number | undefined, how: { final: boolean; atMs: number }): void {
    const { final, atMs } = how;
    const change = { text, final, ...(eventId !== undefined && { eventId }) };
    if (this.#openUser === undefined)
      this.#openUser = this.#add({ role: 'user', via: 'voice', atMs, ...change });
    else this.#change(this.#openUser, change);
    if (final) this.#openUser = this.#unnamed = undefined;
  }

  userWrote(text: string): void {
    this.#unnamed = undefined;
    this.#add({ role: 'user', via: 'text', text, final: true });
  }

  /** The agent's turn begins with its audio: its place in the conversation is here, its text may come later. */
  agentBegan(eventId: number | undefined, textSoFar: string): void {
    const index = this.#agentIndex(eventId) ?? this.#nameAgent(eventId);
    if (index === undefined) this.#addAgent(eventId, textSoFar, false);
    else if (!this.#get(index)?.final && textSoFar.length > (this.#get(index)?.text.length ?? 0)) {
      this.#change(index, { text: textSoFar });
    }
  }

  /** The first of the turn is heard: where its text or its audio came earlier, it begins only now. */
  agentHeard(eventId: number | undefined, atMs: number): void {
    const index = this.#agentIndex(eventId) ?? this.#nameAgent(eventId);
    const entry = index === undefined ? undefined : this.#get(index);
    if (index !== undefined && entry && entry.atMs !== atMs) this.#change(index, { atMs });
  }

  /** A piece of streamed text. */
  agentStreamed(part: string, eventId: number | undefined): void {
    const index = this.#agentIndex(eventId);
    if (index === undefined) this.#addAgent(eventId, part, false);
    else {
      const entry = this.#get(index);
      if (entry && !entry.final) this.#change(index, { text: entry.text + part });
    }
  }

  /** The whole text of a turn, as planned. Of a turn that was cut it changes only the plan. */
  agentSaid(text: string, eventId: number | undefined): void {
    const index = this.#agentIndex(eventId) ?? (eventId === undefined ? this.#openAgentIndex() : undefined);
    const entry = index === undefined ? undefined : this.#get(index);
    if (index === undefined || !entry) this.#addAgent(eventId, text, true);
    else if (entry.interrupted) this.#change(index, { plannedText: text });
    else this.#change(index, { text, final: true });
    if (eventId === undefined) this.#agents.delete(undefined);
  }

  /** The turn was cut. `heardText` is undefined where nobody knows yet what was heard. */
  agentCut(eventId: number | undefined, heardText: string | undefined): void {
    const index = this.#agentIndex(eventId);
    const entry = index === undefined ? undefined : this.#get(index);
    if (index === undefined || !entry || entry.interrupted) return;
    this.#change(index, {
      interrupted: true,
      final: true,
      plannedText: entry.text,
      ...(heardText !== undefined && { text: heardText }),
    });
  }

  /** More of a turn that was cut was heard than was known at that moment. */
  agentHeardFurther(eventId: number | undefined, heardText: string | undefined): void {
    const index = this.#agentIndex(eventId);
    if (index === undefined || heardText === undefined || !this.#get(index)?.interrupted) return;
    this.#change(index, { text: heardText });
  }

  /** What the service says was heard. Returns false where there is no such turn. */
  agentCorrected(original: string, corrected: string, eventId: number | undefined): boolean {
    const index = this.#agentIndex(eventId) ?? this.#lastAgentIndex();
    const entry = index === undefined ? undefined : this.#get(index);
    // an id that no turn has may mean the last one only where that has none
    const isAnother = eventId !== undefined && entry?.eventId !== undefined && entry.eventId !== eventId;
    if (index === undefined || !entry || isAnother) return false;
    const plannedText = original || (entry.plannedText ?? entry.text);
    // all of it was heard, and nothing was cut
    if (!entry.interrupted && corrected === plannedText) {
      if (!entry.final || entry.text !== corrected) this.#change(index, { text: corrected, final: true });
      return true;
    }
    this.#change(index, { text: corrected, plannedText, interrupted: true, final: true });
    return true;
  }

  toolCalled(tool: TranscriptTool, eventId: number | undefined): void {
    const index = this.#add({
      role: 'tool',
      text: '',
      final: false,
      tool,
      ...(eventId !== undefined && { eventId }),
    });
    this.#tools.set(tool.toolCallId, index);
  }

  toolFinished(toolCallId: string, text: string, outcome: string, durationMs: number): void {
    const index = this.#tools.get(toolCallId);
    const tool = index === undefined ? undefined : this.#get(index)?.tool;
    if (index === undefined || !tool) return;
    this.#tools.delete(toolCallId);
    this.#change(index, { text, final: true, tool: { ...tool, outcome, durationMs } });
  }

  /** A new connection counts its turns and calls anew; of what the lost one left open nothing more comes. */
  forgetIds(): void {
    for (const { index, role, final } of this.#ofThisConnection()) {
      if (role !== 'tool' && !final) this.#change(index, { final: true });
    }
    this.#firstIndex = this.#nextIndex;
    this.#agents.clear();
    this.#tools.clear();
    this.#openUser = this.#unnamed = undefined;
  }

  #agentIndex(eventId: number | undefined): number | undefined {
    return this.#agents.get(eventId);
  }

  /** The turn that is being spoken, where its text is not there yet. */
  #openAgentIndex(): number | undefined {
    const index = this.#lastAgentIndex();
    return index !== undefined && !this.#get(index)?.final ? index : undefined;
  }

  /** The audio of a turn whose text came before it, without an id. */
  #nameAgent(eventId: number | undefined): number | undefined {
    const index = this.#unnamed;
    if (index === undefined || eventId === undefined) return undefined;
    this.#unnamed = undefined;
    this.#agents.delete(undefined);
    this.#agents.set(eventId, index);
    this.#change(index, { eventId });
    return index;
  }

  #lastAgentIndex(): number | undefined {
    const index = this.#entries.findLast(({ role }) => role === 'agent')?.index;
    return index !== undefined && index >= this.#firstIndex ? index : undefined;
  }

  #ofThisConnection(): readonly TranscriptEntry[] {
    return this.#entries.filter(({ index }) => index >= this.#firstIndex);
  }

  #addAgent(eventId: number | undefined, text: string, final: boolean): void {
    const index = this.#add({ role: 'agent', text, final, ...(eventId !== undefined && { eventId }) });
    this.#agents.set(eventId, index);
    this.#unnamed = eventId === undefined ? index : undefined;
  }

  #get(index: number): TranscriptEntry | undefined {
    return this.#entries[index - (this.#entries[0]?.index ?? 0)];
  }

  #add(draft: Omit<Draft, 'index' | 'interrupted' | 'atMs'> & { readonly atMs?: number }): number {
    const entry = { index: this.#nextIndex++, interrupted: false, atMs: this.#options.now(), ...draft };
    this.#entries.push(entry);
    if (this.#entries.length > this.#options.limit) this.#forget(this.#entries.shift());
    this.#tell(entry);
    return entry.index;
  }

  #change(index: number, change: Partial<Draft>): void {
    const entry = this.#get(index);
    if (!entry) return;
    const next = { ...entry, ...change };
    this.#entries[index - (this.#entries[0]?.index ?? 0)] = next;
    this.#tell(next);
  }

  #tell(entry: TranscriptEntry): void {
    this.#snapshot = undefined;
    this.#options.changed(entry);
  }

  #forget(entry: TranscriptEntry | undefined): void {
    if (!entry) return;
    const { index, eventId, tool } = entry;
    if (tool && this.#tools.get(tool.toolCallId) === index) this.#tools.delete(tool.toolCallId);
    if (this.#agents.get(eventId) === index) this.#agents.delete(eventId);
  }
}

import type { Conversation, TraceEntry } from '@duologue/testkit';

/** What a client told the app that uses it. */
export type Told =
  | { readonly what: 'started' }
  | { readonly what: 'agentSaid'; readonly text: string }
  | { readonly what: 'agentWrote'; readonly text: string }
  | { readonly what: 'userSaid'; readonly text: string }
  | { readonly what: 'toolCalled'; readonly name: string; readonly parameters: unknown }
  | { readonly what: 'interrupted' }
  | { readonly what: 'corrected'; readonly text: string }
  | { readonly what: 'latency'; readonly ms: number }
  /** So much of its output, in which a tone could be heard. */
  | { readonly what: 'played'; readonly hz: number; readonly ms: number }
  | { readonly what: 'ended'; readonly code?: number; readonly reason?: string }
  | { readonly what: 'trouble'; readonly message: string };

export type What = Told['what'];

/** One conversation of one client: what the client told, and what the server saw. */
export class Story {
  readonly told: Told[] = [];
  conversation: Conversation | undefined;

  note(told: Told): void {
    const last = this.told.at(-1);
    if (told.what === 'played' && last?.what === 'played' && last.hz === told.hz) {
      this.told[this.told.length - 1] = { ...last, ms: last.ms + told.ms };
    } else this.told.push(told);
  }

  all<W extends What>(what: W): Extract<Told, { what: W }>[] {
    return this.told.filter((told): told is Extract<Told, { what: W }> => told.what === what);
  }

  /** How long a tone was played, in milliseconds. */
  playedMs(hz: number): number {
    return this.all('played').reduce((sum, played) => (played.hz === hz ? sum + played.ms : sum), 0);
  }

  /** All that was played, in order: `440 Hz 900 ms, 880 Hz 1100 ms`. */
  get playlist(): string {
    return this.all('played')
      .map(({ hz, ms }) => `${hz} Hz ${Math.round(ms)} ms`)
      .join(', ');
  }

  /** Whether one tone was played only before another. */
  playedBefore(first: number, second: number): boolean {
    const tones = this.all('played').map(({ hz }) => hz);
    return (
      tones.includes(first) && tones.includes(second) && tones.lastIndexOf(first) < tones.indexOf(second)
    );
  }

  /** Where the client broke the contract, in the words of a lenient server. */
  get breaches(): readonly string[] {
    const entries = this.conversation?.trace.entries ?? [];
    return entries
      .filter(({ lane, type }) => lane === 'note' && type === 'remark')
      .map(({ data }) => String(data));
  }

  /** The code with which the connection was closed, and by whom, as the server saw it. */
  get closed(): { readonly code: number; readonly by: string } | undefined {
    const entry = this.conversation?.trace.entries.find(isClose);
    return entry?.data as { code: number; by: string } | undefined;
  }
}

function isClose({ lane, type }: TraceEntry): boolean {
  return lane === 'control' && type === 'closed';
}

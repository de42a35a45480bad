import type { FactHook, Hooks } from '../../src/index.ts';

/** The hooks that are facts, by name. */
export const factNames = [
  'connected',
  'stateChanged',
  'ended',
  'problemOccurred',
  'messageReceived',
  'messageSent',
  'transcriptChanged',
  'turnCompleted',
  'agentAudioPlayed',
  'audioDropped',
  'agentStartedSpeaking',
  'agentStoppedSpeaking',
  'toolFinished',
  'interrupted',
  'interruptionSettled',
] as const satisfies readonly (keyof Hooks)[];

type FactName = (typeof factNames)[number];
type FactOf<Name extends FactName> = Hooks[Name] extends FactHook<infer T> ? T : never;

/** One line of a log. */
export interface LoggedFact {
  readonly hook: FactName;
  readonly fact: unknown;
}

/** Writes down every fact of a session, in order. */
export class FactLog {
  readonly all: LoggedFact[] = [];

  constructor(hooks: Hooks) {
    for (const hook of factNames) {
      const options = { name: 'FactLog', stage: 'observe' } as const;
      (hooks[hook] as FactHook<unknown>).tap(options, (fact) => this.all.push({ hook, fact }));
    }
  }

  /** What one hook told. */
  of<Name extends FactName>(name: Name): FactOf<Name>[] {
    return this.all.filter(({ hook }) => hook === name).map(({ fact }) => fact as FactOf<Name>);
  }

  /** The codes of all problems. */
  get problems(): string[] {
    return this.of('problemOccurred').map(({ error }) => error.code);
  }

  clear(): void {
    this.all.length = 0;
  }
}

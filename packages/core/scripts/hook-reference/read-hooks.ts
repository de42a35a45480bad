import type { Declaration, SourceFile } from './source-files.ts';

export type Kind = 'fact' | 'stream' | 'question' | 'step';

/** One row of the table of hooks. */
export interface HookEntry {
  readonly name: string;
  readonly kind: Kind;
  /** The comment above its part of the table. */
  readonly group: string;
  readonly text: string;
  /** What the session hands to the taps. */
  readonly payload: string;
  /** Of a question: what a tap answers with. */
  readonly answer?: string;
  /** Of a keyed fact: what maps each key to its payload. */
  readonly values?: string;
}

const kinds: Readonly<Record<string, Kind>> = {
  FactHook: 'fact',
  KeyedFactHook: 'fact',
  StreamHook: 'stream',
  QuestionHook: 'question',
  StepHook: 'step',
};

/** Reads the table of hooks, in its order. */
export function readHooks(file: SourceFile, table: Declaration): HookEntry[] {
  return (table.fields ?? []).map(({ name, type, doc, start }) => {
    const [, facade = '', payload = '', second] = /^(\w+)<(\w+)(?:, (\w+))?>$/.exec(type) ?? [];
    const kind = kinds[facade];
    const group = file.lineCommentBefore(start);
    if (kind === undefined || group === undefined || doc.text === '') {
      throw new Error(`Hook ${name} needs a kind, a doc comment and a group, to be found in the reference.`);
    }
    return {
      name,
      kind,
      group,
      text: doc.text,
      payload,
      ...(second !== undefined && (kind === 'question' ? { answer: second } : { values: second })),
    };
  });
}

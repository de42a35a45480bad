import type { EngineSchema } from './engine-schema.ts';

/** Who does something in a step. */
export const families = ['server', 'expect', 'user'] as const;

type Family = (typeof families)[number];

export function isStep({ properties }: EngineSchema): boolean {
  return families.some((family) => properties?.[family]?.const !== undefined);
}

/** Whose step it is, and its word. */
export function identityOf({ properties = {} }: EngineSchema): { family: Family; word: string } {
  const family = families.find((name) => properties[name]?.const !== undefined) ?? 'server';
  return { family, word: String(properties[family]?.const) };
}

/** Whether the word of a step says enough. */
export function mayStandAlone(step: EngineSchema): boolean {
  const { family } = identityOf(step);
  return (step.required ?? []).every(
    (name) => name === family || (name === step.main && step.bare !== undefined),
  );
}

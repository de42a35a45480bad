import { errorCatalogue } from '../../src/errors.ts';
import { anchor, capitalised, codeBlock, fieldList, firstSentence } from './markdown.ts';
import { Payloads } from './payloads.ts';
import { readHooks, type HookEntry } from './read-hooks.ts';
import type { Declaration, SourceFile } from './source-files.ts';
import { allFields } from './type-members.ts';

const kinds = {
  Facts: ['FactHook', 'KeyedFactHook'],
  Streams: ['StreamHook'],
  Questions: ['QuestionHook'],
  Steps: ['StepHook'],
};

/** The reference as Markdown, from the files that hold the table of hooks and the ways to tap them. */
export function renderReference(hooksFile: SourceFile, tapsFile: SourceFile): string {
  const hooks = readHooks(hooksFile, declared(hooksFile, 'Hooks'));
  const payloads = new Payloads(hooksFile);
  const groups = Array.from(new Set(hooks.map(({ group }) => group)), (group) => ({
    title: capitalised(group),
    hooks: hooks.filter((hook) => hook.group === group),
  }));
  const parts = [
    '# Hooks',
    '<!-- Made from the doc comments in packages/core/src by `pnpm generate`. Edit them there. -->',
    'Everything that can be watched, changed or answered in a session is a hook, found in `session.hooks` and in the `hooks` that a plugin is given.',
    overview(groups),
    '## Kinds of hooks',
    'The grammar of its name tells the kind of a hook.',
    ...Object.entries(kinds).flatMap(([title, facades]) => [
      `### ${title}`,
      ...facades.flatMap((facade) => describeKind(declared(tapsFile, facade))),
    ]),
    '## Order',
    ...describeOrder(tapsFile),
    '## When a tap fails',
    ...describeFailure(),
    ...groups.flatMap(({ title, hooks: members }) => [
      `## ${title}`,
      ...members.flatMap((hook) => describeHook(hook, payloads)),
    ]),
    '## Types',
    'What the payloads above are made of.',
    ...payloads.describeRest(),
  ];
  return parts.join('\n\n');
}

function overview(
  groups: readonly { readonly title: string; readonly hooks: readonly HookEntry[] }[],
): string {
  const rows = groups.flatMap(({ title, hooks }) =>
    hooks.map(({ name, kind, text }, index) =>
      [index === 0 ? title : '', `[\`${name}\`](#${anchor(name)})`, kind, firstSentence(text)].join(' | '),
    ),
  );
  return ['| | Hook | Kind | |', '| --- | --- | --- | --- |', ...rows.map((row) => `| ${row} |`)].join('\n');
}

function describeKind({ doc: { text, example } }: Declaration): string[] {
  return example === undefined ? [text] : [text, codeBlock(example)];
}

function describeOrder(tapsFile: SourceFile): string[] {
  return [
    declared(tapsFile, 'TapStage').doc.text,
    'A tap that is added while its hook runs is called from the next time on. The options of a tap:',
    fieldList(allFields(declared(tapsFile, 'StreamTapOptions'))),
  ];
}

function describeFailure(): string[] {
  const codes = ['TAP_FAILED', 'TAP_RETURNED_PROMISE', 'TAP_TIMEOUT', 'SLOW_TAP'] as const;
  return [
    'No tap can break another, and none but those of [`beforeConnect`](#beforeconnect) can stop a session. What goes wrong in one is told to [`problemOccurred`](#problemoccurred), with the plugin and the hook; where nobody taps that, the process warns once for each code.',
    codes.map((code) => `- \`${code}\`: ${errorCatalogue[code]}`).join('\n'),
  ];
}

function describeHook(
  { name, kind, text, payload, answer, values }: HookEntry,
  payloads: Payloads,
): string[] {
  const verb = { fact: 'Tells', stream: 'Carries', question: 'Asks with', step: 'Carries' }[kind];
  return [
    `### \`${name}\``,
    `_${kind}_ · ${text}`,
    ...payloads.describe(verb, payload, name),
    ...(answer === undefined ? [] : payloads.describe('Is answered with', answer, name)),
    ...(values === undefined ? [] : payloads.describeKeys(values, name)),
  ];
}

function declared(file: SourceFile, name: string): Declaration {
  const declaration = file.find(name);
  if (declaration === undefined) throw new Error(`The reference needs ${name}, which is not there.`);
  return declaration;
}

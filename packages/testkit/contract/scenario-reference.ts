import { kindName } from '../src/document/kind-name.ts';
import type { FileSchema } from '../src/document/file-schema.ts';
import { durationNote, patternNote } from './fields.ts';
import { readerSchema } from './scenario-file.ts';

type Steps = readonly (readonly [word: string, step: FileSchema])[];

/** What several steps of a family have is told once. */
const common = [
  'as',
  'within',
  'match',
  'exact',
  'optional',
  'repeat',
  'event_id',
  'when',
  'at_played',
  'at_word',
];

const families = [
  ['server', 'what the agent does'],
  ['expect', 'what the client has to do'],
  ['user', 'what the user does'],
] as const;

/** Every step and its fields, as Markdown. */
export function scenarioReference(): string {
  const { definitions = {}, properties = {} } = readerSchema;
  const steps = families.map(([family, title]) => {
    const own = stepsOf(family);
    return [
      `### \`${family}\`: ${title}`,
      commonPart(own),
      ...own.map((step) => stepPart(family, ...step)),
    ].join('\n\n');
  });
  const bargeIn = [
    '### `barge_in`: the user cuts in',
    '`barge_in: { at_word: sunny }`, or `server: interrupt`: interruption, and the correction that says what was heard.',
    fieldTable(Object.entries(definitions.barge_in?.properties ?? {})),
  ].join('\n\n');
  return ['### The file', fieldTable(Object.entries(properties)), ...steps, bargeIn].join('\n\n');
}

/** The steps of a family, in the order in which the schema offers them. */
function stepsOf(family: string): Steps {
  const { definitions = {}, properties = {} } = readerSchema;
  const kinds = properties.steps?.items?.anyOf ?? [];
  const choice = kinds.flatMap((kind) => kind.properties?.[family] ?? [])[0]?.steps ?? {};
  return Object.entries(choice).flatMap(([word, name]) => {
    const step = definitions[name];
    return step && word !== 'interrupt' ? [[word, step] as const] : [];
  });
}

function commonPart(steps: Steps): string {
  const rows = common.flatMap((name) => {
    const having = steps.filter(([, { properties = {} }]) => name in properties);
    const property = having[0]?.[1].properties?.[name];
    if (!property || having.length === 1) return [];
    const most = steps.length - having.length <= 1;
    return [[...row(name, property), most ? 'all' : having.map(([word]) => `\`${word}\``).join(', ')]];
  });
  return ['Fields that several steps have:', table(['Field', 'Value', '', 'Steps'], rows)].join('\n\n');
}

function stepPart(family: string, word: string, step: FileSchema): string {
  const { description = '', properties = {}, required = [] } = step;
  const needed = required.map((name) => `${name}: …`).join(', ');
  const usage = step.step?.alone ? `${family}: ${word}` : `${family}: { ${needed} }`;
  const own = Object.entries(properties).filter(
    ([name, { type }]) => type !== 'null' && (!common.includes(name) || name === word),
  );
  return [
    `#### \`${word}\``,
    `\`${usage}\`: ${description}`,
    ...(own.length > 0 ? [fieldTable(own)] : []),
  ].join('\n\n');
}

function fieldTable(fields: readonly (readonly [string, FileSchema])[]): string {
  return table(
    ['Field', 'Value', ''],
    fields.map(([name, property]) => row(name, property)),
  );
}

function row(name: string, property: FileSchema): string[] {
  const { description = '' } = resolved(property);
  return [
    `\`${name}\``,
    valueOf(property),
    description.replace(durationNote, '').replace(patternNote, '').trim(),
  ];
}

function valueOf(property: FileSchema): string {
  const schema = resolved(property);
  if (schema.reads === 'expected') return 'what it has to be';
  if (schema.reads === 'expected text') return 'text or pattern';
  if (schema.reads === 'duration') return 'duration';
  if (schema.items) {
    const { enum: words, properties } = schema.items;
    return words || properties ? `list of ${valueOf(schema.items)}` : 'list';
  }
  if (schema.anyOf) {
    const variants = schema.anyOf.filter(({ type }) => type !== 'null' || !property.nullIsNothing);
    return [...new Set(variants.map(valueOf))].join(', or ');
  }
  if (schema.const !== undefined)
    return `\`${typeof schema.const === 'string' ? schema.const : JSON.stringify(schema.const)}\``;
  return schema.enum ? schema.enum.map((word) => `\`${word}\``).join(', ') : kindName(schema);
}

function resolved(schema: FileSchema): FileSchema {
  const { $ref, ...own } = schema;
  const name = $ref?.replace('#/definitions/', '');
  return name === undefined ? schema : { ...readerSchema.definitions?.[name], ...own };
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

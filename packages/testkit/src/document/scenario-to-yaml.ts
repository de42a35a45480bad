import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Document, isMap, isPair, isScalar, isSeq, stringify, type YAMLMap } from 'yaml';
import { isPlainObject } from '../match/show.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { scenarioSchema } from './scenario-schema.generated.ts';
import { writeValue } from './write-value.ts';
import { Writing } from './writing.ts';

export interface ScenarioToYamlOptions {
  /** Where the text will stand: paths of WAV files are written relative to it. Without it they are absolute. */
  readonly file?: string;
  /** Where `scenario.schema.json` is, for editors: a path relative to the text, or a URL. */
  readonly schema?: string;
}

/** What is longer is written over several lines. */
const lineLength = 100;

/**
 * Writes a scenario as a YAML file that means the same.
 * @throws DuologueError SCENARIO_INVALID for what files cannot hold: functions, samples in memory, matchers of a test runner
 */
export function scenarioToYaml(scenario: Scenario, { file, schema }: ScenarioToYamlOptions = {}): string {
  const { place, ...content } = scenario;
  const base = place ? path.dirname(place.file) : process.cwd();
  const writing = new Writing({
    fileName: (name) => nameFrom(file, name.startsWith('file:') ? name : path.resolve(base, name)),
    write: writeValue,
  });
  const document = new Document(escaped(writing.value(scenarioSchema, content, 'scenario')));
  if (schema !== undefined) document.commentBefore = ` yaml-language-server: $schema=${schema}`;
  if (isMap(document.contents)) layOut(document.contents);
  return document.toString({ lineWidth: 0, singleQuote: true });
}

/** A line for each step that fits into one. */
function layOut({ items }: YAMLMap): void {
  for (const { key, value } of items) {
    const isList = isScalar(key) && (key.value === 'steps' || key.value === 'reactions') && isSeq(value);
    for (const item of isList ? value.items : []) {
      for (const pair of isMap(item) ? item.items : []) foldWhereShort(pair.value);
    }
    if (!isList) foldWhereShort(value);
  }
}

function foldWhereShort(node: unknown): void {
  if (!isMap(node) && !isSeq(node)) return;
  const inOneLine = stringify(node.toJSON(), { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
  node.flow = inOneLine.length <= lineLength && !inOneLine.includes('\n');
  for (const item of node.items) {
    const value = isPair(item) ? item.value : item;
    // a word alone: `{ hang_up, when: silent }`
    if (node.flow && isPair(item) && isScalar(value) && value.value === null) item.value = null;
    else foldWhereShort(value);
  }
}

function nameFrom(file: string | undefined, name: string): string {
  const absolute = name.startsWith('file:') ? fileURLToPath(name) : name;
  if (file === undefined) return absolute;
  return path.relative(path.dirname(path.resolve(file)), absolute).replaceAll(path.sep, '/');
}

/** Where a file has `${`, it means a value of the matrix. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${');
  if (Array.isArray(value)) return value.map(escaped);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)]));
}

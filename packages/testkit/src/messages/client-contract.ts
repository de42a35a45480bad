import { Ajv, type ValidateFunction } from 'ajv';
import { clientMessageSchemas } from '@duologue/core';
import { isDeeper } from '../match/is-deeper.ts';
import { isPlainObject } from '../match/show.ts';
import type { WireMessage } from './wire-message.ts';

const ajv = new Ajv({ strict: false, allErrors: true });
/** Filled on first use and shared: compiling all schemas takes longer than most conversations. */
const validators = new Map<string, ValidateFunction>();

/** The type of a client message; audio is the one message that does not name its own. Undefined where there is none. */
export function clientTypeOf(message: WireMessage): string | undefined {
  if (typeof message.type === 'string') return message.type;
  return 'user_audio_chunk' in message ? 'user_audio_chunk' : undefined;
}

/** What is wrong with a message of the client by the public contract; undefined where nothing is. */
export function contractProblem(message: WireMessage): string | undefined {
  const type = clientTypeOf(message);
  if (type === undefined) return 'it has no type';
  const schemas = clientMessageSchemas as Readonly<Record<string, object>>;
  const schema = Object.hasOwn(schemas, type) ? schemas[type] : undefined;
  if (!schema) return `there is no client message of type "${type}"`;
  let validate = validators.get(type);
  if (!validate) {
    validate = ajv.compile(schema);
    validators.set(type, validate);
  }
  if (validate(message)) return undefined;
  return (validate.errors ?? [])
    .map(({ instancePath, message: problem = 'is wrong' }) => `${instancePath || 'the message'} ${problem}`)
    .join('; ');
}

/** How deep the values of a message may be nested: far beyond what any client sends, and far from what a stack can take. */
const deepest = 200;

/** Reads a frame as a message: one JSON object. Undefined for everything else: see `frameProblem`. */
export function readFrame(frame: string): WireMessage | undefined {
  const value = parse(frame);
  return isPlainObject(value) && !isDeeper(value, deepest) ? value : undefined;
}

/** What is wrong with a text frame that `readFrame` does not read. */
export function frameProblem(frame: string): string {
  return isPlainObject(parse(frame))
    ? `a text frame that is nested deeper than ${deepest} levels`
    : 'a text frame that is no JSON object';
}

function parse(frame: string): unknown {
  try {
    return JSON.parse(frame) as unknown;
  } catch {
    return undefined;
  }
}

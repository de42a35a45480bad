import type { ErrorObject } from 'ajv';
import { cut, describePath, describeValue, joinPath, listChoices } from './describe-value.ts';
import { closestName } from '../../closest-name.ts';
import type { Fault } from './parameter-problem.ts';

/** Says in words what one JSON Schema keyword asks for, and what it got. */
export function describeKeyword(error: ErrorObject): Fault {
  const keys = keysOf(error);
  const path = joinPath(keys);
  const { params, data } = error as {
    readonly params: Readonly<Record<string, unknown>>;
    readonly data?: unknown;
  };
  const must = (text: string): Fault => ({
    path,
    text: `${describePath(path)} must ${text} (got ${describeValue(data)})`,
  });
  const inner = (key: unknown): string => joinPath([...keys, key as PropertyKey]);

  switch (error.keyword) {
    case 'type':
      return must(
        `be ${listChoices([params['type']].flat().map((type) => typeNames[type as string] ?? String(type)))}`,
      );
    case 'required':
    case 'dependentRequired':
    case 'dependencies': {
      const missing = inner(params['missingProperty']);
      const because =
        error.keyword === 'required' ? '' : `, which \`${cut(String(params['property']))}\` needs`;
      return { path: missing, text: `${describePath(missing)} is missing${because}` };
    }
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return unknownProperty(
        error,
        keys,
        String(params['additionalProperty'] ?? params['unevaluatedProperty']),
      );
    case 'enum':
      return choice(path, params['allowedValues'] as readonly unknown[], data);
    case 'const':
      return must(`be ${describeValue(params['allowedValue'])}`);
    case 'minimum':
    case 'formatMinimum':
      return must(`be at least ${String(params['limit'])}`);
    case 'maximum':
    case 'formatMaximum':
      return must(`be at most ${String(params['limit'])}`);
    case 'exclusiveMinimum':
    case 'formatExclusiveMinimum':
      return must(`be more than ${String(params['limit'])}`);
    case 'exclusiveMaximum':
    case 'formatExclusiveMaximum':
      return must(`be less than ${String(params['limit'])}`);
    case 'multipleOf':
      return must(`be a multiple of ${String(params['multipleOf'])}`);
    case 'minLength':
      return data === ''
        ? { path, text: `${describePath(path)} must not be empty` }
        : must(`have at least ${count(params, 'character')}`);
    case 'maxLength':
      return {
        path,
        text: `${describePath(path)} must have at most ${count(params, 'character')} (got ${Array.from(data as string).length})`,
      };
    case 'minItems':
    case 'maxItems':
      return {
        path,
        text: `${describePath(path)} must have at ${error.keyword === 'minItems' ? 'least' : 'most'} ${count(params, 'item')} (got ${(data as unknown[]).length})`,
      };
    case 'minProperties':
    case 'maxProperties':
      return {
        path,
        text: `${describePath(path)} must have at ${error.keyword === 'minProperties' ? 'least' : 'most'} ${count(params, 'entry', 'entries')} (got ${Object.keys(data as object).length})`,
      };
    case 'additionalItems':
    case 'items':
    case 'unevaluatedItems':
      return {
        path,
        text: `${describePath(path)} must have at most ${count(params, 'item')} (got ${(data as unknown[]).length})`,
      };
    case 'uniqueItems':
      return {
        path,
        text: `${describePath(path)} must not hold the same item twice (items ${String(params['j'])} and ${String(params['i'])}, counted from 0)`,
      };
    case 'contains':
      return { path, text: `${describePath(path)} lacks an item of the kind that it must contain` };
    case 'pattern':
      return must(`match the pattern ${cut(String(params['pattern']))}`);
    case 'format':
      return must(
        `be ${formatNames[String(params['format'])] ?? `in the format "${cut(String(params['format']))}"`}`,
      );
    case 'propertyNames':
      return {
        path,
        text: `${describePath(path)} must not have an entry called ${describeValue(params['propertyName'])}`,
      };
    case 'oneOf':
      return {
        path,
        text: `${describePath(path)} fits more than one of the forms of which it must have exactly one`,
      };
    case 'not':
      return { path, text: `${describePath(path)} has a form that is not allowed` };
    case 'false schema':
      return { path, text: `${describePath(path)} must not be given` };
    default:
      return { path, text: `${describePath(path)} ${error.message ?? 'is not allowed'}` };
  }
}

/** "must be one of …", with the choice that was probably meant. */
export function choice(path: string, choices: readonly unknown[], data: unknown): Fault {
  const near =
    typeof data === 'string'
      ? closestName(
          data,
          choices.filter((one) => typeof one === 'string'),
        )
      : undefined;
  const hint = near === undefined ? '' : `; did you mean ${describeValue(near)}?`;
  const text = `${describePath(path)} must be ${choices.length > 1 ? 'one of ' : ''}${listChoices(choices.map(describeValue))} (got ${describeValue(data)}${hint})`;
  return { path, text };
}

/** The keys that lead to the value at fault, from the JSON pointer of the error. */
export function keysOf(error: ErrorObject): string[] {
  return error.instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export const typeNames: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

const formatNames: Readonly<Record<string, string>> = {
  'date-time': 'a date and time with its offset, such as 2026-03-29T15:00:00+02:00',
  'iso-date-time': 'a date and time, such as 2026-03-29T15:00:00',
  date: 'a date such as 2026-03-29',
  time: 'a time with its offset, such as 15:00:00Z',
  'iso-time': 'a time such as 15:00:00',
  duration: 'an ISO 8601 duration such as PT1H30M',
  email: 'an e-mail address',
  hostname: 'a host name',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  uri: 'a whole URL with its scheme',
  'uri-reference': 'a URL',
  url: 'a whole URL with its scheme',
  uuid: 'a UUID',
  regex: 'a regular expression',
  byte: 'base64',
};

function unknownProperty(error: ErrorObject, keys: readonly string[], name: string): Fault {
  const known = Object.keys(
    (error.parentSchema as { readonly properties?: object } | undefined)?.properties ?? {},
  );
  const path = joinPath([...keys, name]);
  const near = closestName(name, known);
  const names = known.map((one) => `\`${cut(one)}\``);
  const hint =
    near === undefined
      ? names.length === 0
        ? ''
        : `: there is only ${listChoices(names, 'and')}`
      : ` (did you mean \`${cut(near)}\`?)`;
  return { path, text: `${describePath(path)} is not known${hint}` };
}

function count(params: Readonly<Record<string, unknown>>, singular: string, plural = `${singular}s`): string {
  return `${String(params['limit'])} ${params['limit'] === 1 ? singular : plural}`;
}

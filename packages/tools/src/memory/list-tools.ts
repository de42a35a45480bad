import type { Tool } from '@duologue/core';
import { defineTool } from '../define-tool.ts';
import { foldKey } from './fold-key.ts';
import type { UseStore } from './memory-store.ts';

const list = {
  type: 'string',
  pattern: String.raw`\S`,
  maxLength: 200,
  description: 'The name of the list, such as "shopping".',
} as const;
const item = { type: 'string', pattern: String.raw`\S`, maxLength: 1_000 } as const;

/** `add_to_list`, `read_list` and `remove_from_list`. */
export function listTools(useStore: UseStore): Tool<never>[] {
  return [
    defineTool({
      name: 'add_to_list',
      description: 'Adds an item to the end of a list. A list comes into being with its first item.',
      parameters: {
        type: 'object',
        properties: { list, item },
        required: ['list', 'item'],
        additionalProperties: false,
      },
      async run(parameters, context) {
        const store = await useStore(context);
        const length = store.push(
          foldKey(parameters.list),
          parameters.item,
          Math.floor(context.clock.epochMs()),
        );
        return `Added. The list ${parameters.list} has ${count(length)}.`;
      },
    }),
    defineTool({
      name: 'read_list',
      description: 'Tells the items of a list.',
      parameters: { type: 'object', properties: { list }, required: ['list'], additionalProperties: false },
      async run(parameters, context) {
        const items = (await useStore(context)).items(foldKey(parameters.list));
        if (items.length === 0) return `The list ${parameters.list} is empty.`;
        return `The list ${parameters.list} has ${count(items.length)}: ${items.join('; ')}.`;
      },
    }),
    defineTool({
      name: 'remove_from_list',
      description: 'Removes an item from a list, once.',
      parameters: {
        type: 'object',
        properties: { list, item },
        required: ['list', 'item'],
        additionalProperties: false,
      },
      async run(parameters, context) {
        const store = await useStore(context);
        const name = foldKey(parameters.list);
        const items = store.items(name);
        const [item, ...others] = itemsMeant(parameters.item, items);
        if (item === undefined)
          return `The list ${parameters.list} has no item "${parameters.item}". ${items.length === 0 ? 'It is empty' : `It has: ${shown(items)}`}.`;
        if (others.length > 0)
          return `Several items of the list ${parameters.list} may be meant by "${parameters.item}". Ask which one: ${shown([item, ...others])}.`;
        store.remove(name, item);
        return `Removed ${item}. The list ${parameters.list} has ${count(items.length - 1)}.`;
      },
    }),
  ];
}

/** The item that is called so, or else those that have all the words, one after the other. */
function itemsMeant(wanted: string, items: readonly string[]): string[] {
  const same = items.find((item) => foldKey(item) === foldKey(wanted));
  if (same !== undefined) return [same];
  const words = wordsOf(wanted);
  return words === ''
    ? []
    : [...new Set(items.filter((item) => ` ${wordsOf(item)} `.includes(` ${words} `)))];
}

/** The words alone, without what stands between them. */
function wordsOf(text: string): string {
  const segments = new Intl.Segmenter(undefined, { granularity: 'word' }).segment(foldKey(text));
  return Array.from(segments)
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment)
    .join(' ');
}

function shown(items: readonly string[]): string {
  return items.slice(0, 50).join('; ');
}

function count(length: number): string {
  return `${length} ${length === 1 ? 'item' : 'items'}`;
}

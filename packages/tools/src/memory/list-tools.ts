import type { Tool } from '@duologue/core';
import { defineTool } from '../define-tool.ts';
import { foldKey } from './fold-key.ts';
import type { UseStore } from './memory-store.ts';

const list = {
  type: 'string',
  minLength: 1,
  maxLength: 200,
  description: 'The name of the list, such as "shopping".',
} as const;
const item = { type: 'string', minLength: 1, maxLength: 1_000 } as const;

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
        const wanted = foldKey(parameters.item);
        const removed =
          store.remove(name, (one) => foldKey(one) === wanted) ??
          store.remove(name, (one) => foldKey(one).includes(wanted));
        const left = store.items(name);
        if (removed !== undefined)
          return `Removed ${removed}. The list ${parameters.list} has ${count(left.length)}.`;
        const those = left.length === 0 ? 'It is empty' : `It has: ${left.slice(0, 50).join('; ')}`;
        return `The list ${parameters.list} has no item "${parameters.item}". ${those}.`;
      },
    }),
  ];
}

function count(length: number): string {
  return `${length} ${length === 1 ? 'item' : 'items'}`;
}

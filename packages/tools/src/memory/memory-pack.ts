import { DuologueError, type Tool } from '@duologue/core';
import { defineTool } from '../define-tool.ts';
import { held } from '../held.ts';
import { checkWhole } from '../policies/options.ts';
import { toolPack, type ToolPack } from '../tool-pack.ts';
import { foldKey } from './fold-key.ts';
import { listTools } from './list-tools.ts';
import { MemoryStore, type UseStore } from './memory-store.ts';

export interface MemoryPackOptions {
  /** The SQLite file, made where there is none. `:memory:` keeps everything only as long as the session. */
  readonly file: string;
  /** Whose memory it is, such as the id of a user: what one scope holds no other sees. Default `default`. */
  readonly scope?: string;
  /** Entries and list items that the scope may hold; default 10,000. */
  readonly maxItems?: number;
}

const key = { type: 'string', pattern: String.raw`\S`, maxLength: 200 } as const;

/**
 * Memory that outlives the call, and a crash: `remember`, `recall`, `forget` and `list_memories` for single facts,
 * `add_to_list`, `read_list` and `remove_from_list` for lists. Needs the package `libsql`.
 */
export function memoryPack({ file, scope = 'default', maxItems = 10_000 }: MemoryPackOptions): ToolPack {
  checkWhole('memoryPack', 'maxItems', maxItems, 1);
  let opening: Promise<MemoryStore> | undefined;
  const open = () =>
    (opening ??= MemoryStore.open(file, scope, { maxItems }).catch((error: unknown) => {
      opening = undefined;
      throw error;
    }));
  const useStore: UseStore = async ({ io, signal }) => {
    const store = await io(open());
    signal.throwIfAborted();
    return store;
  };
  return toolPack({
    name: 'memory',
    tools: [...factTools(useStore), ...listTools(useStore)],
    apply(host) {
      host.hooks.beforeConnect.tapPromise('memory', async () => void (await held(host.clock, open())));
      host.onDispose(() => {
        opening?.then((store) => store.close()).catch((error: unknown) => host.reportProblem(error));
        opening = Promise.reject(
          new DuologueError('INVALID_STATE', 'The memory is closed, because its session was disposed of.'),
        );
        opening.catch(() => {});
      });
    },
  });
}

function factTools(useStore: UseStore): Tool<never>[] {
  return [
    defineTool({
      name: 'remember',
      description:
        'Stores a fact under a short name, for this and later calls. A fact of the same name is replaced.',
      parameters: {
        type: 'object',
        properties: {
          key: { ...key, description: 'A short name, such as "favourite seat".' },
          value: { type: 'string', minLength: 1, maxLength: 10_000 },
        },
        required: ['key', 'value'],
        additionalProperties: false,
      },
      async run(parameters, context) {
        const store = await useStore(context);
        store.set(foldKey(parameters.key), parameters.value, Math.floor(context.clock.epochMs()));
        return `Remembered: ${parameters.key}.`;
      },
    }),
    defineTool({
      name: 'recall',
      description: 'Tells a fact that was stored with "remember".',
      parameters: { type: 'object', properties: { key }, required: ['key'], additionalProperties: false },
      async run(parameters, context) {
        const store = await useStore(context);
        return (
          store.get(foldKey(parameters.key)) ?? `Nothing is stored under "${parameters.key}". ${known(store)}`
        );
      },
    }),
    defineTool({
      name: 'forget',
      description: 'Deletes a fact that was stored with "remember".',
      parameters: { type: 'object', properties: { key }, required: ['key'], additionalProperties: false },
      async run(parameters, context) {
        const store = await useStore(context);
        const isGone = store.delete(foldKey(parameters.key));
        return isGone
          ? `Forgotten: ${parameters.key}.`
          : `Nothing was stored under "${parameters.key}". ${known(store)}`;
      },
    }),
    defineTool({
      name: 'list_memories',
      description: 'Tells the names of all stored facts and lists.',
      parameters: { type: 'object', properties: {}, additionalProperties: false },
      async run(_, context) {
        const store = await useStore(context);
        const lists = store.lists().map(({ list, length }) => `${list} (${length})`);
        return `${known(store)} ${lists.length === 0 ? 'There are no lists.' : `Lists: ${lists.join(', ')}.`}`;
      },
    }),
  ];
}

function known(store: MemoryStore): string {
  const keys = store.keys(101);
  if (keys.length === 0) return 'No facts are stored.';
  return `Stored facts: ${keys.slice(0, 100).join(', ')}${keys.length > 100 ? ' and more' : ''}.`;
}

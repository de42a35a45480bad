import { DuologueError, type Tool } from '@duologue/core';
import { defineTool } from '../define-tool.ts';
import { held } from '../held.ts';
import { checkMs, checkWhole } from '../policies/options.ts';
import { toolPack, type ToolPack } from '../tool-pack.ts';
import { KnowledgeIndex, type SkippedFile } from './knowledge-index.ts';
import { SharedRefresh } from './shared-refresh.ts';

export interface KnowledgePackOptions {
  /** The folder with the files; its subfolders count, files and folders that begin with a point do not. */
  readonly folder: string;
  /** Default `.md`, `.txt` and `.json`. */
  readonly extensions?: readonly string[];
  /** Sections that one search returns at most; default 3. */
  readonly maxResults?: number;
  /** Characters of each that the agent gets; default 400. */
  readonly snippetCharacters?: number;
  /** How old the index may be when a search begins, in milliseconds; default 5,000. Only what has changed is read again. */
  readonly refreshMs?: number;
  /** Default 1,000,000. A larger file is left out and reported. */
  readonly maxFileBytes?: number;
  /** Default 10,000. */
  readonly maxFiles?: number;
  /** What the agent is told it can find, such as "opening hours and prices of the museum". */
  readonly about?: string;
}

/**
 * Lets the agent look things up in a folder of Markdown, text and JSON: `search_knowledge` finds sections of at most
 * 4,000 characters, `read_knowledge` reads one to its end and says where it goes on.
 */
export function knowledgePack(options: KnowledgePackOptions): ToolPack {
  const {
    folder,
    extensions = ['.md', '.txt', '.json'],
    refreshMs = 5_000,
    maxFileBytes = 1_000_000,
    maxFiles = 10_000,
  } = options;
  checkMs('knowledgePack', 'refreshMs', refreshMs);
  checkWhole('knowledgePack', 'maxFiles', maxFiles, 1);
  checkWhole('knowledgePack', 'maxFileBytes', maxFileBytes, 1);
  const index = new KnowledgeIndex({ folder, extensions, maxFileBytes, maxFiles });
  let report: (skipped: readonly SkippedFile[]) => void = () => {};
  const shared = new SharedRefresh({ index, refreshMs, report: (skipped) => report(skipped) });
  return toolPack({
    name: 'knowledge',
    tools: [searchTool(index, shared, options), readTool(index, shared)],
    apply(host) {
      report = (skipped) => {
        for (const { file, why } of skipped)
          host.reportProblem(new Error(`${file} cannot be searched: ${why}`));
      };
      host.hooks.beforeConnect.tapPromise('knowledge', () =>
        held(host.clock, shared.refresh(host.clock.now())),
      );
    },
  });
}

function searchTool(
  index: KnowledgeIndex,
  shared: SharedRefresh,
  options: KnowledgePackOptions,
): Tool<never> {
  const { about, maxResults = 3, snippetCharacters = 400 } = options;
  checkWhole('knowledgePack', 'maxResults', maxResults, 1, 50);
  checkWhole('knowledgePack', 'snippetCharacters', snippetCharacters, 50, 10_000);
  return defineTool({
    name: 'search_knowledge',
    description: `Searches the knowledge base${about === undefined ? '' : ` about ${about}`}. Returns the sections that fit best.`,
    parameters: {
      type: 'object',
      properties: {
        query: {
          type: 'string',
          minLength: 1,
          maxLength: 500,
          description: 'A few words that the answer would hold.',
        },
      },
      required: ['query'],
      additionalProperties: false,
    },
    async run({ query }, { io, clock, signal }) {
      await io(shared.refresh(clock.now(), signal));
      signal.throwIfAborted();
      const found = index.search(query, { limit: maxResults, snippetCharacters });
      if (found.length === 0) return `Nothing was found for "${query}". Try other words.`;
      return found
        .map(({ section, snippet }, place) => `${place + 1}. ${section.title} [${section.id}]: ${snippet}`)
        .join('\n');
    },
  });
}

function readTool(index: KnowledgeIndex, shared: SharedRefresh): Tool<never> {
  return defineTool({
    name: 'read_knowledge',
    description: 'Reads a whole section of the knowledge base, as search_knowledge named it in brackets.',
    parameters: {
      type: 'object',
      properties: { section: { type: 'string', minLength: 1, maxLength: 500 } },
      required: ['section'],
      additionalProperties: false,
    },
    async run({ section: id }, { io, clock, signal }) {
      await io(shared.refresh(clock.now(), signal));
      signal.throwIfAborted();
      const section = index.section(id.replace(/^\[(.*)\]$/, '$1'));
      if (!section)
        throw new DuologueError(
          'TOOL_FAILED',
          `There is no section "${id}". Search first, and take what stands in brackets.`,
        );
      const more = section.next === undefined ? '' : `\n(It goes on in [${section.next}].)`;
      return `${section.title}\n${section.text}${more}`;
    },
  });
}

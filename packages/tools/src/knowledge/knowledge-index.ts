import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import MiniSearch from 'minisearch';
import { splitFile, type Section } from './sections.ts';
import { snippet } from './snippet.ts';
import { foldWord, wordsOf } from './words.ts';

export interface KnowledgeIndexOptions {
  readonly folder: string;
  /** With the dot. */
  readonly extensions: readonly string[];
  /** Larger files are left out. */
  readonly maxFileBytes: number;
  readonly maxFiles: number;
}

/** A section that was found. */
export interface Finding {
  readonly section: Section;
  readonly score: number;
  readonly snippet: string;
}

/** Why a file is not in the index. */
export interface SkippedFile {
  readonly file: string;
  readonly why: string;
}

interface IndexedFile {
  /** Changes whenever the file does. */
  readonly stamp: string;
  readonly ids: readonly string[];
}

/** A file as it was found. */
interface Look {
  readonly file: string;
  /** Missing where the file went away meanwhile. */
  readonly stamp?: string;
  /** Only where the file is new or has changed, and can be read. */
  readonly content?: string;
  /** Why it cannot. */
  readonly why?: string;
}

const filesAtOnce = 32;

/** Sections of all files in a folder, ranked by BM25+. Nothing outside the folder is read, not through links either. */
export class KnowledgeIndex {
  readonly #options: KnowledgeIndexOptions;
  readonly #search = new MiniSearch<Section>({
    fields: ['title', 'text'],
    storeFields: [],
    tokenize: (text) => wordsOf(text).map(({ word }) => word),
    processTerm: foldWord,
    searchOptions: {
      boost: { title: 2 },
      prefix: (term) => term.length > 2,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    },
  });
  readonly #files = new Map<string, IndexedFile>();
  readonly #sections = new Map<string, Section>();

  constructor(options: KnowledgeIndexOptions) {
    this.#options = options;
  }

  get sectionCount(): number {
    return this.#sections.size;
  }

  /**
   * Reads what has changed since the last time: new and changed files come in, deleted ones go. Returns what was left out, and undefined
   * where it was stopped, because nobody wants it any more.
   */
  async refresh(isWanted: () => boolean): Promise<SkippedFile[] | undefined> {
    const skipped: SkippedFile[] = [];
    const present = await this.#listFiles();
    const wanted = new Set(present.slice(0, this.#options.maxFiles));
    for (const file of [...this.#files.keys()].filter((known) => !wanted.has(known))) this.#drop(file);
    for (const batch of batches([...wanted], filesAtOnce)) {
      if (!isWanted()) return undefined;
      // read together, taken in in order: what ranks alike comes in the order of the files
      for (const look of await Promise.all(batch.map((file) => this.#look(file)))) {
        const why = this.#take(look);
        if (why !== undefined) skipped.push({ file: look.file, why });
      }
    }
    const left = present.length - wanted.size;
    if (left > 0)
      skipped.push({
        file: this.#options.folder,
        why: `${left} files are beyond the limit of ${this.#options.maxFiles}`,
      });
    return skipped;
  }

  /** The best sections for a question. Sections with all its words come before those with some of them. */
  search(
    query: string,
    { limit, snippetCharacters }: { readonly limit: number; readonly snippetCharacters: number },
  ): Finding[] {
    const all = this.#search.search(query, { combineWith: 'AND' });
    const found = all.length >= limit ? all : [...all, ...this.#search.search(query, { combineWith: 'OR' })];
    const unique = new Map(found.map((result) => [result.id as string, result]));
    return [...unique.values()].slice(0, limit).flatMap(({ id, score, terms }) => {
      const section = this.#sections.get(id as string);
      return section ? [{ section, score, snippet: snippet(section.text, terms, snippetCharacters) }] : [];
    });
  }

  section(id: string): Section | undefined {
    return this.#sections.get(id);
  }

  async #listFiles(): Promise<string[]> {
    const { folder, extensions } = this.#options;
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter(
        (entry) =>
          entry.isFile() && extensions.some((extension) => entry.name.toLowerCase().endsWith(extension)),
      )
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((file) => !file.split('/').some((part) => part.startsWith('.')))
      .toSorted();
  }

  async #look(file: string): Promise<Look> {
    const path = join(this.#options.folder, file);
    try {
      const { size, mtimeMs } = await stat(path);
      const stamp = `${size} ${mtimeMs}`;
      if (this.#files.get(file)?.stamp === stamp) return { file, stamp };
      const { maxFileBytes } = this.#options;
      if (size > maxFileBytes) return { file, stamp, why: `it has ${size} bytes, more than ${maxFileBytes}` };
      return { file, stamp, content: await readFile(path, 'utf8') };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' ? { file } : { file, stamp: message, why: message };
    }
  }

  /** Undefined where all is well, or as it was the last time: a file that cannot be read is told once for each change. */
  #take({ file, stamp, content, why }: Look): string | undefined {
    if (stamp !== undefined && this.#files.get(file)?.stamp === stamp) return undefined;
    this.#drop(file);
    if (stamp === undefined) return undefined;
    this.#files.set(file, { stamp, ids: [] });
    if (content === undefined) return why;
    try {
      const sections = splitFile(file, content);
      for (const section of sections) this.#sections.set(section.id, section);
      this.#search.addAll(sections);
      this.#files.set(file, { stamp, ids: sections.map(({ id }) => id) });
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  #drop(file: string): void {
    for (const id of this.#files.get(file)?.ids ?? []) {
      const section = this.#sections.get(id);
      if (section) this.#search.remove(section); // not discard, which sweeps up later, on a timer
      this.#sections.delete(id);
    }
    this.#files.delete(file);
  }
}

function batches<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, place) =>
    items.slice(place * size, (place + 1) * size),
  );
}

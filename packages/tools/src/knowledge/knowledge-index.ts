import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import MiniSearch from 'minisearch';
import { splitFile, type Section } from './sections.ts';
import { foldWord, snippet } from './snippet.ts';

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

/** Sections of all files in a folder, ranked by BM25+. Nothing outside the folder is read, not through links either. */
export class KnowledgeIndex {
  readonly #options: KnowledgeIndexOptions;
  readonly #search = new MiniSearch<Section>({
    fields: ['title', 'text'],
    storeFields: [],
    tokenize: words,
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
    for (const file of [...this.#files.keys()].filter((known) => !present.includes(known))) this.#drop(file);
    for (const file of present.slice(0, this.#options.maxFiles)) {
      if (!isWanted()) return undefined;
      const why = await this.#refreshFile(file);
      if (why !== undefined) skipped.push({ file, why });
    }
    const left = present.length - this.#options.maxFiles;
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

  /** Undefined where all is well, or as it was the last time: a file that cannot be read is told once for each change. */
  async #refreshFile(file: string): Promise<string | undefined> {
    const path = join(this.#options.folder, file);
    const { size, mtimeMs } = await stat(path);
    const stamp = `${size} ${mtimeMs}`;
    if (this.#files.get(file)?.stamp === stamp) return undefined;
    this.#drop(file);
    this.#files.set(file, { stamp, ids: [] });
    const { maxFileBytes } = this.#options;
    if (size > maxFileBytes) return `it has ${size} bytes, more than ${maxFileBytes}`;
    try {
      const sections = splitFile(file, await readFile(path, 'utf8'));
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
      this.#sections.delete(id);
      this.#search.discard(id);
    }
    this.#files.delete(file);
  }
}

/** Words as people see them, also where a script writes none apart. */
function words(text: string): string[] {
  if (
    !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u.test(
      text,
    )
  ) {
    return text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  }
  return [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
}

import { DuologueError, importOptional, type ToolContext } from '@duologue/core';
import type Libsql from 'libsql';

export interface StoreLimits {
  /** Entries and list items that one scope may hold. */
  readonly maxItems: number;
}

/** Gives a tool the store, opening it at the first need. */
export type UseStore = (context: ToolContext) => Promise<MemoryStore>;

const schemaVersion = 1;

/** A write is on the disk when it returns (write-ahead log, one fsync for each commit), so that a crash loses none that was acknowledged. */
const settings = ['journal_mode = WAL', 'synchronous = FULL'];

const schema = `
  CREATE TABLE entry (
    scope TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, changed_ms INTEGER NOT NULL,
    PRIMARY KEY (scope, key)
  ) WITHOUT ROWID;
  CREATE TABLE list_item (
    id INTEGER PRIMARY KEY, scope TEXT NOT NULL, list TEXT NOT NULL, item TEXT NOT NULL, added_ms INTEGER NOT NULL
  );
  CREATE INDEX list_item_by_list ON list_item (scope, list, id);
  PRAGMA user_version = ${schemaVersion};
`;

/** Entries and lists in one SQLite file, each under a scope. All calls but `open` are synchronous. */
export class MemoryStore {
  readonly #db: Libsql.Database;
  readonly #scope: string;
  readonly #limits: StoreLimits;

  private constructor(db: Libsql.Database, scope: string, limits: StoreLimits) {
    this.#db = db;
    this.#scope = scope;
    this.#limits = limits;
  }

  /** Opens a file, or makes it. @throws DuologueError MISSING_PACKAGE, TOOL_FAILED */
  static async open(file: string, scope: string, limits: StoreLimits): Promise<MemoryStore> {
    const { default: Database } = await importOptional('libsql', 'The pack "memory"', () => import('libsql'));
    try {
      const db = new Database(file);
      db.exec('PRAGMA busy_timeout = 250');
      prepareSchema(db, file);
      for (const setting of settings) db.exec(`PRAGMA ${setting}`);
      return new MemoryStore(db, scope, limits);
    } catch (cause) {
      if (cause instanceof DuologueError) throw cause;
      throw new DuologueError(
        'TOOL_FAILED',
        `The memory file ${file} cannot be opened: ${(cause as Error).message}`,
        { cause },
      );
    }
  }

  get(key: string): string | undefined {
    const row = this.#db.prepare('SELECT value FROM entry WHERE scope = ? AND key = ?').get(this.#scope, key);
    return (row as { readonly value: string } | undefined)?.value;
  }

  /** @throws DuologueError TOOL_FAILED where the memory is full */
  set(key: string, value: string, nowMs: number): void {
    if (this.get(key) === undefined) this.#checkRoom();
    this.#db
      .prepare(
        'INSERT INTO entry (scope, key, value, changed_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value, changed_ms = excluded.changed_ms',
      )
      .run(this.#scope, key, value, nowMs);
  }

  /** False where there was nothing. */
  delete(key: string): boolean {
    return (
      this.#db.prepare('DELETE FROM entry WHERE scope = ? AND key = ?').run(this.#scope, key).changes > 0
    );
  }

  /** The keys, those that were changed last first. */
  keys(limit: number): string[] {
    const rows = this.#db
      .prepare('SELECT key FROM entry WHERE scope = ? ORDER BY changed_ms DESC, key LIMIT ?')
      .all(this.#scope, limit);
    return (rows as { readonly key: string }[]).map(({ key }) => key);
  }

  /** Adds to the end of a list, and returns its length. @throws DuologueError TOOL_FAILED where the memory is full */
  push(list: string, item: string, nowMs: number): number {
    this.#checkRoom();
    this.#db
      .prepare('INSERT INTO list_item (scope, list, item, added_ms) VALUES (?, ?, ?, ?)')
      .run(this.#scope, list, item, nowMs);
    return this.items(list).length;
  }

  /** The items of a list, in the order in which they came. */
  items(list: string): string[] {
    const rows = this.#db
      .prepare('SELECT item FROM list_item WHERE scope = ? AND list = ? ORDER BY id')
      .all(this.#scope, list);
    return (rows as { readonly item: string }[]).map(({ item }) => item);
  }

  /** Removes an item, the first of those that are the same. */
  remove(list: string, item: string): void {
    this.#db
      .prepare(
        'DELETE FROM list_item WHERE id = (SELECT min(id) FROM list_item WHERE scope = ? AND list = ? AND item = ?)',
      )
      .run(this.#scope, list, item);
  }

  /** The lists with their lengths. */
  lists(): { readonly list: string; readonly length: number }[] {
    return this.#db
      .prepare(
        'SELECT list, count(*) AS length FROM list_item WHERE scope = ? GROUP BY list ORDER BY list LIMIT 100',
      )
      .all(this.#scope) as { list: string; length: number }[];
  }

  close(): void {
    this.#db.close();
  }

  #checkRoom(): void {
    const counts = this.#db
      .prepare(
        'SELECT (SELECT count(*) FROM entry WHERE scope = ?) + (SELECT count(*) FROM list_item WHERE scope = ?) AS items',
      )
      .get(this.#scope, this.#scope);
    if ((counts as { readonly items: number }).items < this.#limits.maxItems) return;
    throw new DuologueError(
      'TOOL_FAILED',
      `The memory is full: it holds ${this.#limits.maxItems} things. Forget something first.`,
    );
  }
}

/** In one transaction that others wait for, for two processes may make the file at the same time. */
function prepareSchema(db: Libsql.Database, file: string): void {
  const prepare = db.transaction(() => {
    const { user_version: version } = db.prepare('PRAGMA user_version').get() as {
      readonly user_version: number;
    };
    if (version > schemaVersion) {
      throw new DuologueError(
        'TOOL_FAILED',
        `The memory file ${file} was written by a newer version of this pack.`,
      );
    }
    if (version === 0) db.exec(schema);
  });
  prepare.immediate();
}

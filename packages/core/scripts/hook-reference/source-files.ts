import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSync, type Comment, type Program, type Span } from 'oxc-parser';
import { readDoc, type Doc } from './read-doc.ts';

/** A field of an interface. */
export interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly readonly: boolean;
  /** As the source spells it, on one line. */
  readonly type: string;
  readonly doc: Doc;
  readonly file: SourceFile;
  readonly start: number;
}

/** An interface, or a type that has another name for something. */
export interface Declaration {
  readonly name: string;
  readonly doc: Doc;
  readonly file: SourceFile;
  /** Of an interface: its own fields. */
  readonly fields?: readonly Field[];
  /** Of an interface: the names of those that it extends. */
  readonly extended: readonly string[];
  /** Of any other type: what it stands for, and its parameters with their brackets. */
  readonly alias?: string;
  readonly parameters?: string;
}

/** TypeScript files, each read once. */
export class SourceFiles {
  readonly #files = new Map<string, SourceFile>();

  open(path: string): SourceFile {
    let file = this.#files.get(path);
    if (file === undefined) this.#files.set(path, (file = new SourceFile(path, this)));
    return file;
  }
}

/** One file, and what its names mean. */
export class SourceFile {
  readonly #path: string;
  readonly #files: SourceFiles;
  readonly #text: string;
  readonly #program: Program;
  readonly #comments: readonly Comment[];

  constructor(path: string, files: SourceFiles) {
    const text = readFileSync(path, 'utf8');
    const { program, comments, errors } = parseSync(path, text);
    if (errors[0] !== undefined) throw new Error(`${path} cannot be read: ${errors[0].message}`);
    this.#path = path;
    this.#files = files;
    this.#text = text;
    this.#program = program;
    this.#comments = comments;
  }

  /** What `name` means in this file, where it is a type of ours; also of another file that it is imported from. */
  find(name: string): Declaration | undefined {
    for (const statement of this.#program.body) {
      if (statement.type === 'ImportDeclaration' || statement.type === 'ExportNamedDeclaration') {
        const specifiers: readonly { readonly local: object }[] = statement.specifiers;
        const named = specifiers.some(({ local }) => 'name' in local && local.name === name);
        const from = statement.source?.value;
        if (named && from?.startsWith('.'))
          return this.#files.open(join(dirname(this.#path), from)).find(name);
      }
      const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
      if (declared?.type === 'TSInterfaceDeclaration' && declared.id.name === name) {
        const fields = declared.body.body.flatMap((member): Field[] =>
          member.type === 'TSPropertySignature' && member.key.type === 'Identifier' && member.typeAnnotation
            ? [
                {
                  name: member.key.name,
                  optional: member.optional,
                  readonly: member.readonly,
                  type: this.#spelling(member.typeAnnotation.typeAnnotation),
                  doc: this.#docBefore(member.start),
                  file: this,
                  start: member.start,
                },
              ]
            : [],
        );
        const extended = declared.extends.map(({ expression }) => this.#spelling(expression));
        return { name, doc: this.#docBefore(statement.start), file: this, fields, extended };
      }
      if (declared?.type === 'TSTypeAliasDeclaration' && declared.id.name === name) {
        const alias = this.#spelling(declared.typeAnnotation);
        const parameters = declared.typeParameters ? this.#spelling(declared.typeParameters) : '';
        return { name, doc: this.#docBefore(statement.start), file: this, extended: [], alias, parameters };
      }
    }
    return undefined;
  }

  /** The last line comment that stands before `start`. */
  lineCommentBefore(start: number): string | undefined {
    return this.#comments.findLast(({ type, end }) => type === 'Line' && end <= start)?.value.trim();
  }

  #docBefore(start: number): Doc {
    const comment = this.#comments.findLast(({ end }) => end <= start);
    const isDoc = comment?.type === 'Block' && comment.value.startsWith('*');
    return readDoc(isDoc && this.#text.slice(comment.end, start).trim() === '' ? comment.value.slice(1) : '');
  }

  #spelling({ start, end }: Span): string {
    return this.#text.slice(start, end).replace(/\s+/g, ' ').replace(/^\| /, '');
  }
}

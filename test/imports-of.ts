import { parse, Visitor } from 'oxc-parser';

/** One module that a file names, types included: what it names there, and where. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Whether it is `export * from`. */
  readonly everything: boolean;
}

/** Reads every import off a TypeScript file: static, re-exported, dynamic, and `import('…')` in a type. */
export async function importsOf(path: string, source: string): Promise<Import[]> {
  const { program, errors } = await parse(path, source);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const imports: Import[] = [];
  const add = (specifier: unknown, start: number, everything = false): void => {
    if (typeof specifier !== 'string') return;
    imports.push({ specifier, line: source.slice(0, start).split('\n').length, everything });
  };
  new Visitor({
    ImportDeclaration: ({ source: from, start }) => add(from.value, start),
    ExportNamedDeclaration: ({ source: from, start }) => add(from?.value, start),
    ExportAllDeclaration: ({ source: from, start, exported }) => add(from.value, start, exported === null),
    ImportExpression: ({ source: from, start }) => add('value' in from ? from.value : undefined, start),
    TSImportType: ({ source: from, start }) => add(from.value, start),
  }).visit(program);
  return imports;
}

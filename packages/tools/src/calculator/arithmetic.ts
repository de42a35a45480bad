import { DuologueError, importOptional } from '@duologue/core';
import type { MathJsInstance, MathNode } from 'mathjs';

/** Works expressions out without ever running code of theirs. */
export interface Arithmetic {
  /** @throws DuologueError TOOL_FAILED */
  evaluate(expression: string): string;
  /** @throws DuologueError TOOL_FAILED */
  convert(amount: number, from: string, to: string): string;
}

/** Two instances of mathjs: on decimals of 64 digits, and on floating point. Nothing that is evaluated can change them. */
interface Engines {
  readonly exact: MathJsInstance;
  readonly floating: MathJsInstance;
}

const memo: { engines?: Engines } = {};

/** The engines, made at the first need and shared by all packs: each takes some 20 ms and some megabytes. */
async function loadEngines(): Promise<Engines> {
  const { default: mathjs } = await importOptional(
    'mathjs',
    'The pack "calculator"',
    () => import('mathjs/lib/browser/math.js'),
  );
  return (memo.engines ??= {
    exact: mathjs.create(mathjs.all, { number: 'BigNumber', precision: 64 }),
    floating: withMoreUnits(mathjs.create(mathjs.all, { number: 'number' })),
  });
}

function withMoreUnits(math: MathJsInstance): MathJsInstance {
  for (const [name, definition, aliases] of moreUnits)
    math.createUnit(name, { definition, aliases: [...aliases] });
  return math;
}

/** Loads mathjs. @throws DuologueError MISSING_PACKAGE */
export async function loadArithmetic(significantDigits: number): Promise<Arithmetic> {
  const { exact, floating } = await loadEngines();
  const format = (math: MathJsInstance, value: unknown) =>
    math.format(value, { precision: significantDigits, lowerExp: -6, upperExp: significantDigits + 3 });
  return {
    evaluate(expression) {
      const node = parse(floating, readable(expression));
      // Fractions of ten are exact as long as they are only added, subtracted, multiplied and divided; the other
      // functions run on floating point, where no input can make them slow.
      const math = isPlain(node) ? exact : floating;
      const value = work(() => math.parse(node.toString()).evaluate() as unknown);
      if (!results.has(math.typeOf(value))) {
        throw new DuologueError('TOOL_FAILED', 'There is nothing to calculate in that.');
      }
      return checked(format(math, value));
    },
    convert(amount, from, to) {
      const node = parse(floating, `${amount} (${readable(from)}) to (${readable(to)})`);
      const value = work(() => node.evaluate() as { toNumber(unit: string): number });
      const target = work(() => floating.unit(floating.parse(readable(to)).toString()));
      return checked(
        format(
          floating,
          work(() => value.toNumber(target.formatUnits())),
        ),
      );
    },
  };
}

const moreUnits = [
  ['mph', '1 mile/hour', []],
  ['kph', '1 km/hour', ['kmh']],
  ['knot', '1.852 km/hour', ['knots', 'kn']],
  ['pound', '1 lb', ['pounds']],
  ['nauticalmile', '1.852 km', ['nauticalmiles', 'nmi']],
] as const;

/** What a calculation can come to; not functions, for one. */
const results: ReadonlySet<string> = new Set(['number', 'BigNumber', 'Unit', 'Complex']);

const operators: ReadonlySet<string> = new Set(
  'add subtract multiply divide pow mod unaryMinus unaryPlus factorial to dotMultiply'.split(' '),
);
const plainOperators: ReadonlySet<string> = new Set([
  'add',
  'subtract',
  'multiply',
  'divide',
  'unaryMinus',
  'unaryPlus',
]);
const functions: ReadonlySet<string> = new Set(
  'abs ceil floor round fix sign sqrt cbrt nthRoot pow exp log log2 log10 sin cos tan asin acos atan atan2 sinh cosh tanh min max mean median sum mod gcd lcm factorial hypot'.split(
    ' ',
  ),
);

/** @throws DuologueError TOOL_FAILED where it is no expression, or one that could do more than calculate */
function parse(math: MathJsInstance, expression: string): MathNode {
  const node = work(() => math.parse(expression));
  node.traverse((part) => {
    const refused = refusal(part);
    if (refused !== undefined) throw new DuologueError('TOOL_FAILED', `${refused} cannot be calculated.`);
  });
  return node;
}

/** What a node is that may not be there. */
function refusal(node: MathNode): string | undefined {
  const { type, fn, name, value } = node as MathNode & {
    readonly fn?: unknown;
    readonly name?: string;
    readonly value?: unknown;
  };
  if (type === 'ParenthesisNode' || type === 'SymbolNode') return undefined;
  if (type === 'ConstantNode') return typeof value === 'number' ? undefined : JSON.stringify(value);
  if (type === 'OperatorNode') return operators.has(String(fn)) ? undefined : `The operator ${String(fn)}`;
  if (type === 'FunctionNode')
    return functions.has(String(name)) ? undefined : `The function ${String(name)}`;
  return `A ${type.replace('Node', '').toLowerCase()}`;
}

function isPlain(node: MathNode): boolean {
  let isPlainSoFar = true;
  node.traverse((part) => {
    const { type, fn } = part as MathNode & { readonly fn?: unknown };
    isPlainSoFar &&=
      type === 'ConstantNode' ||
      type === 'ParenthesisNode' ||
      (type === 'OperatorNode' && plainOperators.has(String(fn)));
  });
  return isPlainSoFar;
}

/** As people write: `5 × 3`, `15% of 80`, `1,000`, `2 million`, `miles per hour`, `degrees Celsius`. */
function readable(expression: string): string {
  const symbols = expression
    .replaceAll('×', '*')
    .replaceAll('÷', '/')
    .replaceAll(/[−–]/g, '-')
    .replaceAll('²', '^2')
    .replaceAll('³', '^3')
    .replaceAll('π', 'pi')
    .replaceAll('°', 'deg')
    .replaceAll(/\b(?:degrees? )?(celsius|fahrenheit|kelvin)\b/gi, (_, scale: string) => scale.toLowerCase())
    .replaceAll(/\bKB\b/g, 'kB')
    .replaceAll(
      /(\d[\d,.]*) ?(thousand|million|billion|trillion)\b/gi,
      (_, amount: string, word: string) => `(${amount}*${largeNumbers[word.toLowerCase()]})`,
    )
    .replaceAll(/\bper\b/g, '/')
    .replaceAll(/%\s*of\b/g, '% *')
    .replaceAll(/\bpercent of\b/g, '% *')
    .replaceAll(/\bsquare (\w+)/g, '$1^2')
    .replaceAll(/\bcubic (\w+)/g, '$1^3')
    .replaceAll(/\bnautical mile/g, 'nauticalmile');
  return /[a-z]\w*\(/i.test(symbols) ? symbols : symbols.replaceAll(/(?<=\d),(?=\d{3}(?!\d))/g, '');
}

const largeNumbers: Readonly<Record<string, string>> = {
  thousand: '1000',
  million: '1000000',
  billion: '1000000000',
  trillion: '1000000000000',
};

function work<T>(calculate: () => T): T {
  try {
    return calculate();
  } catch (cause) {
    const { message } = cause as Error;
    const [, unknown] = /^Undefined symbol (.*)$/.exec(message) ?? [];
    const why =
      unknown === undefined
        ? `That cannot be calculated: ${message}`
        : `"${unknown}" is neither a number nor a unit`;
    throw new DuologueError('TOOL_FAILED', `${why}.`, { cause });
  }
}

function checked(text: string): string {
  if (/Infinity|NaN/.test(text))
    throw new DuologueError('TOOL_FAILED', 'The result is not a number, or too large.');
  return text;
}

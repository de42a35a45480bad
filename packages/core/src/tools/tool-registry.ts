import { closestName } from '../closest-name.ts';
import { DuologueError } from '../errors.ts';
import { unknownName } from '../known-names.ts';
import { parameterValidator, type ParameterValidator } from './parameter-validation.ts';
import { shownCall, type ShownCall } from './shown-call.ts';
import type { Tool, ToolCall } from './tool.ts';

/** A tool as the session runs it: with every option filled in. */
export interface RegisteredTool {
  readonly tool: Tool;
  readonly timeoutMs: number;
  readonly onInterruption: 'keep' | 'abort';
  readonly concurrency: number;
  readonly check: ParameterValidator;
}

/** The default of the service's own `response_timeout_secs`. */
const defaultTimeoutMs = 20_000;

const optionNames = [
  'name',
  'description',
  'run',
  'parameters',
  'timeoutMs',
  'onInterruption',
  'concurrency',
  'sensitiveParameters',
] satisfies (keyof Tool)[];

/** The client tools of one session, by name. */
export class ToolRegistry {
  readonly #tools = new Map<string, RegisteredTool>();

  get names(): string[] {
    return [...this.#tools.keys()];
  }

  get(name: string): RegisteredTool | undefined {
    return this.#tools.get(name);
  }

  /** What may be shown and written down of a call. */
  shown({ toolName, parameters }: Pick<ToolCall, 'toolName' | 'parameters'>): ShownCall {
    return shownCall(parameters, this.#tools.get(toolName)?.tool.sensitiveParameters);
  }

  /** Remembers the tools of this moment. The function that it returns takes those that came later away again. */
  mark(): () => void {
    const count = this.#tools.size;
    return () => {
      for (const name of this.names.slice(count)) this.#tools.delete(name);
    };
  }

  /** @throws DuologueError DUPLICATE_TOOL, INVALID_OPTIONS */
  add(tool: Tool<never>): void {
    const registered = register(tool);
    if (this.#tools.has(tool.name)) {
      throw new DuologueError(
        'DUPLICATE_TOOL',
        `The session already has a tool "${tool.name}". Remove or rename one of the two.`,
      );
    }
    this.#tools.set(tool.name, registered);
  }

  /** @throws DuologueError UNKNOWN_TOOL, INVALID_OPTIONS */
  replace(tool: Tool<never>): void {
    const registered = register(tool);
    if (!this.#tools.has(tool.name)) {
      throw new DuologueError(
        'UNKNOWN_TOOL',
        `The session has no tool "${tool.name}" that could be replaced. Add it.`,
      );
    }
    this.#tools.set(tool.name, registered);
  }
}

/** @throws DuologueError INVALID_OPTIONS */
function register(tool: Tool<never>): RegisteredTool {
  if (typeof tool !== 'object' || tool === null) throw noTool(tool);
  const {
    name,
    timeoutMs = defaultTimeoutMs,
    onInterruption = 'keep',
    concurrency = Number.POSITIVE_INFINITY,
  } = tool;
  if (typeof name !== 'string' || name === '')
    throw invalid(String(name), 'name', name, 'a name that is not empty');
  const { run } = tool as { readonly run?: unknown };
  if (typeof run !== 'function') throw invalid(name, 'run', run, 'a function');
  const { description } = tool as { readonly description?: unknown };
  if (typeof description !== 'string')
    throw invalid(name, 'description', description, 'a text that says what it does');
  checkToolNames(tool);
  if (!(timeoutMs >= 1 && timeoutMs <= 600_000))
    throw invalid(name, 'timeoutMs', timeoutMs, '1 to 600,000 milliseconds');
  if (onInterruption !== 'keep' && onInterruption !== 'abort') {
    throw invalid(name, 'onInterruption', onInterruption, '"keep" or "abort"');
  }
  if (!(concurrency >= 1 && (Number.isInteger(concurrency) || concurrency === Number.POSITIVE_INFINITY)))
    throw invalid(name, 'concurrency', concurrency, 'a whole number from 1');
  const check = parameterValidator(tool);
  return { tool: tool as unknown as Tool, timeoutMs, onInterruption, concurrency, check };
}

/** A tool may carry what is its own: only what looks like a misspelt option is refused, and not in the fields of a class. */
function checkToolNames(tool: Tool<never>): void {
  if (Object.getPrototypeOf(tool) !== Object.prototype) return;
  for (const name of Object.keys(tool)) {
    if ((optionNames as readonly string[]).includes(name)) continue;
    const meant = closestName(name, optionNames);
    if (meant !== undefined) throw unknownName(name, optionNames, meant, `The tool "${tool.name}"`);
  }
}

function noTool(given: unknown): DuologueError {
  const shown = given === null ? 'null' : typeof given;
  const text = `A tool is an object with a name, a description and a run function; one of those given is ${shown}.`;
  return new DuologueError('INVALID_OPTIONS', text, { details: { option: 'tools' } });
}

function invalid(tool: string, option: string, value: unknown, wanted: string): DuologueError {
  return new DuologueError(
    'INVALID_OPTIONS',
    `The tool "${tool}" has ${option} ${typeof value === 'number' ? value : typeof value}; it must be ${wanted}.`,
  );
}

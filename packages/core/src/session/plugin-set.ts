import { asDuologueError, DuologueError } from '../errors.ts';
import { isPromiseLike } from '../promise-like.ts';
import type { Plugin, PluginHost } from './plugin.ts';

/** A brand on plugin objects that serve a session. It tells sessions nothing of each other, and keeps no object alive. */
const inUse = new WeakSet<Plugin>();

/** What plugins add to, and from where it can be taken away again. */
export interface Additions {
  /** Remembers this moment. The function that it returns takes away what came later. */
  mark(): () => void;
}

/** The plugins of one session. */
export class PluginSet {
  readonly #plugins = new Map<string, Plugin>();
  readonly #additions: readonly Additions[];

  constructor(additions: readonly Additions[]) {
    this.#additions = additions;
  }

  /**
   * Applies a plugin. One that throws leaves nothing behind: its taps, its tools and its audio slots are taken away again.
   * @throws DuologueError INVALID_OPTIONS, PLUGIN_IN_USE, DUPLICATE_PLUGIN, PLUGIN_FAILED
   */
  add(plugin: Plugin, hostFor: (name: string) => PluginHost): void {
    const { name } = plugin ?? {};
    if (typeof plugin === 'function') {
      throw new DuologueError(
        'INVALID_OPTIONS',
        `A plugin is an object, but "${name}" is a function or a class: write ${name}() or new ${name}().`,
      );
    }
    if (typeof name !== 'string' || name === '' || typeof plugin.apply !== 'function') {
      throw new DuologueError(
        'INVALID_OPTIONS',
        'A plugin is an object with a name that is not empty and an apply(host) function.',
      );
    }
    if (inUse.has(plugin)) {
      throw new DuologueError(
        'PLUGIN_IN_USE',
        `The plugin "${name}" already serves a session. Make a new one for each session.`,
      );
    }
    if (this.#plugins.has(name)) {
      throw new DuologueError(
        'DUPLICATE_PLUGIN',
        `The session already has a plugin "${name}". Give one of the two another name.`,
      );
    }
    const marks = this.#additions.map((addition) => addition.mark());
    try {
      apply(plugin, hostFor(name));
    } catch (error) {
      for (const takeAway of marks) takeAway();
      throw error;
    }
    inUse.add(plugin);
    this.#plugins.set(name, plugin);
  }

  /** There is no session after all: its plugins may serve another. */
  release(): void {
    for (const plugin of this.#plugins.values()) inUse.delete(plugin);
    this.#plugins.clear();
  }
}

/** @throws DuologueError PLUGIN_FAILED, or what the plugin throws of it */
function apply(plugin: Plugin, host: PluginHost): void {
  let applied: unknown;
  try {
    applied = plugin.apply(host);
  } catch (cause) {
    throw asDuologueError(cause, 'PLUGIN_FAILED', `The plugin "${plugin.name}" failed in apply`);
  }
  if (!isPromiseLike(applied)) return;
  applied.then(undefined, () => {});
  const message = `The plugin "${plugin.name}" has an asynchronous apply. Wait in a beforeConnect tap instead.`;
  throw new DuologueError('PLUGIN_FAILED', message);
}

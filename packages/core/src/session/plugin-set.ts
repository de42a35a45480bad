import { asDuologueError, DuologueError } from '../errors.ts';
import { isPromiseLike } from '../promise-like.ts';
import type { Plugin, PluginHost } from './plugin.ts';

/** A brand on plugin objects that serve a session. It tells sessions nothing of each other, and keeps no object alive. */
const inUse = new WeakSet<Plugin>();

/** The plugins of one session. */
export class PluginSet {
  readonly #plugins = new Map<string, Plugin>();

  /**
   * Applies a plugin. What one has tapped before it throws stays tapped.
   * @throws DuologueError INVALID_OPTIONS, PLUGIN_IN_USE, DUPLICATE_PLUGIN, PLUGIN_FAILED
   */
  add(plugin: Plugin, hostFor: (name: string) => PluginHost): void {
    const { name } = plugin ?? {};
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
    const applied: unknown = this.#apply(plugin, hostFor(name));
    if (isPromiseLike(applied)) {
      applied.then(undefined, () => {});
      const message = `The plugin "${name}" has an asynchronous apply. Wait in a beforeConnect tap instead.`;
      throw new DuologueError('PLUGIN_FAILED', message);
    }
    inUse.add(plugin);
    this.#plugins.set(name, plugin);
  }

  /** There is no session after all: its plugins may serve another. */
  release(): void {
    for (const plugin of this.#plugins.values()) inUse.delete(plugin);
    this.#plugins.clear();
  }

  #apply(plugin: Plugin, host: PluginHost): unknown {
    try {
      return plugin.apply(host);
    } catch (cause) {
      throw asDuologueError(cause, 'PLUGIN_FAILED', `The plugin "${plugin.name}" failed in apply`);
    }
  }
}

import { asDuologueError, DuologueError } from '../errors.ts';
import type { Plugin, PluginHost } from './plugin.ts';

/** A brand on plugin objects that serve a session. It tells sessions nothing of each other, and keeps no object alive. */
const inUse = new WeakSet<Plugin>();

/** The plugins of one session. */
export class PluginSet {
  readonly #names = new Set<string>();

  /**
   * Applies a plugin. One that throws is taken as not given.
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
    if (this.#names.has(name)) {
      throw new DuologueError(
        'DUPLICATE_PLUGIN',
        `The session already has a plugin "${name}". Give one of the two another name.`,
      );
    }
    const applied: unknown = this.#apply(plugin, hostFor(name));
    if (applied instanceof Promise) {
      applied.catch(() => {});
      const message = `The plugin "${name}" has an asynchronous apply. Wait in a beforeConnect tap instead.`;
      throw new DuologueError('PLUGIN_FAILED', message);
    }
    inUse.add(plugin);
    this.#names.add(name);
  }

  #apply(plugin: Plugin, host: PluginHost): unknown {
    try {
      return plugin.apply(host);
    } catch (cause) {
      throw asDuologueError(cause, 'PLUGIN_FAILED', `The plugin "${plugin.name}" failed in apply`);
    }
  }
}

import { asDuologueError, type DuologueError } from '../errors.ts';
import { GuardedClock } from '../guarded-clock.ts';
import { guardSignal } from '../guarded-signal.ts';
import { randomLane } from '../random.ts';
import type { ToolRegistry } from '../tools/tool-registry.ts';
import type { Problem } from './facts.ts';
import type { Logger, PluginHost } from './plugin.ts';
import type { AudioSlots } from './slots.ts';

/** What the hosts of all plugins of a session share. */
export interface PluginSurroundings {
  readonly session: Pick<PluginHost, 'hooks' | 'clock' | 'playout' | 'send'> & { readonly seed: number };
  readonly registry: ToolRegistry;
  readonly slots: AudioSlots;
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly report: (problem: Problem) => void;
  readonly onDispose: (clean: () => void) => void;
}

/** What one plugin gets of its session. */
export function pluginHost(name: string, surroundings: PluginSurroundings): PluginHost {
  const { session, registry, slots, signal, log, report, onDispose } = surroundings;
  const failed = (where: string) => (thrown: unknown) => {
    const error = asDuologueError(thrown, 'PLUGIN_FAILED', `The plugin "${name}" failed in ${where}`);
    report({ error, plugin: name });
  };
  return {
    hooks: session.hooks,
    clock: new GuardedClock(session.clock, failed('a callback of its clock')),
    signal: guardSignal(AbortSignal.any([signal]), failed('a listener of its signal')),
    log,
    tools: {
      add: (tool) => registry.add(tool),
      replace: (tool) => registry.replace(tool),
      shown: (call) => registry.shown(call),
    },
    audio: {
      useInput: (input) => slots.useInput(input, name),
      useOutput: (output) => slots.useOutput(output, name),
    },
    playout: session.playout,
    random: (lane) => randomLane(session.seed, `${name}/${lane}`),
    send: (message) => session.send(message),
    reportProblem: (thrown) => report({ error: problemOf(thrown, name), plugin: name }),
    onDispose,
  };
}

function problemOf(thrown: unknown, plugin: string): DuologueError {
  return asDuologueError(thrown, 'PLUGIN_FAILED', `The plugin "${plugin}" reports`);
}

import type { AudioInput, AudioOutput } from '../audio/audio-slots.ts';
import type { PlayoutPosition } from '../audio/playout.ts';
import type { Clock } from '../clock.ts';
import type { ClientMessage } from '../protocol/client-messages.ts';
import type { Random } from '../random.ts';
import type { ShownCall } from '../tools/shown-call.ts';
import type { Tool, ToolCall } from '../tools/tool.ts';
import type { Hooks } from './hooks.ts';

/**
 * What extends a session. One object serves one session (PLUGIN_IN_USE), so a plugin that others use
 * is published as a class or as a function that makes one. Its taps stay when the session is started again:
 * reset the state of a conversation on `connected`.
 */
export interface Plugin {
  /** Names it in problems and measurements; one name once in a session. */
  readonly name: string;
  /** Taps the hooks. Synchronous: what must be waited for belongs into a `beforeConnect` tap. */
  apply(host: PluginHost): void;
}

/** What a session gives to its plugins. */
export interface PluginHost {
  readonly hooks: Hooks;
  /** What fails in a callback of it, or in a `then` of its `sleep`, is a problem that names the plugin, and ends nothing. */
  readonly clock: Clock;
  /** Aborted when the session is disposed of. A listener that fails is a problem that names the plugin. */
  readonly signal: AbortSignal;
  /** Says what the plugin did, to the logger that the session was given. */
  readonly log: Logger;
  readonly tools: {
    /** @throws DuologueError DUPLICATE_TOOL */
    add(tool: Tool<never>): void;
    /** Puts a tool in the place of the one with the same name: for tools whose schema changes during a call. @throws DuologueError UNKNOWN_TOOL */
    replace(tool: Tool<never>): void;
    /** What may be written down of a call, for plugins that write down messages: those carry everything. */
    shown(call: Pick<ToolCall, 'toolName' | 'parameters'>): ShownCall;
  };
  readonly audio: {
    /** @throws DuologueError DUPLICATE_AUDIO_SLOT */
    useInput(input: AudioInput): void;
    /** @throws DuologueError DUPLICATE_AUDIO_SLOT */
    useOutput(output: AudioOutput): void;
  };
  readonly playout: PlayoutControl;
  /** A source of random numbers of the plugin's own, from the session's seed. */
  random(lane: string): Random;
  /** Sends a message, after the frame that is being handled. @throws DuologueError INVALID_STATE, INVALID_MESSAGE */
  send(message: ClientMessage): void;
  /** Tells `problemOccurred` of trouble, as coming from this plugin. */
  reportProblem(error: unknown): void;
  /** Registers work for the moment when the session is disposed of. */
  onDispose(clean: () => void): void;
}

/** The part of playout that plugins may steer. */
export interface PlayoutControl {
  /** The turn that is being heard and how much of it was, in milliseconds, at this moment; undefined while the agent is silent. */
  readonly position: PlayoutPosition | undefined;
  /** Milliseconds of audio that wait to be heard. */
  readonly queuedMs: number;
  /** Makes the agent quieter: `gain` is 0 (silent) to 1 (as it came). It holds for what is not yet at the output. */
  duck(gain: number): void;
  /** Takes the last `duck` back. */
  restore(): void;
  /** Holds the agent back at once, also what the output has taken: nothing is heard and nothing is lost until `resume`. */
  pause(): void;
  /** Lets the agent go on after `pause`, unless the whole session is paused. */
  resume(): void;
  /** Drops what waits to be heard and everything more of that turn, as an interruption does. */
  flush(): void;
}

/** Any pino-like logger. Secrets and audio are never given to it. */
export interface Logger {
  debug(details: Readonly<Record<string, unknown>>, message: string): void;
  info(details: Readonly<Record<string, unknown>>, message: string): void;
  warn(details: Readonly<Record<string, unknown>>, message: string): void;
  error(details: Readonly<Record<string, unknown>>, message: string): void;
}

import type { Clock, Session, SessionOptions } from '@duologue/core';
import type { Origin } from '../diagnostics/origin.ts';
import { pointedTo } from '../diagnostics/point-to.ts';
import { rerunCommand } from '../diagnostics/rerun-command.ts';
import type { ScenarioSource } from '../document/scenario-source.ts';
import type { Door } from '../door/door.ts';
import { callerPlace } from '../scenario/step-place.ts';
import type { ReplayCheck } from './check-replay.ts';
import { ReplayStage } from './replay-stage.ts';
import type { ReplayTrace } from './replay-trace.ts';

/** What a session needs to be part of a replay: spread it into its options, before or beside your own. */
export type ReplaySessionOptions = Required<
  Pick<SessionOptions, 'transport' | 'clock' | 'seed' | 'audioInput'>
> &
  ({ readonly agentId: string } | { readonly url: string });

export interface ReplayOptions {
  /** Makes the session under test: `(options) => new Session({ ...options, plugins })`. */
  createSession(options: ReplaySessionOptions): Session | Promise<Session>;
  /** Default `memory`. Framing, close codes and handshakes are shown only by `sockets`. */
  readonly door?: 'memory' | 'sockets';
  /** Default `virtual`: the conversation takes no longer than its computing. */
  readonly time?: 'virtual' | 'real';
  /** Default the seed of the scenario, or 1. */
  readonly seed?: number;
  /** How long a step waits for the session before the script counts as stuck, and how long the call may go on once the script is over; default 60,000 ms of virtual time, 5,000 ms of real time. */
  readonly patienceMs?: number;
  /**
   * What is not looked at when the replay is over: `complete` (every step of the script is done), `closed` (the session and the connection),
   * `timers` (none is left on the clock of the session), `handles` (nobody holds that clock), `rejections` (none was unhandled). Default nothing: all is.
   * Timers and sockets that an app takes from Node itself are not seen.
   */
  readonly unchecked?: readonly ReplayCheck[];
  /** What the message of a failure says about where the replay comes from; default the line that called for it and the command of this process. */
  readonly origin?: Origin;
  /** A folder that gets the trace of a replay that fails, one JSON object a line; default none. */
  readonly traceFolder?: string;
}

/** One replay, while it runs. */
export interface Replay {
  readonly session: Session;
  readonly trace: ReplayTrace;
  readonly server: Door;
  readonly clock: Clock;
}

/**
 * Plays a scenario against a session. When `body` is done, the script must be complete and the connection closed,
 * and no timer may be left over; then everything is cleaned up.
 * @throws ScenarioFailure where the session did not play its part, DuologueError SCENARIO_INVALID for a scenario that cannot be
 */
export async function replay<T>(
  scenario: ScenarioSource,
  options: ReplayOptions,
  body: (replay: Replay) => T | Promise<T>,
): Promise<T> {
  const place = options.origin?.place ?? callerPlace(ownFiles);
  const origin = { again: rerunCommand(place), ...options.origin, place };
  const stage = new ReplayStage(scenario, { ...options, origin });
  try {
    const server = await stage.server();
    const session = await stage.session();
    const trace = await stage.trace();
    const result = await body({ session, trace, server, clock: stage.clock });
    await stage.check();
    return result;
  } catch (error) {
    stage.keepTraces();
    throw pointedTo(stage.better(error), { place, name: 'replay' });
  } finally {
    await stage.close();
  }
}

const ownFiles = /[\\/]replay[\\/]replay\.[jt]s/;

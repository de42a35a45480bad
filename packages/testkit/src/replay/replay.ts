import { systemClock, type Clock, type Session, type SessionOptions } from '@duologue/core';
import { VirtualClock } from '../clock/virtual-clock.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { prepareSource, type ScenarioSource } from '../document/scenario-source.ts';
import type { Door } from '../door/door.ts';
import { MemoryServer } from '../door/memory-server.ts';
import type { PreparedScenario } from '../scenario/prepare.ts';
import { ConvaiServer } from '../server/convai-server.ts';
import { ScriptedMicrophone } from '../user/scripted-microphone.ts';
import { SessionPlayer } from '../user/session-player.ts';
import { ReplayTrace } from './replay-trace.ts';
import { betterError, checkReplay } from './check-replay.ts';
import { RejectionWatch } from './rejection-watch.ts';

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
  /** How long a step waits for the session before the script counts as stuck; default 60,000 ms of virtual time, 5,000 ms of real time. */
  readonly patienceMs?: number;
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
  const prepared = await prepareSource(scenario);
  const clock = options.time === 'real' ? systemClock : new VirtualClock();
  const server = await openDoor(prepared, clock, options);
  const watch = new RejectionWatch();
  let conversation: Conversation | undefined;
  try {
    const client = server.client();
    const microphone = new ScriptedMicrophone(clock);
    const seed = options.seed ?? prepared.scenario.seed ?? 1;
    const session = await options.createSession({
      ...client.endpoint,
      transport: client.transport,
      clock,
      seed,
      audioInput: microphone,
    });
    const player = new SessionPlayer({ session, microphone, prepared, clock });
    client.onConversation((opened, link) => {
      conversation = opened;
      player.join(opened, link);
    });
    const trace = new ReplayTrace(() => conversation, session);
    const result = await body({ session, trace, server, clock });
    await checkReplay({ conversation, session, clock, rejections: watch.rejections });
    return result;
  } catch (error) {
    throw betterError(conversation, error);
  } finally {
    watch[Symbol.dispose]();
    await server.close();
    if (clock instanceof VirtualClock) clock[Symbol.dispose]();
  }
}

async function openDoor(
  prepared: PreparedScenario,
  clock: Clock,
  { door, seed, patienceMs }: ReplayOptions,
): Promise<Door> {
  const script = {
    clock,
    ...(seed !== undefined && { seed }),
    ...(patienceMs !== undefined && { patienceMs }),
  };
  return door === 'sockets' ? ConvaiServer.listen(prepared, script) : new MemoryServer(prepared, script);
}

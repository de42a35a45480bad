import { DuologueError, type Clock, type Session } from '@duologue/core';
import { NotedClock } from '../clock/noted-clock.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { saveTraces } from '../conversation/save-traces.ts';
import { ScenarioFailure } from '../diagnostics/scenario-failure.ts';
import { prepareSource, type ScenarioSource } from '../document/scenario-source.ts';
import type { Door } from '../door/door.ts';
import { MemoryServer } from '../door/memory-server.ts';
import { checkAcceptance } from '../scenario/check-acceptance.ts';
import type { PreparedScenario } from '../scenario/prepare.ts';
import { ConvaiServer } from '../server/convai-server.ts';
import { ScriptedMicrophone } from '../user/scripted-microphone.ts';
import { SessionPlayer } from '../user/session-player.ts';
import { betterError, checkReplay, type ReplayFacts } from './check-replay.ts';
import { RejectionWatch } from './rejection-watch.ts';
import { checkOptions } from './check-options.ts';
import type { ReplayOptions } from './replay.ts';
import { ReplayTrace } from './replay-trace.ts';

/** Everything that one replay needs, each thing made when it is first asked for. */
export class ReplayStage {
  readonly clock: Clock;
  readonly #source: ScenarioSource | undefined;
  readonly #options: ReplayOptions;
  readonly #watch: RejectionWatch;
  #opening: Promise<Opened> | undefined;
  #opened: Opened | undefined;
  #joined: Promise<Session> | undefined;
  #session: Session | undefined;
  #player: SessionPlayer | undefined;
  #conversation: Conversation | undefined;
  #trace: ReplayTrace | undefined;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor(source: ScenarioSource | undefined, options: ReplayOptions) {
    checkOptions(options);
    this.#source = source;
    this.#options = options;
    this.#watch = new RejectionWatch();
    this.clock = options.time === 'real' ? new NotedClock() : new VirtualClock();
  }

  /** The scripted server. @throws DuologueError for a scenario that cannot be */
  async server(): Promise<Door> {
    return (await this.#open()).server;
  }

  /** The session under test, which has not started yet. */
  session(): Promise<Session> {
    return (this.#joined ??= this.#join());
  }

  async trace(): Promise<ReplayTrace> {
    const session = await this.session();
    return (this.#trace ??= new ReplayTrace(() => this.#conversation, session, this.#player));
  }

  /** What a replay leaves behind when its test is over. @throws ScenarioFailure for whatever is not as it should be */
  async check(): Promise<void> {
    await checkReplay({
      conversations: this.#opened?.server.conversations,
      session: this.#session,
      clock: this.clock,
      rejections: this.#watch.rejections,
      unchecked: new Set(this.#options.unchecked),
      explain: (facts) => this.#explain(facts),
    });
  }

  /** What a test failed of: the failure of the script tells more than what the test made of its consequences. */
  better(error: unknown): unknown {
    return betterError(this.#opened?.server.conversations ?? [], error);
  }

  /** Keeps the traces where a folder is named. */
  keepTraces(): void {
    const { traceFolder } = this.#options;
    if (traceFolder !== undefined) saveTraces(this.#opened?.server.conversations ?? [], traceFolder);
  }

  async close(): Promise<void> {
    this.#watch[Symbol.dispose]();
    await this.#opened?.server.close();
    if (this.clock instanceof VirtualClock) this.clock[Symbol.dispose]();
  }

  #open(): Promise<Opened> {
    return (this.#opening ??= openDoor(this.#source, this.clock, this.#options).then(
      (opened) => (this.#opened = opened),
    ));
  }

  async #join(): Promise<Session> {
    const { server, prepared } = await this.#open();
    const { clock } = this;
    const client = server.client();
    const microphone = new ScriptedMicrophone(clock);
    const session = await this.#options.createSession({
      ...client.endpoint,
      transport: client.transport,
      clock,
      seed: this.#options.seed ?? prepared.scenario.seed ?? 1,
      audioInput: microphone,
    });
    if (session.clock !== clock) throw new DuologueError('INVALID_OPTIONS', notSpread);
    const player = new SessionPlayer({ session, microphone, prepared, clock });
    this.#player = player;
    client.onConversation((opened, link) => {
      this.#conversation = opened;
      player.join(opened, link);
    });
    return (this.#session = session);
  }

  #explain(facts: ReplayFacts): Error {
    if (this.#conversation) return this.#conversation.explain(facts);
    const { prepared } = this.#opened ?? {};
    const { door = 'memory', origin, seed = prepared?.scenario.seed ?? 1 } = this.#options;
    const scenario = prepared?.scenario ?? {
      version: 1,
      name: 'none',
      steps: [],
      ...(origin?.place && { place: origin.place }),
    };
    return new ScenarioFailure(
      { notReached: scenario.steps.map((_step, index) => index).slice(1), ...facts },
      { scenario, seed, entries: [], origin: { door, ...origin } },
    );
  }
}

/** Such a session would call a real service. */
const notSpread =
  'The session of createSession does not have the options of the replay: spread them, `new Session({ ...options, plugins })`.';

interface Opened {
  readonly prepared: PreparedScenario;
  readonly server: Door;
}

async function openDoor(
  source: ScenarioSource | undefined,
  clock: Clock,
  { door = 'memory', seed, patienceMs, origin, traceFolder }: ReplayOptions,
): Promise<Opened> {
  if (source === undefined)
    throw new DuologueError(
      'INVALID_OPTIONS',
      'There is nothing to play. Name a scenario: test.playing({ scenario }).',
    );
  const prepared = await prepareSource(source);
  checkAcceptance(prepared.scenario);
  const script = {
    clock,
    hangUpWithinMs: patienceMs ?? (clock instanceof VirtualClock ? 60_000 : 5_000),
    origin: { door, traceFolder, ...origin },
    ...(seed !== undefined && { seed }),
    ...(patienceMs !== undefined && { patienceMs }),
  };
  const server =
    door === 'sockets' ? await ConvaiServer.listen(prepared, script) : new MemoryServer(prepared, script);
  return { prepared, server };
}

import assert from 'node:assert/strict';
import { VirtualClock } from '@duologue/testkit';
import { Session, type SessionOptions } from '../../src/index.ts';
import { FactLog } from './fact-log.ts';
import { FakeService } from './fake-service.ts';

export interface SessionUnderTestOptions extends Partial<SessionOptions> {
  readonly service?: FakeService;
}

/** A session on virtual time that talks to a service played by the test. When it is disposed of, nothing may be left. */
export class SessionUnderTest {
  readonly clock: VirtualClock;
  readonly service: FakeService;
  readonly session: Session;
  readonly log: FactLog;

  constructor({ service = new FakeService(), ...options }: SessionUnderTestOptions = {}) {
    this.service = service;
    this.clock = (options.clock as VirtualClock | undefined) ?? new VirtualClock();
    const place = options.url ?? options.agentId ?? options.signedUrl;
    this.session = new Session({
      transport: service,
      clock: this.clock,
      seed: 1,
      ...(place === undefined && { agentId: 'agent_1' }),
      ...options,
    });
    this.log = new FactLog(this.session.hooks);
  }

  /** One that has connected. */
  static async connected(options: SessionUnderTestOptions = {}): Promise<SessionUnderTest> {
    const stage = new SessionUnderTest(options);
    await stage.session.start();
    return stage;
  }

  /** Lets this much time pass, with everything that happens in it. */
  async pass(ms: number): Promise<void> {
    await this.clock.sleep(ms);
    await this.clock.settled();
  }

  /** Ends the session and asserts that it leaves no timer and no hold behind. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.session[Symbol.asyncDispose]();
    await this.clock.settled();
    assert.deepEqual(this.clock.pending, [], 'timers are left over');
    assert.deepEqual(this.clock.holders, [], 'somebody still holds the clock');
    assert.ok(!this.log.problems.includes('INTERNAL_ERROR'), 'Duologue itself failed');
    this.clock[Symbol.dispose]();
  }
}

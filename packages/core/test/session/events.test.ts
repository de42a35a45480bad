import { VirtualClock } from '@duologue/testkit';
import { expect, expectTypeOf, it, vi } from 'vitest';
import {
  Session,
  type EventStream,
  type Problem,
  type ServerEvent,
  type SessionEvent,
} from '../../src/index.ts';
import { FakeService } from '../support/fake-service.ts';
import { agentResponse, audio, interruption, toolCall, userTranscript } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

/** Reads a stream to its end. */
async function read(stream: EventStream): Promise<SessionEvent[]> {
  const events: SessionEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

/** An event in a few words. */
function inShort(event: SessionEvent): string {
  switch (event.type) {
    case 'message':
      return `message ${event.message.type}`;
    case 'state':
      return `state ${event.change.state}`;
    case 'transcript':
      return `${event.entry.role}: ${event.entry.text}`;
    case 'interrupted':
      return `interrupted after ${event.interruption.playedMs} ms`;
    case 'tool':
      return `tool ${event.finish.call.toolName} ${event.finish.outcome}`;
    case 'turn':
      return `turn ${event.metrics.eventId}`;
    case 'problem':
      return `problem ${event.problem.error.code}`;
    case 'ended':
      return `ended ${event.end.reason}`;
  }
}

it('gives everything that happens, in order, and ends with the conversation', async () => {
  await using stage = new SessionUnderTest({
    tools: [{ name: 'lookup', description: 'looks up', run: () => 'found' }],
  });
  const reading = read(stage.session.events());
  await stage.session.start();
  stage.service.send(userTranscript('Who is there?', 1), toolCall('lookup', 'call_1'));
  await stage.pass(50);
  stage.service.send(audio(500, 2), agentResponse('It is me.', 2));
  await stage.pass(100);
  stage.service.send(interruption(3), 'no JSON');
  await stage.session.end();

  expect((await reading).map(inShort)).toEqual([
    'state connecting',
    'message conversation_initiation_metadata',
    'state connected',
    'message user_transcript',
    'user: Who is there?',
    'message client_tool_call',
    'tool: ',
    'tool: found',
    'tool lookup succeeded',
    'message audio',
    'agent: ',
    'message agent_response',
    'agent: It is me.',
    'message interruption',
    'turn 2',
    'agent: It is me.',
    'interrupted after 100 ms',
    'problem BAD_FRAME',
    'state ending',
    'state ended',
    'ended user',
  ]);
});

it('begins where it is opened: what came before is not in it', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(agentResponse('Early.', 1));
  const reading = read(stage.session.events());
  stage.service.send(agentResponse('Late.', 2));
  await stage.session.end();
  expect((await reading).filter(({ type }) => type === 'transcript').map(inShort)).toEqual(['agent: Late.']);
});

it('lets two readers read everything, each at a pace of its own', async () => {
  await using stage = await SessionUnderTest.connected();
  const [eager, late] = [stage.session.events(), stage.session.events()];
  const eagerly = read(eager);
  stage.service.send(agentResponse('One.', 1), agentResponse('Two.', 2));
  await stage.session.end();
  expect(await read(late)).toEqual(await eagerly);
});

it('holds nothing for a reader who has left', async () => {
  await using stage = await SessionUnderTest.connected({ limits: { events: 2 } });
  const stream = stage.session.events();
  stage.service.send(agentResponse('One.', 1));
  for await (const event of stream) if (event.type === 'transcript') break;
  stage.service.send(agentResponse('Two.', 2), agentResponse('Three.', 3), agentResponse('Four.', 4));
  expect(await stream.next()).toEqual({ value: undefined, done: true });
  expect([stream.dropped, stage.log.problems]).toEqual([0, []]);
});

it('wakes a reader who waits', async () => {
  await using stage = await SessionUnderTest.connected();
  const stream = stage.session.events();
  const next = stream.next();
  stage.service.send(agentResponse('One.', 1));
  expect(await next).toMatchObject({ done: false, value: { type: 'message' } });
  void stream.return();
});

it('ends where the start fails, and tells why', async () => {
  await using stage = new SessionUnderTest({ service: new FakeService({ greeting: [] }) });
  const reading = read(stage.session.events());
  await expect(stage.session.start({ timeoutMs: 100 })).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
  expect(await reading).toMatchObject([
    { type: 'state', change: { state: 'connecting' } },
    { type: 'state', change: { state: 'idle', error: { code: 'CONNECT_TIMEOUT' } } },
  ]);
});

it('ends where the session is disposed of before it was started', async () => {
  const stage = new SessionUnderTest();
  const reading = read(stage.session.events());
  await stage[Symbol.asyncDispose]();
  expect(await reading).toEqual([]);
});

it('follows the next conversation where it is opened after the last', async () => {
  await using stage = await SessionUnderTest.connected();
  await stage.session.end();
  const reading = read(stage.session.events());
  await stage.session.start();
  await stage.session.end();
  expect((await reading).filter(({ type }) => type === 'state').map(inShort)).toEqual([
    'state connecting',
    'state connected',
    'state ending',
    'state ended',
  ]);
});

it('names the plugin in which a problem arose', async () => {
  await using stage = await SessionUnderTest.connected({
    plugins: [
      {
        name: 'Shaky',
        apply: (host) => host.hooks.messageReceived.tap('Shaky', () => host.reportProblem('slip')),
      },
    ],
  });
  const reading = read(stage.session.events());
  stage.service.send(agentResponse('One.', 1));
  await stage.session.end();
  expect((await reading).find(({ type }) => type === 'problem')).toMatchObject({
    problem: { plugin: 'Shaky', error: { code: 'PLUGIN_FAILED' } },
  });
});

it('leaves the warnings of the process to those who deal with no problem, though it tells each', async () => {
  using emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  using clock = new VirtualClock();
  const service = new FakeService();
  await using session = new Session({ agentId: 'agent_1', transport: service, clock });
  const reading = read(session.events());
  await session.start();
  service.send('no JSON');
  expect(emitWarning.mock.calls).toEqual([
    [expect.stringContaining('BAD_FRAME'), { type: 'DuologueWarning', code: 'BAD_FRAME' }],
  ]);
  session.hooks.problemOccurred.tap('Log', () => {});
  service.send('{}');
  await session.end();

  expect((await reading).map(inShort).filter((event) => event.startsWith('problem'))).toEqual([
    'problem BAD_FRAME',
    'problem BAD_FRAME',
  ]);
  expect(emitWarning).toHaveBeenCalledTimes(1);
});

it('has ended already where it is opened on a session that was disposed of', async () => {
  await using stage = await SessionUnderTest.connected();
  await stage.session[Symbol.asyncDispose]();
  expect(await stage.session.events().next()).toEqual({ value: undefined, done: true });
});

it('comes after the taps of plugins, whose changes it shows', async () => {
  await using stage = await SessionUnderTest.connected();
  const order: string[] = [];
  const stream = stage.session.events();
  stage.session.hooks.messageReceived.tap('Late', () => void order.push('plugin'));
  const reading = stream.next().then(() => order.push('reader'));
  stage.service.send(agentResponse('One.', 1));
  await reading;
  void stream.return();
  expect(order).toEqual(['plugin', 'reader']);
});

it('narrows an event by its type', () => {
  expectTypeOf<Extract<SessionEvent, { type: 'message' }>['message']>().toEqualTypeOf<ServerEvent>();
  expectTypeOf<Extract<SessionEvent, { type: 'problem' }>['problem']>().toEqualTypeOf<Problem>();
  expectTypeOf<EventStream>().toExtend<AsyncIterable<SessionEvent>>();
});

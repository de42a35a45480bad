import { expect, it } from 'vitest';
import { agentResponse, agentToolResponse, audio } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

/** Milliseconds of the agent that were heard in the end. */
const heardMs = ({ log }: SessionUnderTest) =>
  log.of('agentAudioPlayed').reduce((sum, { samples }) => sum + samples.length, 0) / 16;

it('lets the goodbye be heard where the agent hangs up', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(1_500, 1), agentResponse('Goodbye.', 1), agentToolResponse('end_call'));
  const end = await stage.session.ended;

  expect(end).toMatchObject({ reason: 'agent', closeCode: 1000 });
  expect(heardMs(stage)).toBe(1_500);
  expect(stage.session.transcript).toMatchObject([{ text: 'Goodbye.', interrupted: false }]);
});

it('hears goodbye audio and text that come after the agent has hung up', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(agentToolResponse('end_call'));
  await stage.pass(800);
  stage.service.send(audio(500, 1), agentResponse('Goodbye.', 1));
  await stage.session.ended;

  expect(heardMs(stage)).toBe(500);
  expect(stage.session.transcript).toMatchObject([{ text: 'Goodbye.' }]);
});

it.each([
  ['with 1000', 1000],
  ['without a code', 1005],
])('lets what is queued be heard where the service closes %s', async (_, code) => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(1_500, 1));
  await stage.pass(100);
  stage.service.line.close(code);

  expect(await stage.session.ended).toMatchObject({ reason: 'agent', closeCode: code });
  expect(heardMs(stage)).toBe(1_500);
});

it('does not cut the goodbye where the connection breaks after the agent has hung up', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(1_500, 1), agentToolResponse('end_call'));
  await stage.pass(100);
  stage.service.line.close(1006);

  expect(await stage.session.ended).toMatchObject({ reason: 'agent', closeCode: 1006 });
  expect(heardMs(stage)).toBe(1_500);
});

it('waits for no more of the goodbye once the connection is closed', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(agentToolResponse('end_call'));
  await stage.pass(100);
  const closedMs = stage.clock.now();
  stage.service.line.close(1000);
  await stage.session.ended;
  expect(stage.clock.now() - closedMs).toBeLessThanOrEqual(20);
});

it('waits 30 s at most for a goodbye', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(60_000, 1), agentToolResponse('end_call'));
  const startedMs = stage.clock.now();
  await stage.session.ended;
  expect(stage.clock.now() - startedMs).toBeLessThanOrEqual(30_020);
  expect(stage.session.playout.ledger).toMatchObject([{ queued: 0 }]);
});

it('cuts the goodbye where the user ends the conversation meanwhile', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(5_000, 1), agentToolResponse('end_call'));
  await stage.pass(300);
  const startedMs = stage.clock.now();
  await stage.session.end();
  expect(stage.clock.now() - startedMs).toBeLessThanOrEqual(20);
});

it('cuts what is queued where the user ends the conversation, and hears it out where asked to', async () => {
  await using cut = await SessionUnderTest.connected();
  cut.service.send(audio(1_000, 1));
  await cut.pass(110);
  await cut.session.end();
  expect(heardMs(cut)).toBe(110);

  await using drained = await SessionUnderTest.connected();
  drained.service.send(audio(1_000, 1));
  await drained.pass(110);
  expect(await drained.session.end({ drain: true })).toMatchObject({ reason: 'user' });
  expect(heardMs(drained)).toBe(1_000);
});

it('shortens a drain where end() is called again without one', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(5_000, 1));
  await stage.pass(100);
  const draining = stage.session.end({ drain: true });
  await stage.pass(100);
  await stage.session.end();
  expect(await draining).toMatchObject({ reason: 'user' });
  expect(heardMs(stage)).toBeLessThan(500);
});

it.each([
  ['failed', { is_error: true }],
  ['was blocked', { is_blocked: true }],
  ['was never called', { is_called: false }],
])('stays where end_call %s', async (_, extra) => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(agentToolResponse('end_call', extra));
  await stage.pass(10_000);
  expect(stage.session.state).toBe('connected');
});

it('stays where another tool of the agent is through', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(agentToolResponse('get_weather'));
  await stage.pass(10_000);
  expect(stage.session.state).toBe('connected');
});

it('hangs up once, also where the service tells of end_call twice', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(agentToolResponse('end_call'), {
    type: 'agent_tool_response_full_payload',
    agent_tool_response_full_payload: {
      tool_name: 'end_call',
      tool_call_id: 'agent_call_1',
      is_error: false,
    },
  });
  await stage.session.ended;
  expect(stage.log.of('ended')).toHaveLength(1);
});

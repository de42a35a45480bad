import { expect, it } from 'vitest';
import { FakeMicrophone } from '../support/fake-audio.ts';
import { FakeService } from '../support/fake-service.ts';
import { agentResponse, audio, interruption, metadata, ping, queueStatus } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

it('begins a new conversation, with nothing of the last one in it', async () => {
  const microphone = new FakeMicrophone();
  await using stage = await SessionUnderTest.connected({ audioInput: microphone });
  const { session, service } = stage;
  service.send(audio(1_000, 3), agentResponse('Hello.', 3), ping(1));
  await stage.pass(100);
  const firstEnd = session.ended;
  await session.end();
  service.greeting = [metadata({ conversationId: 'conv_2' })];
  await session.start();

  expect(session.conversationId).toBe('conv_2');
  expect(session.transcript).toEqual([]);
  expect(session.playout.ledger).toEqual([]);
  expect(session.playout.position).toBeUndefined();
  expect(session.ended).not.toBe(firstEnd);
  expect(microphone.calls).toEqual(['start', 'stop', 'start']);
  microphone.hear(new Int16Array(320));
  expect(service.line.microphone).toHaveLength(1);
  await session.end();
  expect(await session.ended).toMatchObject({ conversationId: 'conv_2' });
  expect(await firstEnd).toMatchObject({ conversationId: 'conv_1' });
  expect(stage.log.of('ended')).toHaveLength(2);
});

it('can be started again after a failed start', async () => {
  const service = new FakeService({ greeting: [] });
  await using stage = new SessionUnderTest({ service });
  await expect(stage.session.start({ timeoutMs: 100 })).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
  service.greeting = [metadata()];
  await stage.session.start();
  expect(stage.session.state).toBe('connected');
});

it('can be started again from a tap of ended', async () => {
  await using stage = await SessionUnderTest.connected();
  const { session } = stage;
  let restarted: Promise<void> | undefined;
  session.hooks.ended.tap('Again', () => void (restarted ??= session.start()));
  const first = session.ended;
  stage.service.line.close(1006);
  expect(await first).toMatchObject({ reason: 'failure' });
  await restarted;
  expect(session.state).toBe('connected');
  expect(stage.service.lines).toHaveLength(2);
});

it('hears nothing of the old connection', async () => {
  await using stage = await SessionUnderTest.connected();
  const { session, service } = stage;
  const [old] = service.lines;
  await session.end();
  await session.start();
  old!.state = 'open';
  old!.send(audio(100, 1), interruption(9), ping(3));
  old!.close(1006);
  await stage.pass(300);

  expect(session.state).toBe('connected');
  expect(session.playout.ledger).toEqual([]);
  expect(service.heard('pong')).toEqual([]);
});

it('forgets that the last conversation waited for a place', async () => {
  await using stage = await SessionUnderTest.connected();
  const { session, service } = stage;
  service.send(queueStatus('waiting'));
  await session.end();
  await session.start();
  session.sendUserMessage('Hello.');
  expect(service.heard('user_message')).toHaveLength(1);
});

it('keeps taps and tools, and tells taps when to begin anew', async () => {
  let heard = 0;
  await using stage = await SessionUnderTest.connected({
    plugins: [
      {
        name: 'Counter',
        apply({ hooks }) {
          hooks.connected.tap('Counter', () => (heard = 0));
          hooks.agentAudioPlayed.tap('Counter', ({ samples }) => (heard += samples.length));
        },
      },
    ],
  });
  stage.service.send(audio(100, 1));
  await stage.pass(400);
  expect(heard).toBe(1_600);
  await stage.session.end();
  await stage.session.start();
  expect(heard).toBe(0);
  stage.service.send(audio(50, 1));
  await stage.pass(400);
  expect(heard).toBe(800);
});

it('takes plugins between two conversations, and not during one', async () => {
  await using stage = await SessionUnderTest.connected();
  const plugin = () => ({ name: `p${Math.random()}`, apply() {} });
  expect(() => stage.session.use(plugin())).toThrow(expect.objectContaining({ code: 'INVALID_STATE' }));
  await stage.session.end();
  expect(stage.session.use(plugin())).toBe(stage.session);
});

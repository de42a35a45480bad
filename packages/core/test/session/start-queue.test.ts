import { expect, it } from 'vitest';
import { FakeService } from '../support/fake-service.ts';
import { metadata, queueStatus } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

/** A session whose service has not answered yet. */
function waiting(): SessionUnderTest {
  return new SessionUnderTest({ service: new FakeService({ greeting: [] }) });
}

it('leaves the time in the queue out of timeoutMs', async () => {
  await using stage = waiting();
  const { clock, service, session } = stage;
  clock.setTimeout(() => service.send(queueStatus('waiting')), 6_000);
  clock.setTimeout(() => service.send(queueStatus('admitted')), 50_000);
  clock.setTimeout(() => service.send(metadata()), 53_000);
  await session.start({ timeoutMs: 10_000 });
  expect(clock.now()).toBe(53_000);
});

it('counts the time before and after the queue as one', async () => {
  await using stage = waiting();
  const { clock, service, session } = stage;
  clock.setTimeout(() => service.send(queueStatus('waiting')), 6_000);
  clock.setTimeout(() => service.send(queueStatus('admitted')), 50_000);
  await expect(session.start({ timeoutMs: 10_000 })).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
  expect(clock.now()).toBe(54_000);
});

it('gives up with QUEUE_TIMEOUT after 60 s in the queue', async () => {
  await using stage = waiting();
  const { clock, service, session } = stage;
  clock.setTimeout(() => service.send(queueStatus('waiting')), 1_000);
  await expect(session.start()).rejects.toMatchObject({ code: 'QUEUE_TIMEOUT' });
  expect(clock.now()).toBe(61_000);
});

it('gives up after queueTimeoutMs where it was told one', async () => {
  await using stage = waiting();
  stage.clock.setTimeout(() => stage.service.send(queueStatus('waiting')), 1_000);
  await expect(stage.session.start({ queueTimeoutMs: 3_000 })).rejects.toMatchObject({
    code: 'QUEUE_TIMEOUT',
  });
  expect(stage.clock.now()).toBe(4_000);
});

it('takes a repeated word about the queue for the same wait', async () => {
  await using stage = waiting();
  const { clock, service, session } = stage;
  for (const atMs of [1_000, 20_000, 40_000]) {
    clock.setTimeout(() => service.send(queueStatus('waiting')), atMs);
  }
  clock.setTimeout(() => service.send(queueStatus('admitted')), 50_000);
  clock.setTimeout(() => service.send(metadata()), 52_000);
  await session.start({ timeoutMs: 10_000 });
  expect(clock.now()).toBe(52_000);
});

it('does not begin the limit of the queue anew with each word about it', async () => {
  await using stage = waiting();
  const { clock, service, session } = stage;
  for (const atMs of [1_000, 30_000, 59_000]) {
    clock.setTimeout(() => service.send(queueStatus('waiting')), atMs);
  }
  await expect(session.start()).rejects.toMatchObject({ code: 'QUEUE_TIMEOUT' });
  expect(clock.now()).toBe(61_000);
});

it('does not gain time by being admitted without having waited', async () => {
  await using stage = waiting();
  const { clock, service, session } = stage;
  for (const atMs of [4_000, 8_000]) clock.setTimeout(() => service.send(queueStatus('admitted')), atMs);
  await expect(session.start()).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
  expect(clock.now()).toBe(10_000);
});

it('rejects with QUOTA_EXCEEDED when the service gives up on its queue', async () => {
  await using stage = waiting();
  const { clock, service, session } = stage;
  clock.setTimeout(() => service.send(queueStatus('waiting')), 1_000);
  clock.setTimeout(() => {
    service.send(queueStatus('timed_out'));
    service.line.close(3008, 'too many concurrent connections');
  }, 30_000);
  await expect(session.start()).rejects.toMatchObject({
    code: 'QUOTA_EXCEEDED',
    details: { closeCode: 3008, closeReason: 'too many concurrent connections' },
  });
});

it('holds messages while it waits, also where the agent has answered', async () => {
  await using stage = waiting();
  const { service, session } = stage;
  const starting = session.start();
  session.sendUserMessage('Hello?');
  await stage.clock.settled();
  service.send(queueStatus('waiting'), metadata());
  await starting;
  session.sendUserMessage('Anybody?');
  expect(service.heard('user_message')).toEqual([]);
  service.send(queueStatus('admitted'));
  expect(service.heard('user_message').map(({ text }) => text)).toEqual(['Hello?', 'Anybody?']);
});

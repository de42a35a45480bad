import { VirtualClock } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { Session } from '../../src/index.ts';
import { FactLog } from '../support/fact-log.ts';
import { metadata } from '../support/server-words.ts';
import { handshake, RawService, text } from './raw-service.ts';
import { SocketService } from './socket-service.ts';

it('notices a connection that is dead before its first ping', async () => {
  // it reads nothing, so it answers nothing
  await using service = await RawService.listen((socket, request) => {
    socket.write(Buffer.concat([handshake(request), text(metadata())]));
    socket.pause();
  });
  const session = new Session({ url: service.url, liveness: { suspectMs: 40, lostMs: 80 } });
  const log = new FactLog(session.hooks);
  // nobody is there to answer the close either
  session.hooks.stateChanged.tap('Test', ({ state }) => state === 'ending' && service.hangUp());
  await session.start();

  expect(await session.ended).toMatchObject({ reason: 'failure', error: { code: 'CONNECTION_STALLED' } });
  expect(log.problems).toContain('CONNECTION_STALLED');
});

it('takes an agent that never pings and says nothing for alive, as long as its connection answers', async () => {
  using clock = new VirtualClock();
  await using service = await SocketService.listen();
  const session = new Session({ url: service.url, clock });
  const log = new FactLog(session.hooks);
  let asked = 0;
  await session.start();
  service.sockets[0]?.on('ping', () => (asked += 1));
  // virtual time waits for what crosses a real socket
  await clock.sleep(601_000);

  expect({ asked, state: session.state, problems: log.problems }).toEqual({
    asked: 80,
    state: 'connected',
    problems: [],
  });
  await session.end();
});

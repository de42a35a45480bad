import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Microphone, Speaker } from '@duologue/audio-node';
import { Session, systemClock } from '@duologue/core';
import { scenario, tone } from '@duologue/testkit';
import { expect, test } from '@duologue/testkit/vitest';
import { afterAll } from 'vitest';
import { UdpIntercom } from './udp-intercom.ts';

/** The intercom's end: a port, and the packets that came there. */
async function openDoor() {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  afterAll(() => void socket.close());
  await once(socket, 'listening');
  const packets: Buffer[] = [];
  socket.on('message', (bytes) => packets.push(bytes));
  return { socket, packets, port: socket.address().port };
}

const door = await openDoor();
const intercom = new UdpIntercom({ host: '127.0.0.1', port: door.port, listenPort: 0 });

const visit = scenario('a visitor is told to wait', ({ server }) => [
  server.metadata(),
  server.say('I am coming.', { audio: tone(440, 300) }),
  server.pause(400),
  server.close(),
]);

test.replay(
  visit,
  {
    createSession: (options) =>
      new Session({
        ...options,
        plugins: [new Microphone({ backend: intercom }), new Speaker({ backend: intercom })],
      }),
  },
  async ({ session }) => {
    await session.run();
    await expect.poll(() => door.packets.length).toBeGreaterThanOrEqual(20);
    expect(new Set(door.packets.map(({ length }) => length))).toEqual(new Set([640]));
    const loud = door.packets.filter((bytes) => bytes.some((byte) => byte !== 0));
    expect(loud.length).toBe(15);
  },
);

test('brings what the intercom hears to what the agent wants', async () => {
  const input = intercom.openInput({ clock: systemClock, onTrouble: () => {} });
  const frames: Int16Array[] = [];
  const format = { encoding: 'pcm', sampleRateHz: 8_000 } as const;
  await input.start({ format, frameMs: 20, signal: new AbortController().signal }, (frame) =>
    frames.push(frame),
  );
  for (let packet = 0; packet < 10; packet += 1) door.socket.send(Buffer.alloc(640, 1), input.port ?? 0);
  await expect.poll(() => frames.length).toBeGreaterThanOrEqual(9);
  input.stop();
  expect(new Set(frames.map(({ length }) => length))).toEqual(new Set([160]));
});

test('says why it cannot listen', async () => {
  const { port } = await openDoor();
  const speechless = new Microphone({
    backend: new UdpIntercom({ host: 'door.example', port, listenPort: port }),
  });
  expect(await speechless.probe()).toEqual({
    available: false,
    reason: expect.stringContaining(`udp-intercom (port ${port} cannot be listened at: bind EADDRINUSE`),
  });
});

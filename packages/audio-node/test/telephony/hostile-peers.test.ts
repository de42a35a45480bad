import { EventEmitter } from 'node:events';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { acceptAudioSocket, acceptMediaStream } from '@duologue/audio-node';
import type { MediaSocket } from '@duologue/audio-node';
import type { DuologueError } from '@duologue/core';
import { VirtualClock } from '@duologue/testkit';

/** A WebSocket whose other end nobody has. */
class Line extends EventEmitter implements MediaSocket {
  send(): void {}
  close(): void {
    this.emit('close');
  }
  terminate(): void {
    this.emit('close');
  }
}

const field = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.constant(null),
  fc.record({ payload: fc.string(), chunk: fc.string(), track: fc.constantFrom('inbound', 'outbound', 7) }),
  fc.record({
    streamSid: fc.string(),
    callSid: fc.anything(),
    customParameters: fc.anything(),
    mediaFormat: fc.anything(),
  }),
  fc.record({ name: fc.anything(), digit: fc.anything() }),
);
const message = fc.oneof(
  fc.record({
    event: fc.constantFrom('connected', 'start', 'media', 'mark', 'dtmf', 'stop', 'error', 'clear', 7, null),
    stream_id: field,
    start: field,
    media: field,
    mark: field,
    dtmf: field,
    payload: field,
  }),
  fc.anything(),
);

it.each(['twilio', 'telnyx'] as const)(
  'takes whatever a peer of %s may send, without an error',
  async (provider) => {
    using clock = new VirtualClock();
    const outcome = await fc.check(
      fc.asyncProperty(fc.array(message, { maxLength: 20 }), async (messages) => {
        const line = new Line();
        const call = acceptMediaStream(line, { provider, clock }).then(
          () => 'accepted',
          ({ code }: DuologueError) => code,
        );
        for (const one of messages) {
          const text = JSON.stringify(one) ?? '';
          line.emit('message', Buffer.from(text), false);
          line.emit('message', Buffer.from(text.slice(0, -1)), false);
          await Promise.resolve();
        }
        line.emit('close');
        return ['accepted', 'PHONE_LINE_FAILED'].includes(await call);
      }),
      { numRuns: 50, seed: 20_260_411 },
    );
    expect(outcome).toMatchObject({ failed: false, counterexample: null });
  },
);

it('takes whatever a peer of AudioSocket may send, without an error', async () => {
  using clock = new VirtualClock();
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.constant(Uint8Array.from([0x01, 0, 16, ...Array.from({ length: 16 }, () => 9)])),
    fc
      .constantFrom(0x00, 0x01, 0x03, 0x10, 0x12, 0x18, 0xff)
      .map((kind) => Uint8Array.from([kind, 0, 2, 1, 1])),
  );
  const outcome = await fc.check(
    fc.asyncProperty(fc.array(piece, { maxLength: 20 }), async (pieces) => {
      const socket = new Duplex({ read: () => {}, write: (_, __, done) => done() });
      const call = acceptAudioSocket(socket, { clock }).then(
        () => 'accepted',
        ({ code }: DuologueError) => code,
      );
      for (const bytes of pieces) socket.emit('data', Buffer.from(bytes));
      socket.emit('close');
      return ['accepted', 'PHONE_LINE_FAILED'].includes(await call);
    }),
    { numRuns: 50, seed: 20_260_411 },
  );
  expect(outcome).toMatchObject({ failed: false, counterexample: null });
});

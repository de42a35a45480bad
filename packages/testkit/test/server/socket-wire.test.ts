import { EventEmitter } from 'node:events';
import { systemClock, type Clock } from '@duologue/core';
import type { WebSocket } from 'ws';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { SocketWire } from '../../src/server/socket-wire.ts';

/** A socket whose client has yet to do its part of a close, and a clock whose timers are fired by hand. */
function closing() {
  const calls: string[] = [];
  const socket = Object.assign(new EventEmitter(), {
    close: (code: number) => void calls.push(`close ${code}`),
    terminate: () => void calls.push('terminate'),
  });
  const timers: { readonly ms: number; readonly fire: () => void }[] = [];
  const clock: Clock = {
    ...systemClock,
    setTimeout(callback, ms) {
      const timer = { ms, fire: callback };
      timers.push(timer);
      return { cancel: () => void timers.splice(timers.indexOf(timer), 1) };
    },
  };
  const wire = new SocketWire(socket as unknown as WebSocket, {
    clock,
    stream: new PassThrough(),
    link: undefined,
  });
  wire.close(1000, '');
  const fireNext = () => timers.shift()?.fire();
  return { calls, socket, timers, fireNext };
}

it('cuts a client that has not closed after two seconds', () => {
  const { calls, timers, fireNext } = closing();
  const waitedMs = [timers[0]?.ms];
  fireNext();
  waitedMs.push(timers[0]?.ms);
  expect(calls).toEqual(['close 1000']);
  fireNext();
  expect(calls).toEqual(['close 1000', 'terminate']);
  expect(waitedMs).toEqual([1_000, 1_000]);
});

it('reads the close of a client that came while the program stood still', () => {
  const { calls, socket, timers, fireNext } = closing();
  fireNext(); // overdue, as all timers are after a standstill; what came in is read next
  socket.emit('close', 1000);
  expect([calls, timers, socket.listenerCount('close')]).toEqual([['close 1000'], [], 0]);
});

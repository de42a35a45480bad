import { Session, type ConnectionListener, type Transport } from '@duologue/core';
import { median, type BenchResult } from './result.ts';
import { metadata } from './metadata.ts';

/** Messages in one round: about nine seconds of speech. */
const messages = 40;
const warmUpRounds = 500;
const rounds = 2_000;

/** One audio message through a session with five taps, against the least that any client must do with it. */
export async function decodeDispatch(): Promise<BenchResult> {
  const transport = new DirectTransport();
  const session = new Session({ agentId: 'agent_bench', transport });
  let seen = 0;
  for (let tap = 1; tap <= 5; tap += 1) {
    session.hooks.messageReceived.tap(`Tap${tap}`, ({ type }) => {
      if (type === 'audio') seen += 1;
    });
  }
  await session.start();
  const { listener } = transport;

  const ratios: number[] = [];
  const times: { bare: number; ours: number }[] = [];
  for (let round = 1; round <= warmUpRounds + rounds; round += 1) {
    const bytes = audioMessage(round * 2);
    const bare = () => decodeBare(bytes);
    const ours = () => listener.received(bytes.toString());
    const bareFirst = round % 2 === 0;
    const first = time(bareFirst ? bare : ours);
    const second = time(bareFirst ? ours : bare);
    const pair = bareFirst ? { bare: first, ours: second } : { bare: second, ours: first };
    if (round > warmUpRounds) {
      ratios.push(pair.ours / pair.bare);
      times.push(pair);
    }
    // empties playout, so that its limit is never reached
    listener.received(JSON.stringify({ type: 'interruption', interruption_event: { event_id: round * 2 } }));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const played = session.playout.ledger.length;
  await session.end();
  if (seen !== (warmUpRounds + rounds) * messages * 5 || played === 0) throw new Error('Messages were lost.');
  return {
    name: 'decode + dispatch',
    measured: `${microseconds(times.map(({ ours }) => ours))} with 5 taps`,
    compared: `${microseconds(times.map(({ bare }) => bare))} bare`,
    value: median(ratios),
    target: 1.25,
    unit: '×',
  };
}

let sink = 0;

function decodeBare(bytes: Buffer): void {
  const message = JSON.parse(bytes.toString()) as { audio_event: { audio_base_64: string } };
  sink += Buffer.from(message.audio_event.audio_base_64, 'base64').length;
}

/** Nanoseconds for each message. */
function time(work: () => void): number {
  const before = process.hrtime.bigint();
  for (let message = 0; message < messages; message += 1) work();
  const ns = Number(process.hrtime.bigint() - before);
  if (Number.isNaN(sink)) throw new Error('Nothing was decoded.');
  return ns / messages;
}

function microseconds(ns: readonly number[]): string {
  return `${(median(ns) / 1_000).toFixed(1)} µs`;
}

/** 10 kB: 231 ms of speech. */
function audioMessage(eventId: number): Buffer {
  const samples = Int16Array.from({ length: 3_700 }, (_, index) => Math.sin(index / 10) * 8_000);
  const audio = Buffer.from(samples.buffer).toString('base64');
  return Buffer.from(
    JSON.stringify({ type: 'audio', audio_event: { audio_base_64: audio, event_id: eventId } }),
  );
}

/** Hands messages to the session at once, without a socket between. */
class DirectTransport implements Transport {
  #listener: ConnectionListener | undefined;

  get listener(): ConnectionListener {
    if (!this.#listener) throw new Error('The session has not connected.');
    return this.#listener;
  }

  connect(_: unknown, listener: ConnectionListener): ReturnType<Transport['connect']> {
    this.#listener = listener;
    queueMicrotask(() => {
      listener.opened();
      listener.received(metadata);
    });
    const close = (code: number, reason: string) => queueMicrotask(() => listener.closed({ code, reason }));
    return { bufferedBytes: 0, send() {}, close, terminate: () => close(1006, '') };
  }
}

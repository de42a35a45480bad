/** The other side in one process: the callers at Twilio's end, and the agents. */
import { encodeAudio, systemClock } from '@duologue/core';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { summary } from './lateness.ts';
import { report } from './report.ts';
import { everyMs, turnMs } from './turn.ts';
import { TwilioPhone } from '@duologue/testkit';

const chunk = encodeAudio(
  Int16Array.from({ length: 800 }, (_, index) =>
    Math.round(8_000 * Math.sin((2 * Math.PI * 440 * index) / 8_000)),
  ),
  { encoding: 'ulaw', sampleRateHz: 8_000 },
);

const agents = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
agents.on('connection', (socket) => {
  const conversation_initiation_metadata_event = {
    conversation_id: 'conv_1',
    agent_output_audio_format: 'ulaw_8000',
    user_input_audio_format: 'ulaw_8000',
  };
  socket.send(
    JSON.stringify({ type: 'conversation_initiation_metadata', conversation_initiation_metadata_event }),
  );
  let turn = 0;
  const speak = () => {
    turn += 1;
    for (let ms = 0; ms < turnMs; ms += 100) {
      socket.send(JSON.stringify({ type: 'audio', audio_event: { audio_base_64: chunk, event_id: turn } }));
    }
  };
  // not all at the same time
  let timer: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    speak();
    timer = setInterval(speak, everyMs);
  }, Math.random() * everyMs);
  socket.on('close', () => {
    clearTimeout(first);
    clearInterval(timer);
  });
});
await once(agents, 'listening');
await report({ agentUrl: `ws://127.0.0.1:${(agents.address() as AddressInfo).port}` });

const phones: { phone: TwilioPhone; socket: WebSocket }[] = [];
/** Counted and let go every second: what a minute of 200 calls leaves behind stops this process for longer than the bridge may be late. */
let heardSamples = 0;
function countHeard(): void {
  for (const { phone } of phones) {
    heardSamples += phone.heard.splice(0).reduce((sum, { length }) => sum + length, 0);
    phone.messages.length = 0;
  }
}
setInterval(countHeard, 1_000);
/** How late this process is itself: marks that it sends back late are no fault of the bridge. */
const latenessMs: number[] = [];
let dueMs = performance.now() + 20;
setInterval(() => {
  latenessMs.push(performance.now() - dueMs);
  dueMs = performance.now() + 20;
}, 20);

interface Order {
  readonly dial?: number;
  readonly port?: number;
  readonly stop?: true;
}

process.on('message', (order: Order) => void obey(order));

async function obey({ dial: count = 0, port = 0, stop }: Order): Promise<void> {
  if (stop) return hangUp();
  for (let dialed = 0; dialed < count; dialed += 1) await dial(port);
  await report({ dialed: phones.length });
}

async function hangUp(): Promise<never> {
  countHeard();
  await report({ ...summary(latenessMs), heardS: Math.round(heardSamples / 8_000) });
  for (const { phone, socket } of phones) {
    phone.stop();
    socket.terminate();
  }
  process.exit();
}

async function dial(port: number): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/twilio`, { perMessageDeflate: false });
  const send = (message: string) => socket.readyState === WebSocket.OPEN && socket.send(message);
  const phone = new TwilioPhone({ clock: systemClock, send });
  socket.on('message', (data: Buffer) => phone.receive(data.toString('utf8')));
  await once(socket, 'open');
  phone.start();
  phones.push({ phone, socket });
}

import { once } from 'node:events';
import { resample } from '@duologue/audio-node/resample';
import { mixDown, readWav } from '@duologue/audio-node/wav';
import { systemClock } from '@duologue/core';
import { WebSocket } from 'ws';
import { clipPath } from './conversation.ts';
import { TwilioPhone } from '@duologue/testkit';

/** What the caller says, and how much of the agent they have heard by then, in milliseconds. */
const script = [
  { clip: 'caller-day', afterHearingMs: 3_400 },
  { clip: 'caller-goodbye', afterHearingMs: 6_500 },
] as const;

/** Somebody with a phone, connected the way that Twilio connects them. Resolves when the line is closed, with what they have heard. */
export async function placeCall(url: string): Promise<{ heardMs: number; clears: number }> {
  const speech = await Promise.all(script.map(async ({ clip }) => phoneSamples(clip)));
  const socket = new WebSocket(url);
  const send = (message: string) => socket.readyState === WebSocket.OPEN && socket.send(message);
  const phone = new TwilioPhone({ clock: systemClock, send, parameters: { from: '+15005550006' } });
  socket.on('message', (data: Buffer) => phone.receive(data.toString('utf8')));
  await once(socket, 'open');
  phone.start();

  let said = 0;
  const heardMs = () => phone.heard.reduce((sum, { length }) => sum + length, 0) / 8;
  const look = setInterval(() => {
    const next = script[said];
    if (next && heardMs() >= next.afterHearingMs) phone.speak(speech[said++] ?? new Int16Array());
  }, 20);
  await once(socket, 'close');
  clearInterval(look);
  phone.stop();
  return { heardMs: heardMs(), clears: phone.messages.filter(({ event }) => event === 'clear').length };
}

async function phoneSamples(clip: string): Promise<Int16Array> {
  const { channels, sampleRateHz } = await readWav(clipPath(clip));
  return resample(mixDown(channels), { fromHz: sampleRateHz, toHz: 8_000 });
}

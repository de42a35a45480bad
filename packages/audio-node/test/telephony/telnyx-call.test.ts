import { decodeAudio, encodeAudio, Session } from '@duologue/core';
import { acceptMediaStream } from '@duologue/audio-node';
import { VirtualClock } from '@duologue/testkit';
import g711 from 'alawmulaw';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AgentLine } from '../agent-line.ts';
import { joined, silence } from '../samples.ts';
import { fitSine, sine } from '../tone.ts';
import { PhoneLine } from './phone-line.ts';

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock();
});
afterEach(() => clock[Symbol.dispose]());

/** A line on which the test plays Telnyx by hand. */
class TelnyxLine extends PhoneLine {
  readonly sent: { event: string; media?: { payload: string }; mark?: { name: string } }[] = [];

  override send(data: string): void {
    this.sent.push(JSON.parse(data) as TelnyxLine['sent'][number]);
  }

  tell(message: object): void {
    this.say(JSON.stringify({ stream_id: 'S1', sequence_number: '1', ...message }));
  }
}

async function startCall(encoding = 'PCMU') {
  const line = new TelnyxLine(clock);
  const accepted = acceptMediaStream(line, { provider: 'telnyx', clock });
  line.tell({ event: 'connected', version: '1.0.0' });
  line.tell({
    event: 'start',
    start: {
      call_control_id: 'v2:abc',
      from: '+13122010094',
      to: '+13122123456',
      custom_parameters: { customer_id: 'customer_123' },
      media_format: { encoding, sample_rate: 8_000, channels: 1 },
    },
  });
  const call = await accepted;
  const agent = new AgentLine({ agentFormat: 'ulaw_8000', userFormat: 'ulaw_8000' });
  const session = new Session({ url: 'ws://agent', transport: agent, clock, plugins: [call] });
  await session.start();
  return { line, call, agent, session };
}

const tone = (durationMs: number) => sine(500, { sampleRateHz: 8_000, durationMs });

it('knows who calls whom', async () => {
  const { call, session } = await startCall();
  expect(call.details).toEqual({
    provider: 'telnyx',
    id: 'v2:abc',
    from: '+13122010094',
    to: '+13122123456',
    parameters: { customer_id: 'customer_123' },
    sampleRateHz: 8_000,
  });
  await session.end();
});

it('sends frames of at least 20 ms, a mark after every 100 ms, and clear at an interruption', async () => {
  const { line, agent, session } = await startCall();
  agent.say(tone(250));
  await clock.sleep(100);
  const frames = line.sent
    .filter(({ event }) => event === 'media')
    .map(({ media }) => decodeAudio(media?.payload ?? '', { encoding: 'ulaw', sampleRateHz: 8_000 }));
  expect(frames.map(({ length }) => length)).toEqual(Array.from({ length: 13 }, () => 160));
  expect(fitSine(joined(...frames).subarray(0, 2_000), 8_000, 500).snrDb).toBeGreaterThan(30);
  expect(joined(...frames).subarray(2_000)).toEqual(silence(80));
  expect(line.sent.flatMap(({ event }, index) => (event === 'mark' ? [index] : []))).toEqual([5, 11, 15]);
  agent.interrupt();
  expect(line.sent.slice(-2)).toEqual([{ event: 'clear' }, { event: 'mark', mark: { name: 'silent-1' } }]);
  await session.end();
});

it('counts what was heard by the marks', async () => {
  const { line, agent, session } = await startCall();
  agent.say(tone(1_000));
  await clock.sleep(50);
  const [{ mark } = {}] = line.sent.filter(({ event }) => event === 'mark');
  await clock.sleep(300);
  // nothing has come back: at most what lies before the first mark was heard
  expect(session.playout.ledger).toMatchObject([{ played: 800 }]);
  line.tell({ event: 'mark', mark });
  await clock.sleep(40);
  expect(session.playout.ledger[0]?.played).toBeGreaterThanOrEqual(1_000);
  await session.end();
});

it('puts frames that come out of order back in their places', async () => {
  const { line, agent, session } = await startCall();
  const media = (chunk: number, samples: Int16Array) => ({
    event: 'media',
    media: {
      track: 'inbound',
      chunk: String(chunk),
      payload: encodeAudio(samples, { encoding: 'ulaw', sampleRateHz: 8_000 }),
    },
  });
  const whole = g711.mulaw.decode(g711.mulaw.encode(tone(100)));
  for (const chunk of [1, 3, 2, 5, 4])
    line.tell(media(chunk, whole.subarray((chunk - 1) * 160, chunk * 160)));
  expect(agent.heard).toEqual(whole);
  await session.end();
});

it('hears A-law, and keys', async () => {
  const { line, call, agent, session } = await startCall('PCMA');
  const payload = Buffer.from(g711.alaw.encode(tone(20))).toString('base64');
  const digits: string[] = [];
  call.onDigit((digit) => digits.push(digit));
  line.tell({ event: 'media', media: { track: 'inbound', payload } });
  line.tell({ event: 'dtmf', dtmf: { digit: '7' } });
  expect(fitSine(agent.heard, 8_000, 500).snrDb).toBeGreaterThan(25);
  expect(digits).toEqual(['7']);
  await session.end();
});

it('hangs up when Telnyx reports an error', async () => {
  const { line, call, session } = await startCall();
  line.tell({ event: 'error', payload: { code: 100_003, title: 'malformed_frame', detail: 'no event' } });
  expect(await call.ended).toMatchObject({
    by: 'failure',
    error: { message: 'The media stream of telnyx reports an error: malformed_frame: no event.' },
  });
  await session.end();
});

it('takes an error in letters that are longer than a byte', async () => {
  const { line, call, session } = await startCall();
  line.tell({ event: 'error', payload: { title: 'ü'.repeat(200) } });
  expect(await call.ended).toMatchObject({ by: 'failure', error: { code: 'PHONE_LINE_FAILED' } });
  expect(line.closes).toEqual([1_008]);
  await session.end();
});

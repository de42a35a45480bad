import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { acceptMediaStream } from '@duologue/audio-node';
import type { PhoneCall } from '@duologue/audio-node';
import { encodeAudio, Session } from '@duologue/core';
import type { Interruption, SessionEnd } from '@duologue/core';
import { VirtualClock } from '@duologue/testkit';
import { AgentLine } from '../agent-line.ts';
import type { AgentLineOptions } from '../agent-line.ts';
import { joined } from '../samples.ts';
import { fitSine, goertzel, sine, strongestHz } from '../tone.ts';
import { PhoneLine } from './phone-line.ts';

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock();
});
afterEach(() => clock[Symbol.dispose]());

const tone = (durationMs: number, hz = 500, sampleRateHz = 8_000) => sine(hz, { sampleRateHz, durationMs });
const phoneLine: AgentLineOptions = { agentFormat: 'ulaw_8000', userFormat: 'ulaw_8000' };

async function accept(line: PhoneLine): Promise<PhoneCall> {
  const accepted = acceptMediaStream(line, { provider: 'twilio', clock, connection: line });
  line.phone.start();
  return accepted;
}

async function startCall(formats: AgentLineOptions = phoneLine) {
  const line = new PhoneLine(clock, { from: '+15005550006', campaign: 'spring' });
  const call = await accept(line);
  const agent = new AgentLine(formats);
  const session = new Session({ url: 'ws://agent', transport: agent, clock, plugins: [call] });
  await session.start();
  const { phone } = line;
  return { line, phone, call, agent, session, heard: () => joined(...phone.heard) };
}

it('knows who calls, and what the app gave the call on its way', async () => {
  const { call, session } = await startCall();
  expect(call.details).toEqual({
    provider: 'twilio',
    id: 'CA00000000000000000000000000000001',
    from: '+15005550006',
    parameters: { from: '+15005550006', campaign: 'spring' },
    sampleRateHz: 8_000,
  });
  await session.end();
});

it('lets the caller and the agent hear each other', async () => {
  const { phone, agent, session, heard } = await startCall();
  phone.speak(tone(1_000, 440));
  agent.say(tone(1_000));
  await clock.sleep(1_300);
  expect(heard()).toHaveLength(8_000);
  expect(fitSine(heard(), 8_000, 500).snrDb).toBeGreaterThan(30);
  expect(new Set(agent.frames.map(({ length }) => length))).toEqual(new Set([160]));
  expect(strongestHz(agent.heard.subarray(0, 8_000), 8_000)).toBe(440);
  expect(session.playout.ledger).toMatchObject([{ played: 8_000, queued: 0, dropped: 0 }]);
  await session.end();
});

it('sends the frames up to a mark, and the mark, in one piece', async () => {
  const { line, agent, session } = await startCall();
  agent.say(tone(930));
  await clock.sleep(1_300);
  const whole = ['media', 'media', 'media', 'media', 'media', 'mark'];
  expect(line.pieces.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => whole));
  // half a frame is left, of which it is not known at once that no other half follows
  expect(line.pieces.slice(9)).toEqual([['media'], ['media', 'mark']]);
  await session.end();
});

it('hears a frame of the caller in whatever way its message is written', async () => {
  const { line, phone, agent, session } = await startCall();
  phone.stop();
  await clock.sleep(100);
  const before = agent.heard.length;
  const payload = Buffer.from(Array.from({ length: 160 }, (_, index) => index)).toString('base64');
  const media = { track: 'inbound', chunk: '1001', timestamp: '20000', payload };
  const written = (chunk: number, change: (text: string) => string = (text) => text) =>
    line.say(
      change(JSON.stringify({ event: 'media', media: { ...media, chunk: `${chunk}` }, streamSid: 'MZ1' })),
    );
  written(1_001);
  written(1_002, (text) => text.replace('"media":{', '"sequenceNumber":"7","media":{'));
  written(1_003, (text) => text.replaceAll(':', ' : '));
  written(1_004, (text) => text.replaceAll('/', '\\/'));
  written(1_005, (text) => text.replace('"timestamp"', '"new":{"payload":"no sound"},"timestamp"'));
  written(1_006, (text) => text.replace('"streamSid"', '"event":"media","streamSid"'));
  // none of these is a frame of the caller
  written(1_007, (text) => text.replace('"streamSid"', '"event":"other","streamSid"'));
  written(1_007, (text) => text.replace('inbound', 'outbound'));
  written(1_007, (text) => `${text}}`);
  await clock.sleep(100);
  const heard = agent.heard.subarray(before);
  const one = heard.subarray(0, 160);
  expect(new Set(one).size).toBeGreaterThan(100);
  expect([...heard]).toEqual(Array.from({ length: 6 }, () => [...one]).flat());
  await session.end();
});

it.each(['pcm_16000', 'pcm_24000', 'pcm_44100'] as const)(
  'brings an agent that speaks %s onto the line',
  async (format) => {
    const rate = Number(format.slice(4));
    const { phone, agent, session, heard } = await startCall({ agentFormat: format, userFormat: format });
    phone.speak(tone(1_000, 440));
    agent.say(tone(1_000, 500, rate));
    await clock.sleep(1_300);
    expect(heard()).toHaveLength(8_000);
    expect(fitSine(heard().subarray(800), 8_000, 500).snrDb).toBeGreaterThan(30);
    expect(agent.frames[0]).toHaveLength(rate / 50);
    expect(strongestHz(agent.heard.subarray(0, rate), rate)).toBe(440);
    expect(session.playout.ledger).toMatchObject([{ played: rate, queued: 0 }]);
    await session.end();
  },
);

it('sends clear in the tick of the interruption, and knows what the caller had heard to within 20 ms', async () => {
  const { phone, agent, session, heard } = await startCall();
  const cuts: Interruption[] = [];
  session.hooks.interrupted.tap('test', (cut) => cuts.push(cut));
  for (const [turn, cutAfterMs] of [730, 90, 15, 1_999].entries()) {
    const before = heard().length;
    agent.say(tone(3_000), turn + 1);
    await clock.sleep(cutAfterMs);
    const [sent, atMs] = [phone.messages.length, clock.now()];
    agent.interrupt(turn + 1);
    // the mark that follows comes back when the line is silent
    expect(phone.messages.slice(sent)).toEqual([
      { atMs, event: 'clear' },
      { atMs, event: 'mark' },
    ]);
    const heardMs = (heard().length - before) / 8;
    expect(Math.abs(cuts[turn]!.playedMs - heardMs)).toBeLessThanOrEqual(20);
    await clock.sleep(500);
    expect((heard().length - before) / 8).toBe(heardMs);
  }
  await session.end();
});

it('knows to the word what the caller had heard, by the marks', async () => {
  const { line, agent, session, heard } = await startCall();
  // the far end begins to play 180 ms late
  const waiting: string[] = [];
  const send = line.send.bind(line);
  line.send = (data) => {
    waiting.push(data);
    clock.setTimeout(() => send(waiting.shift() ?? ''), 180);
  };
  const cuts: Interruption[] = [];
  session.hooks.interrupted.tap('test', (cut) => cuts.push(cut));
  const words = ['one ', 'two ', 'three ', 'four ', 'five ', 'six ', 'seven ', 'eight '];
  const chars = words.join('').split('');
  const startOf = chars.map((_, index) => (index * 4_000) / chars.length);
  agent.send('audio', {
    audio_base_64: encodeAudio(tone(4_000), { encoding: 'ulaw', sampleRateHz: 8_000 }),
    event_id: 1,
    alignment: {
      chars,
      char_start_times_ms: startOf,
      char_durations_ms: chars.map(() => 4_000 / chars.length),
    },
  });
  await clock.sleep(2_000);
  const heardMs = heard().length / 8;
  agent.interrupt(1);
  expect(Math.abs(cuts[0]!.playedMs - heardMs)).toBeLessThanOrEqual(20);
  const charsHeard = chars.slice(0, Math.floor((heardMs / 4_000) * chars.length)).join('');
  expect(heardMs).toBeLessThan(1_850);
  expect(charsHeard.startsWith(cuts[0]!.heardText!)).toBe(true);
  expect(cuts[0]!.heardText).toBe('one two three four');
  await session.end();
});

it.each([
  [0, 0],
  [40, 25],
  [120, 90],
  [350, 250],
])('learns what was heard until the line was silent, %i ms there and %i ms back', async (thereMs, backMs) => {
  const { line, agent, session, heard } = await startCall();
  const [send, say] = [line.send.bind(line), line.say.bind(line)];
  line.send = (data) => void clock.setTimeout(() => send(data), thereMs);
  line.say = (message) => void clock.setTimeout(() => say(message), backMs);
  const [cuts, settled]: [number[], number[]] = [[], []];
  session.hooks.interrupted.tap('test', ({ playedMs }) => cuts.push(playedMs));
  session.hooks.interruptionSettled.tap('test', ({ playedMs }) => settled.push(playedMs));
  const truth: number[] = [];
  for (const [turn, cutAfterMs] of [1_930, 720, 1_203].entries()) {
    const before = heard().length;
    agent.say(tone(4_000), turn + 1);
    await clock.sleep(cutAfterMs);
    agent.interrupt(turn + 1);
    await clock.sleep(1_000);
    truth.push((heard().length - before) / 8);
  }
  await session.end();
  expect(settled.map((playedMs, turn) => Math.abs(playedMs - truth[turn]!) <= 20)).toEqual([
    true,
    true,
    true,
  ]);
  expect(cuts.map((playedMs, turn) => playedMs <= truth[turn]! + 20)).toEqual([true, true, true]);
});

it('does not take marks that come back because of clear for sound that was heard', async () => {
  const { agent, session } = await startCall();
  agent.say(tone(2_000), 1);
  await clock.sleep(500);
  agent.interrupt(1);
  agent.say(tone(2_000), 2);
  await clock.sleep(300);
  agent.interrupt(2);
  await clock.sleep(1_000);
  expect(session.playout.ledger.map(({ played }) => played / 8)).toEqual([500, 300]);
  await session.end();
});

it('counts what was heard by the marks when the line is slower than the clock', async () => {
  const { line, phone, agent, session, heard } = await startCall();
  // the far end begins to play 150 ms late, as a real one does
  const waiting: string[] = [];
  const send = line.send.bind(line);
  line.send = (data) => {
    waiting.push(data);
    clock.setTimeout(() => send(waiting.shift() ?? ''), 150);
  };
  agent.say(tone(3_000));
  await clock.sleep(1_000);
  const played = (session.playout.ledger[0]?.played ?? 0) / 8;
  expect(Math.abs(played - heard().length / 8)).toBeLessThanOrEqual(20);
  expect(phone.queuedMs).toBeLessThanOrEqual(600);
  await session.end();
});

it('sends every frame when it is due, however late the marks come back', async () => {
  const { line, agent, session, heard } = await startCall();
  const say = line.say.bind(line);
  line.say = (message) => void clock.setTimeout(() => say(message), 900);
  agent.say(tone(5_000));
  await clock.sleep(5_001);
  expect(heard()).toHaveLength(40_000);
  expect(fitSine(heard(), 8_000, 500).snrDb).toBeGreaterThan(30);
  await session.end();
});

it('goes on by the clock when marks get lost', async () => {
  const { line, agent, session } = await startCall();
  line.phone.receive = () => {};
  agent.say(tone(2_000));
  await clock.sleep(5_000);
  expect(session.playout.ledger).toMatchObject([{ played: 16_000, queued: 0 }]);
  expect(session.playout.position).toBeUndefined();
  await session.end();
});

it('tells the keys that the caller presses', async () => {
  const { phone, call, session } = await startCall();
  const digits: string[] = [];
  const off = call.onDigit((digit) => digits.push(digit));
  for (const digit of ['1', '#', 'd', 'x', '12']) phone.press(digit);
  off();
  phone.press('9');
  expect(digits).toEqual(['1', '#', 'D']);
  await session.end();
});

it('tells the session what a listener of keys throws or rejects with, and goes on', async () => {
  const { phone, call, session } = await startCall();
  const digits: string[] = [];
  const problems: unknown[] = [];
  session.hooks.problemOccurred.tap('test', ({ plugin, error }) =>
    problems.push([plugin, error.code, error.message]),
  );
  call.onDigit(() => {
    throw new Error('no such menu');
  });
  call.onDigit(() => Promise.reject(new Error('no such floor')));
  call.onDigit((digit) => digits.push(digit));
  phone.press('1');
  await clock.sleep(1);
  expect(digits).toEqual(['1']);
  expect(problems).toEqual([
    ['PhoneCall', 'PLUGIN_FAILED', expect.stringContaining('no such menu')],
    ['PhoneCall', 'PLUGIN_FAILED', expect.stringContaining('no such floor')],
  ]);
  expect(session.state).toBe('connected');
  await session.end();
});

it('warns of a listener of keys that throws before there is a session', async () => {
  const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
  onTestFinished(() => warn.mockRestore());
  const line = new PhoneLine(clock);
  const call = await accept(line);
  const error = new Error('no such menu');
  call.onDigit(() => {
    throw error;
  });
  line.phone.press('1');
  expect(warn.mock.calls).toEqual([[error]]);
  line.cut();
});

it('takes a connection that throws for one that has failed', async () => {
  const { line, call, agent, session } = await startCall();
  line.send = () => {
    throw new Error('not open');
  };
  agent.say(tone(200));
  expect(await call.ended).toEqual({
    by: 'failure',
    error: expect.objectContaining({
      code: 'PHONE_LINE_FAILED',
      message: expect.stringContaining('not open'),
    }),
  });
  await session.end();
});

it('presses keys for the far end, as sound', async () => {
  const { call, session, heard } = await startCall();
  call.sendDigits('5,#');
  await clock.sleep(1_500);
  const sound = heard();
  expect(sound).toHaveLength(8 * (160 + 1_000 + 160));
  expect(
    [
      strongestHz(sound.subarray(0, 800), 8_000, 600, 1_000),
      strongestHz(sound.subarray(0, 800), 8_000, 1_100, 1_700),
    ].map(Math.round),
  ).toEqual([770, 1_336]);
  const keys = '123A456B789C*0#D';
  const before = heard().length;
  call.sendDigits(keys);
  await clock.sleep(3_000);
  const low = [697, 770, 852, 941];
  const high = [1_209, 1_336, 1_477, 1_633];
  const pressed = Array.from({ length: 16 }, (_, index) => {
    const start = before + index * 1_280;
    const key = heard().subarray(start, start + 800);
    const near = (bands: number[], hz: number) =>
      bands.findIndex((band) => Math.abs(hz - band) < band * 0.015);
    const row = near(low, strongestHz(key, 8_000, 600, 1_050));
    return keys[row * 4 + near(high, strongestHz(key, 8_000, 1_100, 1_700))];
  });
  expect(pressed.join('')).toBe(keys);
  expect(() => call.sendDigits('12z')).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  await session.end();
});

const level = 9_000;
/** How much of an agent was heard whose every sample is the same, in milliseconds. */
function steadyMs(sound: Int16Array): number {
  let [count, run] = [0, 0];
  for (const [index, sample] of sound.entries()) {
    run = sample > level / 2 && sample === sound[index - 1] ? run + 1 : 0;
    count += run === 8 ? 9 : run > 8 ? 1 : 0;
  }
  return count / 8;
}

/** The keys that a far end takes from what it hears: those that sound for 40 ms or more. */
function keysIn(sound: Int16Array): string {
  const windows = Array.from({ length: Math.floor(sound.length / 80) }, (_, index) =>
    keyOf(sound.subarray(index * 80, index * 80 + 160)),
  );
  return windows
    .filter((key, index) => key !== '' && key !== windows[index - 1] && key === windows[index + 2])
    .join('');
}

function keyOf(window: Int16Array): string {
  const strength = (hz: number) => Math.sqrt(goertzel(window, 8_000, hz)) / 80;
  const strongest = (bands: number[]) => {
    const strengths = bands.map(strength);
    const index = strengths.indexOf(Math.max(...strengths));
    return (strengths[index] ?? 0) > 7_000 ? index : undefined;
  };
  const [row, column] = [strongest([697, 770, 852, 941]), strongest([1_209, 1_336, 1_477, 1_633])];
  return row === undefined || column === undefined ? '' : ('123A456B789C*0#D'[row * 4 + column] ?? '');
}

it.each([
  ['123', 0, 0],
  ['1234567', 0, 0],
  ['12345678901234567890', 0, 0],
  ['1234567', 120, 90],
  ['12', 350, 250],
])(
  'knows what was heard of the agent although it has pressed %s, and presses every key once (%i ms there, %i ms back)',
  async (digits, thereMs, backMs) => {
    const { line, call, agent, session, heard } = await startCall();
    const [send, say] = [line.send.bind(line), line.say.bind(line)];
    line.send = (data) => void clock.setTimeout(() => send(data), thereMs);
    line.say = (message) => void clock.setTimeout(() => say(message), backMs);
    const settled: number[] = [];
    session.hooks.interruptionSettled.tap('test', ({ playedMs }) => settled.push(playedMs));
    const truth: number[] = [];
    let pressed = '';
    // the line, which is 1,400 ms ahead, is cut before the keys, twice in the midst of them, and, but for twenty, behind them
    for (const [turn, cutAfterMs] of [770, 1_935, 2_190, 4_500].entries()) {
      const before = heard().length;
      agent.say(new Int16Array(8 * 5_000).fill(level), turn + 1);
      await clock.sleep(500);
      call.sendDigits(digits);
      pressed += digits;
      await clock.sleep(cutAfterMs - 500);
      agent.interrupt(turn + 1);
      await clock.sleep(1_500 + 180 * digits.length);
      truth.push(steadyMs(heard().subarray(before)));
    }
    await session.end();
    expect(settled.map((playedMs, turn) => Math.abs(playedMs - truth[turn]!) <= 20)).toEqual(
      truth.map(() => true),
    );
    expect(keysIn(heard())).toBe(pressed);
  },
);

it('presses keys behind what it has said, and goes on with the agent behind them', async () => {
  const { call, agent, session, heard } = await startCall();
  agent.say(new Int16Array(8 * 205).fill(level));
  await clock.sleep(100);
  call.sendDigits('5');
  agent.say(new Int16Array(8 * 200).fill(level));
  await clock.sleep(1_000);
  const at = (ms: number) => keyOf(heard().subarray(8 * ms, 8 * ms + 160));
  expect([180, 210, 280, 310, 370].map(at)).toEqual(['', '5', '5', '', '']);
  expect(heard()).toHaveLength(8 * (205 + 160 + 200));
  expect(session.playout.ledger).toMatchObject([{ played: 8 * 405, queued: 0 }]);
  await session.end();
});

it('presses keys that were there before the agent', async () => {
  const line = new PhoneLine(clock);
  const call = await accept(line);
  call.sendDigits('12');
  call.sendDigits('3');
  const session = new Session({
    url: 'ws://agent',
    transport: new AgentLine(phoneLine),
    clock,
    plugins: [call],
  });
  await session.start();
  await clock.sleep(1_000);
  expect(keysIn(joined(...line.phone.heard))).toBe('123');
  await session.end();
});

it('has room for 64 keys that wait', async () => {
  const { call, session, heard } = await startCall();
  call.sendDigits('5'.repeat(64));
  expect(() => call.sendDigits('6')).toThrow(
    expect.objectContaining({
      code: 'OVERFLOW',
      message: '64 keys wait to be pressed, and there is room for 64: 1 more cannot wait. Press them later.',
    }),
  );
  await clock.sleep(2_000);
  call.sendDigits('6666');
  await clock.sleep(11_000);
  expect(keysIn(heard())).toBe(`${'5'.repeat(64)}6666`);
  await session.end();
});

it('hangs up when the session ends, after the goodbye was heard', async () => {
  const { line, agent, call, session, heard } = await startCall();
  agent.say(tone(1_000));
  agent.hangUp();
  const end = await session.ended;
  expect(end).toMatchObject({ reason: 'agent' });
  expect(heard()).toHaveLength(8_000);
  expect(line.closes).toEqual([1_000]);
  expect(await call.ended).toEqual({ by: 'server' });
});

it.each<[string, (line: PhoneLine) => void]>([
  ['says stop', ({ phone }) => phone.hangUp()],
  ['closes the line', (line) => line.cut()],
])('tells that the caller hung up when Twilio %s', async (_, hangUp) => {
  const { line, call, session } = await startCall();
  const ended: Promise<SessionEnd> = call.ended.then(() => session.end());
  hangUp(line);
  expect(await call.ended).toEqual({ by: 'caller' });
  expect(await ended).toMatchObject({ reason: 'user' });
});

it.each<[string, unknown]>([
  ['no JSON', '{'],
  ['no object', '7'],
  ['null', 'null'],
  ['no event', '{}'],
  ['media without a payload', { event: 'media', media: {} }],
  ['a payload that is no text', { event: 'media', media: { payload: [1] } }],
  ['a payload that is no base64', { event: 'media', media: { payload: '§§§' } }],
  ['a mark without a name', { event: 'mark' }],
  ['a mark that was never sent', { event: 'mark', mark: { name: 'heard-77' } }],
  ['a second start', { event: 'start', start: { streamSid: 'MZ2' } }],
  ['a digit that is an object', { event: 'dtmf', dtmf: { digit: {} } }],
  ['an event of the future', { event: 'transcription', text: 'hello' }],
  [
    'a chunk number out of this world',
    { event: 'media', media: { payload: '/w==', chunk: '9007199254740993' } },
  ],
  ['70 kB', { event: 'media', media: { payload: 'A'.repeat(70_000) } }],
])('goes on after a message with %s', async (_, message) => {
  const { line, phone, agent, session, heard } = await startCall();
  line.say(typeof message === 'string' ? message : JSON.stringify(message));
  agent.say(tone(200));
  phone.speak(tone(200, 440));
  await clock.sleep(500);
  expect(heard()).toHaveLength(1_600);
  expect(agent.heard.length).toBeGreaterThanOrEqual(8 * 460);
  expect(session.state).toBe('connected');
  await session.end();
});

it('hangs up on a peer that sends only rubbish', async () => {
  const { line, call, session } = await startCall();
  for (let count = 0; count < 101; count += 1) line.say('rubbish');
  expect(await call.ended).toMatchObject({ by: 'failure', error: { code: 'PHONE_LINE_FAILED' } });
  expect(line.closes).toEqual([1_008]);
  await session.end();
});

it('hangs up on a peer that sends sound faster than time', async () => {
  const { line, call, session } = await startCall();
  const payload = Buffer.alloc(8_000, 0xff).toString('base64');
  for (let second = 0; second < 32; second += 1)
    line.say(JSON.stringify({ event: 'media', media: { payload } }));
  expect(await call.ended).toMatchObject({
    by: 'failure',
    error: { message: expect.stringContaining('faster than a caller') },
  });
  await session.end();
});

it('hangs up on a line on which nothing comes in any more', async () => {
  const { line, phone, call, session } = await startCall();
  void call.ended.then(() => session.end());
  phone.stop();
  const silentFromMs = clock.now();
  expect(await call.ended).toMatchObject({
    by: 'failure',
    error: {
      code: 'PHONE_LINE_FAILED',
      message: 'The media stream of twilio has said nothing for 30000 ms.',
    },
  });
  expect(clock.now() - silentFromMs).toBe(30_000);
  expect(line.closes).toEqual([1_008]);
  await session.ended;
});

it('goes on for as long as anything comes in', async () => {
  const line = new PhoneLine(clock);
  const accepted = acceptMediaStream(line, { provider: 'twilio', clock, silenceTimeoutMs: 500 });
  line.phone.start();
  const call = await accepted;
  await clock.sleep(1_501);
  expect({ received: call.frames.received, closes: line.closes }).toEqual({ received: 75, closes: [] });
  line.cut();
});

it.each([0, -1, Number.NaN])('refuses a silence of %d ms', async (silenceTimeoutMs) => {
  const line = new PhoneLine(clock);
  await expect(
    acceptMediaStream(line, { provider: 'twilio', clock, silenceTimeoutMs }),
  ).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
});

it('hangs up on a line that takes no sound any more', async () => {
  const { line, agent, call, session } = await startCall();
  line.send = (data) => void (line.bufferedAmount += data.length);
  agent.say(tone(4_000));
  expect(await call.ended).toMatchObject({
    by: 'failure',
    error: { message: 'The media stream of twilio takes no sound any more.' },
  });
  expect(line.bufferedAmount).toBeLessThan(40_000);
  await session.end();
});

it('cuts a line whose far end does not answer the goodbye', async () => {
  const { line, session } = await startCall();
  let cuts = 0;
  line.close = () => {};
  line.terminate = () => (cuts += 1);
  await session.end();
  await clock.sleep(1_999);
  expect(cuts).toBe(0);
  await clock.sleep(1);
  expect(cuts).toBe(1);
});

it('gives up on a peer that never says what call it is', async () => {
  const line = new PhoneLine(clock);
  const accepted = acceptMediaStream(line, { provider: 'twilio', clock, startTimeoutMs: 5_000 });
  await expect(accepted).rejects.toMatchObject({
    code: 'PHONE_LINE_FAILED',
    message: 'The media stream of twilio said nothing of its call within 5000 ms.',
  });
  expect(line.closes).toEqual([1_008]);
});

it('gives up on a peer that hangs up before it says what call it is', async () => {
  const line = new PhoneLine(clock);
  const accepted = acceptMediaStream(line, { provider: 'twilio', clock });
  line.cut();
  await expect(accepted).rejects.toMatchObject({ code: 'PHONE_LINE_FAILED' });
});

it('refuses a coding that no phone line has', async () => {
  const line = new PhoneLine(clock);
  const accepted = acceptMediaStream(line, { provider: 'twilio', clock });
  const mediaFormat = { encoding: 'opus', sampleRate: 48_000 };
  line.say(JSON.stringify({ event: 'start', start: { streamSid: 'MZ1', callSid: 'CA1', mediaFormat } }));
  await expect(accepted).rejects.toMatchObject({
    message: expect.stringContaining('carries opus at 48000 Hz'),
  });
});

it('hears a caller without the frames that Twilio does not deliver, with silence in their place', async () => {
  const { line, agent, call, session } = await startCall();
  line.phone.stop();
  const frame = (chunk: number) =>
    JSON.stringify({
      event: 'media',
      media: { track: 'inbound', chunk: String(chunk), payload: Buffer.alloc(160, 0x10).toString('base64') },
    });
  for (const chunk of [1, 2, 4, 3, 3, 5, 8, 9]) line.say(frame(chunk));
  await clock.sleep(100);
  line.say(frame(6));
  line.say(frame(10));
  const loud = agent.frames.map((samples) => samples[0] !== 0);
  expect(loud).toEqual([true, true, true, true, true, false, false, true, true, true]);
  expect(call.frames).toEqual({ received: 10, lost: 2, late: 2 });
  await session.end();
});

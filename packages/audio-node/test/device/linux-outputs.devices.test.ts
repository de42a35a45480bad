import { execFileSync } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { chooseBackend } from '@duologue/audio-node';
import { systemClock } from '@duologue/core';
import { sine, strongestHz } from '../tone.ts';
import { feed, openOutput } from './heard.ts';
import { steadily } from './steadiness.ts';
import { listen, soundSpans, VirtualSoundCard } from './virtual-sound-card.ts';

const tone = (hz: number, durationMs: number) => sine(hz, { sampleRateHz: 24_000, durationMs });

/** How many turns are interrupted, one after the other; each must end in time. */
const interruptions = 3;

/**
 * Name; by how much its first sound may be late, in milliseconds (a new process has to start first); and for how long it may be heard after an
 * interruption (what audio-io holds itself cannot be taken back).
 */
const backends = [
  ['pulseaudio', 30, 20],
  ['audio-io', 120, 60],
  ['pacat', 60, 20],
  ['aplay', 60, 40],
  ['sox', 120, 40],
  ['ffmpeg', 400, 40],
] as const;

it.each(backends)('%s plays a tone of 440 Hz, whole and without a hole', (name, lateMs) =>
  steadily(async () => {
    const output = await openOutput(await chooseBackend('output', { backend: name }));
    const ear = await listen();
    const writtenAtMs = performance.now();
    await feed(output, tone(440, 1_500));
    await systemClock.sleep(lateMs + 400);
    const { samples, sampleRateHz, originMs } = ear.stop();
    expect(output.playedSamples()).toBe(36_000);
    await output.stop();
    const spans = soundSpans(samples, sampleRateHz);
    expect(spans).toHaveLength(1);
    const [{ startMs, endMs } = { startMs: 0, endMs: 0 }] = spans;
    expect(Math.abs(endMs - startMs - 1_500)).toBeLessThan(25);
    expect(startMs + originMs - writtenAtMs).toBeLessThan(lateMs);
    const middle = samples.subarray((startMs + 200) * 16, (startMs + 1_200) * 16);
    expect(Math.abs(strongestHz(middle, sampleRateHz) - 440)).toBeLessThan(1);
  }),
);

it.each(backends)(
  '%s falls silent within its time at each interruption, and the next turn is heard without the last one',
  (name, _, tailMs) =>
    steadily(async () => {
      const output = await openOutput(await chooseBackend('output', { backend: name }));
      const ear = await listen();
      const flushesMs: number[] = [];
      for (let turn = 1; turn <= interruptions; turn += 1) {
        const interrupted = new AbortController();
        const heard = ear.sound();
        const feeding = feed(output, tone(440, 10_000), interrupted.signal);
        await heard;
        await systemClock.sleep(500);
        void output.flush();
        flushesMs.push(performance.now());
        const played = output.playedSamples();
        interrupted.abort();
        await feeding;
        expect(output.playedSamples()).toBe(played);
        await systemClock.sleep(300);
      }
      const heard = ear.sound();
      await feed(output, tone(880, 300));
      await heard;
      await systemClock.sleep(700);
      const { samples, sampleRateHz, originMs } = ear.stop();
      await output.stop();
      const spans = soundSpans(samples, sampleRateHz, 60);
      expect(spans).toHaveLength(interruptions + 1);
      const tailsMs = flushesMs.map((flushedAtMs, turn) => spans[turn]!.endMs + originMs - flushedAtMs);
      expect(tailsMs.filter((heardMs) => heardMs >= tailMs)).toEqual([]);
      const pausesMs = flushesMs.map((_, turn) => spans[turn + 1]!.startMs - spans[turn]!.endMs);
      expect(pausesMs.filter((pauseMs) => pauseMs <= 250)).toEqual([]);
      const second = spans.at(-1)!;
      expect(Math.abs(second.endMs - second.startMs - 300)).toBeLessThan(25);
      const next = samples.subarray((second.startMs + 50) * 16, (second.endMs - 50) * 16);
      expect(strongestHz(next, sampleRateHz)).toBeGreaterThan(875);
    }),
);

/** Until the command of these has begun, they are ahead of it. */
const slowToStart: readonly string[] = ['sox', 'ffmpeg'];

it.each(backends)('%s tells what it has played to within 60 ms', (name) =>
  steadily(async () => {
    const output = await openOutput(await chooseBackend('output', { backend: name }));
    const ear = await listen();
    if (slowToStart.includes(name)) {
      const heard = ear.sound();
      await feed(output, tone(440, 100));
      await heard;
      await systemClock.sleep(300);
    }
    const interrupted = new AbortController();
    const feeding = feed(output, tone(440, 5_000), interrupted.signal);
    await systemClock.sleep(1_000);
    const playedMs = output.playedSamples() / 24;
    void output.flush();
    interrupted.abort();
    await feeding;
    await systemClock.sleep(100);
    const { samples, sampleRateHz } = ear.stop();
    await output.stop();
    const soundMs = soundSpans(samples, sampleRateHz).reduce(
      (sum, { startMs, endMs }) => sum + endMs - startMs,
      0,
    );
    expect(Math.abs(playedMs - soundMs)).toBeLessThan(60);
  }),
);

it.each([['pacat'], ['aplay']])('%s stays without a hole while the process stalls for 120 ms', (name) =>
  steadily(async () => {
    const output = await openOutput(await chooseBackend('output', { backend: name }));
    const ear = await listen();
    const feeding = feed(output, tone(440, 1_500));
    await systemClock.sleep(500);
    const until = performance.now() + 120;
    while (performance.now() < until);
    await feeding;
    await systemClock.sleep(500);
    const { samples, sampleRateHz } = ear.stop();
    await output.stop();
    expect(soundSpans(samples, sampleRateHz)).toHaveLength(1);
  }),
);

it.each(['pulseaudio', 'pacat'])('%s fails when its device takes no more sound', async (name) => {
  const output = await openOutput(await chooseBackend('output', { backend: name }));
  output.write(tone(440, 100));
  await systemClock.sleep(300);
  execFileSync('pactl', ['suspend-sink', 'speaker', '1']);
  onTestFinished(() => void execFileSync('pactl', ['suspend-sink', 'speaker', '0']));
  await expect(feed(output, tone(440, 15_000))).rejects.toMatchObject({
    code: 'AUDIO_OUTPUT_TROUBLE',
    message: expect.stringContaining('takes no more sound'),
  });
  await output.stop();
});

it('tells of a sound server that goes away, and refuses further samples', async () => {
  const troubles: unknown[] = [];
  const second = await VirtualSoundCard.start();
  const outputs = await Promise.all(
    ['pulseaudio', 'pacat'].map(async (name) =>
      openOutput(await chooseBackend('output', { backend: name }), (error) => troubles.push(error)),
    ),
  );
  for (const output of outputs) output.write(tone(440, 100));
  await systemClock.sleep(100);
  await second.stop();
  await expect.poll(() => troubles, { timeout: 3_000 }).toHaveLength(2);
  expect(troubles).toEqual([
    expect.objectContaining({ code: 'AUDIO_OUTPUT_TROUBLE' }),
    expect.objectContaining({ code: 'AUDIO_OUTPUT_TROUBLE' }),
  ]);
  for (const output of outputs)
    expect(() => output.write(tone(440, 20))).toThrow(/sound server has gone|pacat ended/);
  for (const output of outputs) await output.stop();
});

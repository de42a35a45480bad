import { expect, it } from 'vitest';
import { createResampler, resample } from '@duologue/audio-node/resample';
import type { Resampler } from '@duologue/audio-node/resample';
import { decodeAudio, encodeAudio } from '@duologue/core';
import { joined } from '../samples.ts';
import { fitSine, sine } from '../tone.ts';

const rates = [8_000, 16_000, 22_050, 24_000, 44_100, 48_000];
const pairs = rates.flatMap((fromHz) => rates.map((toHz) => [fromHz, toHz] as const));
const unequal = pairs.filter(([fromHz, toHz]) => fromHz !== toHz);

/** Sends samples through in 20 ms pieces and puts what comes out together. */
function stream(
  resampler: Resampler,
  samples: Int16Array,
  sampleRateHz: number,
): { output: Int16Array; lengths: Set<number> } {
  const piece = sampleRateHz / 50;
  const pieces: Int16Array[] = [];
  for (let start = 0; start < samples.length; start += piece)
    pieces.push(resampler.process(samples.subarray(start, start + piece)));
  return { output: joined(...pieces), lengths: new Set(pieces.map(({ length }) => length)) };
}

it.each(pairs)('makes exactly 20 ms out of each 20 ms, from %i to %i Hz', async (fromHz, toHz) => {
  const resampler = await createResampler({ fromHz, toHz });
  const { lengths } = stream(resampler, sine(1_000, { sampleRateHz: fromHz }), fromHz);
  expect([...lengths]).toEqual([toHz / 50]);
  resampler.close();
});

it.each(unequal)(
  'keeps 85 dB of a tone that goes from %i to %i Hz and back in pieces',
  async (fromHz, toHz) => {
    const there = await createResampler({ fromHz, toHz });
    const back = await createResampler({ fromHz: toHz, toHz: fromHz });
    const { output } = stream(there, sine(1_000, { sampleRateHz: fromHz }), fromHz);
    const returned = stream(back, output, toHz).output.subarray(fromHz / 10);
    const { level, snrDb } = fitSine(returned, fromHz, 1_000);
    expect(snrDb).toBeGreaterThan(85);
    expect(level).toBeCloseTo(0.5, 2);
  },
);

it.each(unequal)(
  'makes no difference between a stream in pieces and a recording at once, from %i to %i Hz',
  async (fromHz, toHz) => {
    const samples = sine(1_000, { sampleRateHz: fromHz, durationMs: 400 });
    const [pieces, whole] = [
      await createResampler({ fromHz, toHz }),
      await createResampler({ fromHz, toHz }),
    ];
    expect(stream(pieces, samples, fromHz).output).toEqual(whole.process(samples));
  },
);

it.each(rates)('keeps what mu-law can carry of a tone that goes to %i Hz and back', async (rate) => {
  const line = { encoding: 'ulaw', sampleRateHz: 8_000 } as const;
  const coded = (samples: Int16Array) => decodeAudio(encodeAudio(samples, line), line);
  const there = await createResampler({ fromHz: 8_000, toHz: rate });
  const back = await createResampler({ fromHz: rate, toHz: 8_000 });
  const { output } = stream(there, coded(sine(1_000, { sampleRateHz: 8_000 })), 8_000);
  const returned = coded(stream(back, output, rate).output).subarray(800);
  const { level, snrDb } = fitSine(returned, 8_000, 1_000);
  // it is coded twice, and each time leaves about 38 dB
  expect(snrDb).toBeGreaterThan(31);
  expect(level).toBeCloseTo(0.5, 2);
});

it.each(unequal.filter(([fromHz, toHz]) => toHz < fromHz))(
  'lets nothing through from %i to %i Hz that the lower rate cannot hold',
  async (fromHz, toHz) => {
    const resampler = await createResampler({ fromHz, toHz });
    const tooHigh = Math.min((toHz / 2) * 1.18, (fromHz / 2) * 0.99);
    const { output } = stream(resampler, sine(tooHigh, { sampleRateHz: fromHz }), fromHz);
    const settled = output.subarray(toHz / 10);
    const rms = Math.sqrt(settled.reduce((sum, sample) => sum + sample * sample, 0) / settled.length);
    expect(20 * Math.log10(Math.max(rms, 0.5) / (0.5 * 32_767 * Math.SQRT1_2))).toBeLessThan(-80);
  },
);

it('counts its output exactly for pieces of any size', async () => {
  const resampler = await createResampler({ fromHz: 44_100, toHz: 16_000 });
  let [taken, made] = [0, 0];
  for (const length of [1, 7, 0, 333, 12_001, 2, 1]) {
    taken += length;
    made += resampler.process(new Int16Array(length)).length;
    expect(made).toBe(Math.ceil((taken * 16_000) / 44_100));
  }
  resampler.close();
});

it('lags by the delay that it names', async () => {
  const resampler = await createResampler({ fromHz: 16_000, toHz: 48_000 });
  const impulse = new Int16Array(320);
  impulse[0] = 30_000;
  const output = resampler.process(impulse);
  const peak = output.indexOf(Math.max(...output));
  expect(Math.abs(peak - resampler.delaySamples)).toBeLessThanOrEqual(1);
  resampler.close();
});

it.each(pairs)('keeps a whole recording in step, from %i to %i Hz', async (fromHz, toHz) => {
  const samples = new Int16Array(fromHz + 1);
  samples[fromHz / 2] = 30_000;
  const output = await resample(samples, { fromHz, toHz });
  expect(output).toHaveLength(Math.ceil(((fromHz + 1) * toHz) / fromHz));
  expect(Math.abs(output.indexOf(Math.max(...output)) - toHz / 2)).toBeLessThanOrEqual(1);
});

it('changes nothing where both rates are the same', async () => {
  const samples = sine(440, { durationMs: 100 });
  expect(await resample(samples, { fromHz: 16_000, toHz: 16_000 })).toEqual(samples);
});

it('forgets what it has heard on reset', async () => {
  const resampler = await createResampler({ fromHz: 8_000, toHz: 16_000 });
  const fresh = resampler.process(sine(1_000, { sampleRateHz: 8_000, durationMs: 100 }));
  resampler.reset();
  expect(resampler.process(sine(1_000, { sampleRateHz: 8_000, durationMs: 100 }))).toEqual(fresh);
  resampler.close();
});

it('keeps two streams apart', async () => {
  const [one, two, alone] = await Promise.all(
    [1, 2, 3].map(() => createResampler({ fromHz: 8_000, toHz: 16_000 })),
  );
  const [low, high] = [
    sine(300, { sampleRateHz: 8_000, durationMs: 20 }),
    sine(3_000, { sampleRateHz: 8_000, durationMs: 20 }),
  ];
  for (let piece = 0; piece < 5; piece += 1) {
    const mixed = one?.process(low);
    two?.process(high);
    expect(mixed).toEqual(alone?.process(low));
  }
});

it('cannot be used after it is closed', async () => {
  const resampler = await createResampler({ fromHz: 8_000, toHz: 16_000 });
  resampler.close();
  resampler.close();
  expect(() => resampler.process(new Int16Array(160))).toThrow(
    expect.objectContaining({ code: 'INVALID_STATE' }),
  );
});

it.each([
  [{ fromHz: 0, toHz: 16_000 }, 'fromHz is 0'],
  [{ fromHz: 16_000, toHz: 16_000.5 }, 'toHz is 16000.5'],
  [{ fromHz: 16_000, toHz: 8_000, quality: 11 }, 'quality is 11'],
])('refuses %o', async (options, message) => {
  await expect(createResampler(options)).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
    message: expect.stringContaining(message),
  });
});

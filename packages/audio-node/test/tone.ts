/** `durationMs` of a sine; `level` is its peak, 1 being full scale. */
export function sine(
  hz: number,
  { sampleRateHz = 16_000, durationMs = 1_000, level = 0.5 } = {},
): Int16Array {
  const step = (2 * Math.PI * hz) / sampleRateHz;
  return new Int16Array(Math.round((sampleRateHz * durationMs) / 1_000)).map((_, index) =>
    Math.round(level * 32_767 * Math.sin(step * index)),
  );
}

/** How a recording compares with the sine of `hz` that fits it best: its peak (1 being full scale), and what is left over, in dB below it. */
export function fitSine(
  samples: Int16Array,
  sampleRateHz: number,
  hz: number,
): { level: number; snrDb: number } {
  const step = (2 * Math.PI * hz) / sampleRateHz;
  let [ss, cc, sc, xs, xc, xx] = [0, 0, 0, 0, 0, 0];
  for (let index = 0; index < samples.length; index += 1) {
    const sample = samples[index]!;
    const [sin, cos] = [Math.sin(step * index), Math.cos(step * index)];
    ss += sin * sin;
    cc += cos * cos;
    sc += sin * cos;
    xs += sample * sin;
    xc += sample * cos;
    xx += sample * sample;
  }
  const determinant = ss * cc - sc * sc;
  const a = (xs * cc - xc * sc) / determinant;
  const b = (xc * ss - xs * sc) / determinant;
  // what fits best and what is left over stand at a right angle, so that their powers add up
  const signal = a * xs + b * xc;
  return { level: Math.hypot(a, b) / 32_768, snrDb: 10 * Math.log10(signal / Math.max(0, xx - signal)) };
}

/** The strongest frequency of a recording, to 0.1 Hz, between `from` and `to` Hz. */
export function strongestHz(samples: Int16Array, sampleRateHz: number, from = 50, to = 2_000): number {
  const powers = new Map<number, number>();
  const powerAt = (hz: number) => {
    const power = powers.get(hz) ?? goertzel(samples, sampleRateHz, hz);
    powers.set(hz, power);
    return power;
  };
  let best = from;
  for (const step of [10, 1, 0.1]) {
    const candidates = Array.from({ length: step === 10 ? Math.ceil((to - from) / 10) : 21 }, (_, index) =>
      step === 10 ? from + index * 10 : best + (index - 10) * step,
    );
    best = candidates.reduce((winner, hz) => (powerAt(hz) > powerAt(winner) ? hz : winner));
  }
  return Math.round(best * 10) / 10;
}

/** The power of a recording at one frequency. */
export function goertzel(samples: Int16Array, sampleRateHz: number, hz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / sampleRateHz);
  let previous = 0;
  let before = 0;
  for (let index = 0; index < samples.length; index += 1) {
    const next = samples[index]! + coefficient * previous - before;
    before = previous;
    previous = next;
  }
  return previous * previous + before * before - coefficient * previous * before;
}

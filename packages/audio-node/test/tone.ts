/** `durationMs` of a sine; `level` is its peak, 1 being full scale. */
export function sine(
  hz: number,
  { sampleRateHz = 16_000, durationMs = 1_000, level = 0.5 } = {},
): Int16Array {
  return Int16Array.from({ length: Math.round((sampleRateHz * durationMs) / 1_000) }, (_, index) =>
    Math.round(level * 32_767 * Math.sin((2 * Math.PI * hz * index) / sampleRateHz)),
  );
}

/** How a recording compares with the sine of `hz` that fits it best: its peak (1 being full scale), and what is left over, in dB below it. */
export function fitSine(
  samples: Int16Array,
  sampleRateHz: number,
  hz: number,
): { level: number; snrDb: number } {
  const step = (2 * Math.PI * hz) / sampleRateHz;
  let [ss, cc, sc, xs, xc] = [0, 0, 0, 0, 0];
  for (const [index, sample] of samples.entries()) {
    const [sin, cos] = [Math.sin(step * index), Math.cos(step * index)];
    ss += sin * sin;
    cc += cos * cos;
    sc += sin * cos;
    xs += sample * sin;
    xc += sample * cos;
  }
  const determinant = ss * cc - sc * sc;
  const a = (xs * cc - xc * sc) / determinant;
  const b = (xc * ss - xs * sc) / determinant;
  let [signal, noise] = [0, 0];
  for (const [index, sample] of samples.entries()) {
    const fitted = a * Math.sin(step * index) + b * Math.cos(step * index);
    signal += fitted * fitted;
    noise += (sample - fitted) ** 2;
  }
  return { level: Math.hypot(a, b) / 32_768, snrDb: 10 * Math.log10(signal / noise) };
}

/** The strongest frequency of a recording, to 0.1 Hz, between `from` and `to` Hz. */
export function strongestHz(samples: Int16Array, sampleRateHz: number, from = 50, to = 2_000): number {
  const powerAt = (hz: number) => {
    const coefficient = 2 * Math.cos((2 * Math.PI * hz) / sampleRateHz);
    let [previous, before] = [0, 0];
    for (const sample of samples) [previous, before] = [sample + coefficient * previous - before, previous];
    return previous * previous + before * before - coefficient * previous * before;
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

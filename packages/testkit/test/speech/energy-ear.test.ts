import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EnergyEar } from '../../src/speech/energy-ear.ts';

it('hears as much speech however the stream is cut, and whether or not it is told where nothing but zeros are', () => {
  const stretches = fc.array(
    fc.record({
      /** Zeros, or a pattern about as loud as the quietest speech. */
      pattern: fc.oneof(
        fc.constant([0]),
        fc.array(fc.integer({ min: -320, max: 320 }), { minLength: 5, maxLength: 7 }),
      ),
      length: fc.integer({ min: 1, max: 400 }),
    }),
  );
  const cuts = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 });
  fc.assert(
    fc.property(stretches, cuts, fc.constantFrom(8_000, 11_025, 16_000), (parts, lengths, sampleRateHz) => {
      const stream = Int16Array.from(
        parts.flatMap(({ pattern, length }) =>
          Array.from({ length }, (_, index) => pattern[index % pattern.length] ?? 0),
        ),
      );
      const ear = new EnergyEar(sampleRateHz);
      for (let [from, count] = [0, 0]; from < stream.length; count += 1) {
        const length = lengths[count % lengths.length] ?? 1;
        const piece = stream.subarray(from, from + length);
        ear.hear(
          piece,
          piece.every((sample) => sample === 0),
        );
        from += length;
      }
      expect({ heardMs: ear.heardMs, voicedMs: ear.voicedMs }).toEqual(heard(stream, sampleRateHz));
    }),
  );
});

/** The same by its definition: windows of 10 ms whose mean square is above -45 dBFS. */
function heard(stream: Int16Array, sampleRateHz: number): { heardMs: number; voicedMs: number } {
  const edge = (window: number) => Math.round((window * sampleRateHz) / 100);
  let [windows, voiced] = [0, 0];
  for (; edge(windows + 1) <= stream.length; windows += 1) {
    const samples = [...stream.subarray(edge(windows), edge(windows + 1))];
    const meanSquare = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    if (10 * Math.log10(meanSquare / 32_768 ** 2) > -45) voiced += 1;
  }
  return { heardMs: windows * 10, voicedMs: voiced * 10 };
}

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SpokenSegments, type SpokenSegment } from '../../src/speech/spoken-segments.ts';

const sampleRateHz = 1_000;
const gapSamples = 300;
/** The quietest sample that sounds. */
const loud = 328;

/** Stretches of sound and of silence, with gaps that are just too short to end a segment, and just long enough. */
const stretches = fc.array(
  fc.record({
    value: fc.constantFrom(0, 0, loud - 1, loud, -loud, 20_000),
    length: fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.constantFrom(1, 299, 300, 301)),
  }),
  { maxLength: 8 },
);
const cuts = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 10 });

it('finds the same segments however the stream is cut, and whether or not it is told where nothing but zeros are', () => {
  fc.assert(
    fc.property(stretches, cuts, (parts, lengths) => {
      const stream = Int16Array.from([
        ...parts.flatMap(({ value, length }) => Array.from({ length }, () => value)),
        ...Array.from({ length: gapSamples }, () => 0),
      ]);
      const speech = new SpokenSegments(sampleRateHz);
      for (const piece of piecesOf(stream, lengths)) {
        if (piece.every((sample) => sample === 0)) speech.hearSilence(piece);
        else speech.hear(piece);
      }
      const whole = new SpokenSegments(sampleRateHz);
      whole.hear(stream);
      expect(speech.ended).toEqual(segmentsOf(stream));
      expect(whole.ended).toEqual(segmentsOf(stream));
    }),
  );
});

function* piecesOf(stream: Int16Array, lengths: readonly number[]): Iterable<Int16Array> {
  for (let [from, count] = [0, 0]; from < stream.length; count += 1) {
    const length = lengths[count % lengths.length] ?? 1;
    yield stream.subarray(from, from + length);
    from += length;
  }
}

/** The same by its definition: from a sounding sample to the last one before a gap. */
function segmentsOf(stream: Int16Array): SpokenSegment[] {
  const spans: { from: number; to: number }[] = [];
  for (const [index, sample] of stream.entries()) {
    if (Math.abs(sample) < loud) continue;
    const last = spans.at(-1);
    if (last && index - last.to < gapSamples) last.to = index + 1;
    else spans.push({ from: index, to: index + 1 });
  }
  return spans.map(({ from, to }) => ({
    ms: to - from,
    sha256: createHash('sha256')
      .update(Buffer.from(stream.slice(from, to).buffer))
      .digest('hex'),
  }));
}

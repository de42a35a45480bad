import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readWav } from '@duologue/audio-node/wav';
import type { Wav } from '@duologue/audio-node/wav';
import { DuologueError } from '@duologue/core';

const fixtures = join(import.meta.dirname, 'fixtures');
const files = readdirSync(fixtures)
  .filter((name) => /^(sox|ffmpeg)-.*\.wav$/.test(name))
  .map((name) => readFileSync(join(fixtures, name)));

/** A sound file with some of its bytes changed, cut off, put in or taken out; mostly in its head, where it hurts. */
const mutation = fc.record({
  kind: fc.constantFrom('change', 'cut', 'insert', 'remove'),
  where: fc.oneof({ weight: 4, arbitrary: fc.nat(120) }, { weight: 1, arbitrary: fc.nat(20_000) }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
});
const mutant = fc
  .tuple(fc.nat(files.length - 1), fc.array(mutation, { minLength: 1, maxLength: 4 }))
  .map(([file, changes]) =>
    changes.reduce<Buffer>(
      (bytes, { kind, where, bytes: other }) => {
        const at = Math.min(where, bytes.length);
        const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
        if (kind === 'cut') return before;
        if (kind === 'insert') return Buffer.concat([before, other, after]);
        if (kind === 'remove') return Buffer.concat([before, after.subarray(other.length)]);
        return Buffer.concat([before, other.subarray(0, after.length), after.subarray(other.length)]);
      },
      files[file] ?? Buffer.alloc(0),
    ),
  );

it('reads a file that was damaged, or says why it cannot, whatever the damage', async () => {
  const check = fc.check(
    fc.asyncProperty(mutant, async (bytes) => {
      const outcome = await readWav(bytes).catch((error: unknown) => error);
      if (outcome instanceof DuologueError) return outcome.code === 'WAV_UNREADABLE';
      if (outcome instanceof Error) throw outcome;
      const { channels, sampleRateHz, durationMs } = outcome as Wav;
      // there is never more sound than bytes
      const samples = channels.reduce((sum, { length }) => sum + length, 0);
      const [first] = channels;
      return (
        first !== undefined && durationMs === (first.length / sampleRateHz) * 1_000 && samples <= bytes.length
      );
    }),
    { numRuns: 1_000, seed: 20_260_329 },
  );
  expect(await check).toMatchObject({ failed: false, counterexample: null });
});

it('never returns silence for sound when bytes of the head are changed, or says that the file is cut off', async () => {
  const headDamage = fc.record({
    file: fc.nat(files.length - 1),
    back: fc.oneof(fc.constant(4), fc.integer({ min: 1, max: 120 })),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }),
    zeros: fc.boolean(),
  });
  const check = fc.check(
    fc.asyncProperty(headDamage, async ({ file, back, bytes, zeros }) => {
      const damaged = Buffer.from(files[file] ?? []);
      const headBytes = damaged.indexOf('data') + 8;
      const changed = zeros ? Buffer.alloc(bytes.length) : Buffer.from(bytes);
      changed.copy(damaged, Math.max(0, headBytes - back), 0, headBytes);
      const wav = await readWav(damaged).catch(() => undefined);
      return (
        wav === undefined ||
        wav.truncated ||
        wav.channels.some((samples) => samples.some((sample) => sample !== 0))
      );
    }),
    { numRuns: 1_000, seed: 20_260_329 },
  );
  expect(await check).toMatchObject({ failed: false, counterexample: null });
});

it('never returns silence for sound when only what follows the samples is damaged', async () => {
  const [original] = files;
  const whole = await readWav(original ?? Buffer.alloc(0));
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (tail) => {
      const { channels, truncated } = await readWav(Buffer.concat([original ?? Buffer.alloc(0), tail]));
      expect({ channels, truncated }).toEqual({ channels: whole.channels, truncated: false });
    }),
    { numRuns: 100, seed: 20_260_329 },
  );
});

it('never returns silence for sound when a chunk stands before the samples, of whatever name and length', async () => {
  const original = readFileSync(join(fixtures, 'sox-s16-8000.wav'));
  const whole = await readWav(original);
  const id = fc
    .stringMatching(/^[a-zA-Z0-9 ]{4}$/)
    .filter((name) => !['data', 'fmt ', 'ds64'].includes(name));
  await fc.assert(
    fc.asyncProperty(
      id,
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom(12, 36),
      async (name, body, at) => {
        const head = Buffer.alloc(8, name, 'latin1');
        head.writeUInt32LE(body.length, 4);
        const chunk = Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
        const bytes = Buffer.concat([original.subarray(0, at), chunk, original.subarray(at)]);
        expect((await readWav(bytes)).channels).toEqual(whole.channels);
      },
    ),
    { numRuns: 200, seed: 20_260_329 },
  );
});

import { expect, it } from 'vitest';
import { chooseBackend } from '@duologue/audio-node';
import { systemClock } from '@duologue/core';
import { joined } from '../samples.ts';
import { sine, strongestHz } from '../tone.ts';
import { steadily } from './steadiness.ts';
import { soundSpans, speak } from './virtual-sound-card.ts';

const backends = ['pulseaudio', 'pvrecorder', 'pacat', 'aplay', 'sox', 'ffmpeg'];
const formats = [8_000, 16_000, 24_000];

it.each(backends.flatMap((name) => formats.map((rate) => [name, rate] as const)))(
  '%s hears a tone of 440 Hz at %i Hz, in frames of exactly 20 ms',
  (name, sampleRateHz) =>
    steadily(async () => {
      const input = (await chooseBackend('input', { backend: name })).openInput({
        clock: systemClock,
        onTrouble: () => {},
      });
      const frames: Int16Array[] = [];
      const signal = new AbortController().signal;
      await input.start({ format: { encoding: 'pcm', sampleRateHz }, frameMs: 20, signal }, (frame) =>
        frames.push(frame),
      );
      await speak(sine(440, { sampleRateHz, durationMs: 1_000 }), sampleRateHz);
      await systemClock.sleep(400);
      await input.stop();
      const count = frames.length;
      await systemClock.sleep(60);
      expect(frames).toHaveLength(count);

      expect(new Set(frames.map(({ length }) => length))).toEqual(new Set([sampleRateHz / 50]));
      const samples = joined(...frames);
      const [{ startMs, endMs } = { startMs: 0, endMs: 0 }] = soundSpans(samples, sampleRateHz);
      expect(Math.abs(endMs - startMs - 1_000)).toBeLessThan(40);
      const middle = samples.subarray(
        ((startMs + 100) * sampleRateHz) / 1_000,
        ((endMs - 100) * sampleRateHz) / 1_000,
      );
      expect(Math.abs(strongestHz(middle, sampleRateHz) - 440)).toBeLessThan(1);
    }),
);

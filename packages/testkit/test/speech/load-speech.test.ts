import { expect, it } from 'vitest';
import { loadSpeech } from '../../src/speech/load-speech.ts';

it.each([
  [440, 5_300, 16_000],
  [441, 2_500, 44_100],
  [440.5, 3_000, 8_000],
  [300, 20, 8_000],
])(
  'makes a tone of %s Hz and %s ms that is one sine from its first to its last sample',
  async (toneHz, ms, sampleRateHz) => {
    const sine = Int16Array.from({ length: (ms * sampleRateHz) / 1_000 }, (_, index) =>
      Math.round(8_200 * Math.sin((2 * Math.PI * toneHz * index) / sampleRateHz)),
    );
    expect(await loadSpeech({ toneHz, ms }, sampleRateHz, '.')).toEqual(sine);
  },
);

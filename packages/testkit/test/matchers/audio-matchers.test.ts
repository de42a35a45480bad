import { assertThat, type Sound } from '@duologue/testkit';
import { expect, it } from '@duologue/testkit/vitest';

function sine(hz: number, ms: number, { amplitude = 8_000, sampleRateHz = 16_000 } = {}): Sound {
  const length = Math.round((ms * sampleRateHz) / 1_000);
  const samples = Int16Array.from({ length }, (_, index) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * hz * index) / sampleRateHz)),
  );
  return { samples, sampleRateHz };
}

const quiet: Sound = { samples: new Int16Array(16_000), sampleRateHz: 16_000 };
const tone = sine(440, 1_000);

it('knows how long audio lasts', () => {
  expect(tone).toHaveDuration(1_000);
  expect(tone).toHaveDuration(990, { toleranceMs: 10 });
  expect(tone).not.toHaveDuration(990);
});

it('knows silence, also where it is not quite silent', () => {
  expect(quiet).toBeSilent();
  expect(tone).not.toBeSilent();
  expect(sine(440, 1_000, { amplitude: 30 })).toBeSilent({ dbfs: -50 });
  const click = { ...quiet, samples: quiet.samples.with(8_000, 20_000) };
  expect(click).not.toBeSilent();
});

it('hears a tone among others', () => {
  expect(tone).toContainTone(440);
  expect(tone).not.toContainTone(880);
  const second = sine(880, 1_000);
  const both = {
    ...tone,
    samples: tone.samples.map((sample, index) => sample + (second.samples[index] ?? 0)),
  };
  expect(both).toContainTone(440, { share: 0.45 });
  expect(both).toContainTone(880, { share: 0.45 });
  expect(both).not.toContainTone(440, { share: 0.6 });
  expect(quiet).not.toContainTone(440);
});

it('finds a cut in the wrong place', () => {
  expect(tone).toHaveNoClicks();
  const cut = {
    ...tone,
    samples: tone.samples.map((sample, index) => (index < 8_009 ? sample * 2 : -sample * 2)),
  };
  expect(cut).not.toHaveNoClicks({ step: 0.3 });
});

it('compares audio with a little noise, and a little late', () => {
  const noisy = {
    ...tone,
    samples: tone.samples.map((sample, index) => sample + (index % 2 === 0 ? 100 : -100)),
  };
  const late = { ...tone, samples: new Int16Array([...new Int16Array(16), ...tone.samples]) };
  expect(tone).toMatchAudio(tone);
  expect(noisy).toMatchAudio(tone);
  expect(noisy).not.toMatchAudio(tone, { snrDb: 60 });
  expect(late).not.toMatchAudio(tone);
  expect(late).toMatchAudio(tone, { toleranceMs: 2 });
  expect(sine(441, 1_000)).not.toMatchAudio(tone);
  expect(sine(440, 1_000, { sampleRateHz: 8_000 })).not.toMatchAudio(tone);
});

it('takes what comes before or behind the other audio for a difference, however much later it may be', () => {
  const junk = new Int16Array(32).fill(20_000);
  const early = { ...tone, samples: new Int16Array([...junk, ...tone.samples]) };
  const behind = { ...tone, samples: new Int16Array([...tone.samples, ...junk]) };
  expect(early).not.toMatchAudio(tone, { toleranceMs: 2 });
  expect(behind).not.toMatchAudio(tone, { toleranceMs: 2 });
  expect(tone).not.toMatchAudio(early, { toleranceMs: 2 });
});

it('refuses to look for a tone that audio of this rate cannot hold', () => {
  for (const hz of [15_560, 8_000, 0, -440, NaN, Infinity]) {
    const refusal = { code: 'INVALID_OPTIONS', message: expect.stringContaining(`${hz} Hz.`) as string };
    expect(() => expect(tone).toContainTone(hz)).toThrow(expect.objectContaining(refusal));
    expect(() => expect(tone).not.toContainTone(hz)).toThrow(expect.objectContaining(refusal));
  }
});

it('listens to an hour of audio', () => {
  expect({ samples: new Int16Array(60 * 60 * 1_000), sampleRateHz: 1_000 }).toBeSilent();
});

it('says nothing of no audio at all, but how long it is', () => {
  const none: Sound = { samples: new Int16Array(0), sampleRateHz: 16_000 };
  const assertions = [assertThat(none), assertThat(none).not].flatMap((audio) => [
    () => audio.toBeSilent(),
    () => audio.toHaveNoClicks(),
    () => audio.toContainTone(440),
    () => audio.toMatchAudio(none),
    () => audio.toMatchAudio(tone),
  ]);
  expect(new Set(assertions.map(messageOf))).toEqual(
    new Set([
      'There is no audio to listen to (0 samples). That nothing was heard at all is said by toHaveDuration(0).',
    ]),
  );
  expect(() => expect(none).toBeSilent()).toThrow('There is no audio');
  expect(() => expect(none).not.toBeSilent()).toThrow('There is no audio');
  expect(none).toHaveDuration(0);
});

it('says what it wanted and what it found', () => {
  const messages = [
    () => assertThat(tone).toHaveDuration(2_000),
    () => assertThat(tone).toBeSilent(),
    () => assertThat(quiet).not.toBeSilent(),
    () => assertThat(tone).toContainTone(300),
    () => assertThat(quiet).toMatchAudio(tone),
  ].map(messageOf);
  expect(messages).toEqual([
    'Expected to find 2000 ms of audio (± 1 ms)\nFound: 1000 ms',
    'Expected to find silence (at most -60 dBFS)\nFound: up to -15.2 dBFS',
    'Expected not to find silence (at most -60 dBFS)\nFound: up to -Infinity dBFS',
    'Expected to find a tone of 300 Hz with at least 50 % of the energy\nFound: 0 %',
    'Expected to find the same audio (signal to noise of 20 dB)\nFound: 0 dB',
  ]);
});

it('is not content with what is no audio', () => {
  expect(() => expect({ samples: [1, 2, 3] }).toBeSilent()).toThrow('This matcher listens to audio');
  expect(() => expect({ samples: [1, 2, 3] }).not.toBeSilent()).toThrow('This matcher listens to audio');
});

function messageOf(act: () => void): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
}

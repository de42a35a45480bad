import { expect, it, onTestFinished } from 'vitest';
import { VirtualClock } from '@duologue/testkit';
import { doctor } from '../../src/cli/doctor.ts';
import { StudioBackend } from '../device/studio-backend.ts';
import { fitSine, sine } from '../tone.ts';

async function examine(backends: StudioBackend[], speech: Int16Array = new Int16Array()) {
  const clock = new VirtualClock();
  onTestFinished(() => clock[Symbol.dispose]());
  const lines: string[] = [];
  const print = (line: string) => {
    lines.push(line);
    if (line.startsWith('Listening'))
      clock.setTimeout(() => backends.forEach((backend) => backend.speak(speech)), 100);
  };
  const works = await doctor({ print, backends, clock });
  return { works, report: lines.join('\n') };
}

it('plays a tone and shows how loud the microphone is', async () => {
  const studio = new StudioBackend();
  const { works, report } = await examine([studio], sine(440, { durationMs: 200 }));
  expect(works).toBe(true);
  expect(fitSine(studio.played, 16_000, 440).snrDb).toBeGreaterThan(70);
  expect(report).toMatchInlineSnapshot(`
    "Speakers
      ✓ studio      works, and would be taken
          * one (The only one)
    Microphones
      ✓ studio      works, and would be taken
          * one (The only one)
    Playing a tone of 440 Hz through studio …
      played. Did you hear it? If not, check the volume and which device is the default one.
    Listening through studio for 2 s. Say something …
      [#################   ] -9 dBFS"
  `);
});

it('says of each backend why it cannot be used, and which one would be taken', async () => {
  const deaf = new StudioBackend('deaf', { available: false, reason: 'the server is gone' });
  const { works, report } = await examine(
    [deaf, new StudioBackend('good'), new StudioBackend('spare')],
    sine(440, { durationMs: 200 }),
  );
  expect(works).toBe(true);
  expect(report).toContain('✗ deaf        the server is gone');
  expect(report).toContain('✓ good        works, and would be taken');
  expect(report).toContain('✓ spare       works\n');
});

it('gives a clear answer where there is no sound at all', async () => {
  const { works, report } = await examine([
    new StudioBackend('studio', { available: false, reason: 'no card' }),
  ]);
  expect(works).toBe(false);
  expect(report).toMatchInlineSnapshot(`
    "Speakers
      ✗ studio      no card
    Microphones
      ✗ studio      no card
    Neither a speaker nor a microphone answers. On a server or in a container that is how it should be: use WavMicrophone, PcmMicrophone or a phone line."
  `);
});

it('goes on to the next backend when a probe fails', async () => {
  const broken = new StudioBackend('broken');
  broken.probe = () => Promise.reject(new Error('the probe broke'));
  const { works, report } = await examine(
    [broken, new StudioBackend('good')],
    sine(440, { durationMs: 200 }),
  );
  expect(works).toBe(true);
  expect(report).toContain('✗ broken      the probe broke');
});

it('tells of a device that answers and then fails', async () => {
  const studio = new StudioBackend();
  studio.failure = new Error('in use by another program');
  const { works, report } = await examine([studio]);
  expect(works).toBe(false);
  expect(report).toContain('✗ in use by another program');
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { VirtualClock } from '@duologue/testkit';
import { ProcessOutput } from '../../src/device/process/process-output.ts';

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock();
});
afterEach(() => clock[Symbol.dispose]());

const sampleRateHz = 48_000;

it('fails when its command takes no more sound, and holds no more than a second of it', async () => {
  const deaf = {
    command: process.execPath,
    args: () => ['--eval', 'setInterval(() => {}, 1_000)'],
    latencyMs: 0,
    tailMs: 0,
  };
  const output = new ProcessOutput(deaf, { clock, onTrouble: () => {} });
  await output.start({ format: { encoding: 'pcm', sampleRateHz }, signal: new AbortController().signal });
  const play = async () => {
    for (let second = 0; second < 60; second += 1) {
      output.write(new Int16Array(sampleRateHz));
      await clock.sleep(1_000);
    }
  };
  await expect(play()).rejects.toMatchObject({
    code: 'AUDIO_OUTPUT_TROUBLE',
    message: expect.stringContaining('takes no more sound'),
  });
  expect(clock.now()).toBeLessThan(10_000);
  expect(() => output.playedSamples()).toThrow(expect.objectContaining({ code: 'AUDIO_OUTPUT_TROUBLE' }));
  output.stop();
});

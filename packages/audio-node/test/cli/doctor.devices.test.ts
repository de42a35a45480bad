import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { systemClock } from '@duologue/core';
import { steadily } from '../device/steadiness.ts';
import { listen, soundSpans, speak } from '../device/virtual-sound-card.ts';
import { sine, strongestHz } from '../tone.ts';

it('finds every way to the sound card, plays a tone that is heard, and shows that somebody speaks', () =>
  steadily(async () => {
    const ear = await listen();
    const program = join(import.meta.dirname, '../../bin/duologue-audio.js');
    const args = ['--import', 'tsx', '--conditions=@duologue/source', program, 'doctor'];
    const doctor = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = once(doctor, 'exit');
    const speaking = new AbortController();
    const talk = async () => {
      while (!speaking.signal.aborted) {
        await speak(sine(500, { durationMs: 500 }), 16_000);
        await systemClock.sleep(10);
      }
    };
    const talking = talk();
    const [output, errors] = await Promise.all([text(doctor.stdout), text(doctor.stderr)]);
    expect(await ended).toEqual([0, null]);
    speaking.abort();
    await talking;
    const { samples, sampleRateHz } = ear.stop();

    const [, speakers = '', microphones = ''] = /Speakers\n(.*)Microphones\n(.*?)Playing/s.exec(output) ?? [];
    const marks = (report: string) =>
      [...report.matchAll(/^ {2}(\S) (\S+)/gm)].map(([, mark, name]) => `${mark} ${name}`);
    expect(marks(speakers)).toEqual(
      ['pulseaudio', 'audio-io', 'pacat', 'aplay', 'sox', 'ffmpeg'].map((name) => `✓ ${name}`),
    );
    expect(marks(microphones)).toEqual(
      ['pulseaudio', 'pvrecorder', 'pacat', 'aplay', 'sox', 'ffmpeg'].map((name) => `✓ ${name}`),
    );
    expect(speakers).toMatch(/pulseaudio +works, and would be taken\n +\* speaker /);
    expect(microphones).toMatch(/pulseaudio +works, and would be taken\n +\* microphone /);
    expect(output).toMatch(/\[#{15,}.*\] -\d dBFS/);
    expect(errors).toBe('');

    const spans = soundSpans(samples, sampleRateHz, 60);
    const [{ startMs, endMs } = { startMs: 0, endMs: 0 }] = spans;
    expect(Math.abs(endMs - startMs - 1_000)).toBeLessThan(60);
    expect(
      Math.abs(strongestHz(samples.subarray((startMs + 100) * 16, (endMs - 100) * 16), sampleRateHz) - 440),
    ).toBeLessThan(1);
  }));

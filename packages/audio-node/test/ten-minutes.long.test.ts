import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, onTestFinished } from 'vitest';
import {
  CallRecorder,
  NoiseSuppression,
  RateAdaptedOutput,
  VoiceActivity,
  WavMicrophone,
} from '@duologue/audio-node';
import { readWav, WavWriter } from '@duologue/audio-node/wav';
import { NullOutput, Session } from '@duologue/core';
import type { Connection, ConnectionListener, ConnectionRequest } from '@duologue/core';
import { VirtualClock } from '@duologue/testkit';
import { AgentLine } from './agent-line.ts';
import { sine } from './tone.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** An agent who counts what it hears instead of keeping it. */
class CountingLine extends AgentLine {
  heardBytes = 0;

  override connect(request: ConnectionRequest, listener: ConnectionListener): Connection {
    const connection = super.connect(request, listener);
    return {
      ...connection,
      bufferedBytes: 0,
      send: (frame) => {
        const { user_audio_chunk: audio } = JSON.parse(frame) as { user_audio_chunk?: string };
        if (audio === undefined) connection.send(frame);
        else this.heardBytes += Buffer.byteLength(audio, 'base64');
      },
    };
  }
}

it('takes ten minutes of sound through the whole chain without losing a sample or gathering memory', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ten-minutes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const question = new WavWriter({ path: join(folder, 'question.wav'), sampleRateHz: 44_100 });
  question.write(sine(440, { sampleRateHz: 44_100, durationMs: 5_000 }));
  question.finish();

  const clock = new VirtualClock();
  onTestFinished(() => clock[Symbol.dispose]());
  const agent = new CountingLine({ agentFormat: 'pcm_24000', userFormat: 'pcm_16000' });
  const recorder = new CallRecorder(join(folder, 'call.wav'));
  const session = new Session({
    url: 'ws://agent',
    transport: agent,
    clock,
    audioOutput: new RateAdaptedOutput(new NullOutput(clock), 48_000, clock),
    plugins: [
      new WavMicrophone({ path: join(folder, 'question.wav'), loop: true }),
      new NoiseSuppression(),
      new VoiceActivity(),
      recorder,
    ],
  });
  await session.start();
  const answer = sine(880, { sampleRateHz: 24_000, durationMs: 3_000 });
  const usedMb: number[] = [];
  for (let turn = 0; turn < 120; turn += 1) {
    agent.say(answer, turn + 1);
    await clock.sleep(5_000);
    if (turn % 20 !== 19) continue;
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    usedMb.push((heapUsed + arrayBuffers) / 1e6);
  }
  await clock.sleep(1);
  await session.end();

  expect(agent.heardBytes).toBe(600 * 16_000 * 2);
  expect(session.playout.ledger.reduce((sum, { played }) => sum + played, 0)).toBe(120 * answer.length);
  expect((await recorder.finished)?.durationMs).toBeCloseTo(600_001, 0);
  const { channels } = await readWav(join(folder, 'call.wav'));
  const heard = channels[1] ?? new Int16Array();
  for (let turn = 0; turn < 120; turn += 1) {
    const start = turn * 5 * 24_000;
    expect(heard.subarray(start, start + answer.length)).toEqual(answer);
  }
  // ten minutes are 29 MB of the agent's audio, so what was kept of it would show in the second half
  expect(Math.max(...usedMb.slice(3)) - Math.max(...usedMb.slice(0, 3))).toBeLessThan(4);
});

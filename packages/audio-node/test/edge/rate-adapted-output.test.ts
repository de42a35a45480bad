import { expect, it, onTestFinished } from 'vitest';
import { RateAdaptedOutput } from '@duologue/audio-node';
import { NullOutput, Session } from '@duologue/core';
import type { AudioFormatName, AudioOutput, AudioOutputStart } from '@duologue/core';
import { VirtualClock } from '@duologue/testkit';
import { AgentLine } from '../agent-line.ts';
import { joined } from '../samples.ts';
import { fitSine, sine } from '../tone.ts';

/** An output with a rate of its own that keeps what it is given. */
class FixedRateOutput extends NullOutput {
  readonly given: Int16Array[] = [];
  sampleRateHz = 0;

  override start(options: AudioOutputStart): void {
    this.sampleRateHz = options.format.sampleRateHz;
    super.start(options);
  }

  override write(samples: Int16Array): void {
    this.given.push(samples);
    super.write(samples);
  }
}

/** An output that learns after a flush how many samples were heard after all. */
function learningLate(inner: AudioOutput, heardLate: number): AudioOutput {
  return {
    maxLeadMs: inner.maxLeadMs,
    start: (options) => inner.start(options),
    write: (samples) => inner.write(samples),
    flush: () => {
      void inner.flush();
      return Promise.resolve(heardLate);
    },
    playedSamples: () => inner.playedSamples(),
    stop: () => inner.stop(),
  };
}

async function startCall(agentFormat: AudioFormatName, outputHz: number, heardLate?: number) {
  const clock = new VirtualClock();
  onTestFinished(() => clock[Symbol.dispose]());
  const agent = new AgentLine({ agentFormat });
  const inner = new FixedRateOutput(clock);
  const audioOutput = new RateAdaptedOutput(
    heardLate === undefined ? inner : learningLate(inner, heardLate),
    outputHz,
    clock,
  );
  const session = new Session({ url: 'ws://agent', transport: agent, clock, audioOutput });
  await session.start();
  return { agent, clock, inner, session };
}

const rates = [8_000, 16_000, 22_050, 24_000, 44_100, 48_000];

it.each(rates.flatMap((agentHz) => rates.map((outputHz) => [agentHz, outputHz] as const)))(
  'plays what comes at %i Hz at %i Hz, and counts every sample of it',
  async (agentHz, outputHz) => {
    const { agent, clock, inner, session } = await startCall(`pcm_${agentHz}` as AudioFormatName, outputHz);
    agent.say(sine(1_000, { sampleRateHz: agentHz }));
    await clock.sleep(1_500);
    expect(session.playout.ledger).toMatchObject([{ played: agentHz, queued: 0, dropped: 0 }]);
    const given = joined(...inner.given);
    expect(given).toHaveLength(outputHz);
    expect(inner.sampleRateHz).toBe(outputHz);
    // between the edges, where the tone is cut off
    const middle = given.subarray(outputHz / 10, -outputHz / 100);
    expect(fitSine(middle, outputHz, 1_000).snrDb).toBeGreaterThan(85);
    await session.end();
  },
);

it('counts what was heard before each of a hundred interruptions to the sample', async () => {
  const { agent, clock, session } = await startCall('pcm_16000', 44_100);
  for (let turn = 1; turn <= 100; turn += 1) {
    agent.say(sine(500), turn);
    await clock.sleep(250);
    agent.interrupt(turn);
    await clock.sleep(30);
  }
  expect(
    session.playout.ledger.map(({ played }) => Math.abs(played - 4_000)).filter((off) => off > 1),
  ).toEqual([]);
  await session.end();
});

it('brings what was heard after a flush to the rate of the agent', async () => {
  const { agent, clock, session } = await startCall('pcm_24000', 8_000, 400);
  const heard: number[] = [];
  session.hooks.interrupted.tap('test', ({ playedMs }) => heard.push(playedMs));
  session.hooks.interruptionSettled.tap('test', ({ playedMs }) => heard.push(playedMs));
  agent.say(sine(500, { sampleRateHz: 24_000 }));
  await clock.sleep(250);
  agent.interrupt();
  await clock.sleep(1);
  expect(heard).toEqual([250, 300]);
  await session.end();
});

/** Sound at full level to its very end. */
const loud = (sampleRateHz: number, durationMs: number) =>
  new Int16Array((sampleRateHz * durationMs) / 1_000).fill(10_000);
const quiet = (sampleRateHz: number, durationMs: number) => loud(sampleRateHz, durationMs).fill(0);
const pairs = [
  [8_000, 48_000],
  [16_000, 8_000],
  [24_000, 44_100],
  [44_100, 16_000],
  [48_000, 22_050],
] as const;

it.each(pairs)(
  'plays nothing of an interrupted turn in the next one (%i to %i Hz)',
  async (agentHz, outputHz) => {
    const { agent, clock, inner, session } = await startCall(`pcm_${agentHz}`, outputHz);
    agent.say(loud(agentHz, 1_000), 1);
    await clock.sleep(250);
    agent.interrupt(1);
    inner.given.length = 0;
    agent.say(quiet(agentHz, 200), 2);
    await clock.sleep(300);
    expect(joined(...inner.given)).toEqual(new Int16Array(outputHz / 5));
    await session.end();
  },
);

it.each(pairs)(
  'plays a turn to its end before the next one begins (%i to %i Hz)',
  async (agentHz, outputHz) => {
    const { agent, clock, inner, session } = await startCall(`pcm_${agentHz}`, outputHz);
    for (const turn of [1, 2, 3]) {
      inner.given.length = 0;
      agent.say(turn === 2 ? quiet(agentHz, 200) : loud(agentHz, 200), turn);
      await clock.sleep(400);
      const given = joined(...inner.given);
      expect(given).toHaveLength(outputHz / 5);
      const level = turn === 2 ? 0 : 10_000;
      // the last millisecond lies on the edge, where the filter cannot be as steep as the sound
      expect(
        given
          .subarray(outputHz / 1_000, -outputHz / 1_000)
          .filter((sample) => Math.abs(sample - level) > 6_000),
      ).toEqual(new Int16Array());
    }
    const turns = [1, 2, 3].map((eventId) => ({ eventId, played: agentHz / 5, dropped: 0 }));
    expect(session.playout.ledger).toMatchObject(turns);
    await session.end();
  },
);

it('goes on without a seam while a turn comes in pieces', async () => {
  const { agent, clock, inner, session } = await startCall('pcm_16000', 24_000);
  const turn = sine(440, { durationMs: 3_000 });
  for (let start = 0; start < turn.length; start += 1_600) {
    agent.say(turn.subarray(start, start + 1_600));
    await clock.sleep(start === 0 ? 40 : 100);
  }
  await clock.sleep(300);
  const given = joined(...inner.given);
  expect(given).toHaveLength(72_000);
  expect(fitSine(given.subarray(2_400, 69_600), 24_000, 440).snrDb).toBeGreaterThan(85);
  await session.end();
});

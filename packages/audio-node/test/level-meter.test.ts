import { expect, it, onTestFinished } from 'vitest';
import { dbfs, LevelMeter, Pacer, rootMeanSquare } from '@duologue/audio-node';
import { Session } from '@duologue/core';
import { VirtualClock } from '@duologue/testkit';
import { AgentLine } from './agent-line.ts';
import { sine } from './tone.ts';

it('measures both sides while they are heard', async () => {
  const clock = new VirtualClock();
  onTestFinished(() => clock[Symbol.dispose]());
  const agent = new AgentLine();
  const [microphone, meter] = [new Pacer(), new LevelMeter({ windowMs: 200 })];
  const session = new Session({ url: 'ws://agent', transport: agent, clock, plugins: [microphone, meter] });
  expect([meter.user, meter.agent]).toEqual([0, 0]);
  await session.start();
  void microphone.say({ samples: sine(1_000, { level: 1 }), sampleRateHz: 16_000 });
  await clock.sleep(501);
  expect(meter.user).toBeCloseTo(Math.SQRT1_2, 3);
  expect(meter.agent).toBe(0);

  agent.say(sine(1_000, { level: 0.1, durationMs: 600 }));
  await clock.sleep(101);
  expect(meter.agent).toBeCloseTo(0.1 * Math.SQRT1_2 * Math.sqrt(0.5), 2);
  await clock.sleep(400);
  expect(dbfs(meter.agent)).toBeCloseTo(-23.01, 1);
  await clock.sleep(400);
  expect([meter.user, meter.agent]).toEqual([0, 0]);
  await session.end();
});

it('knows the level of a full-scale sine, of a square wave and of silence', () => {
  expect(dbfs(rootMeanSquare(sine(1_000, { level: 1 })))).toBeCloseTo(-3.01, 2);
  expect(dbfs(rootMeanSquare(new Int16Array(100).fill(-32_768)))).toBe(0);
  expect(dbfs(rootMeanSquare(new Int16Array(100)))).toBe(-Infinity);
  expect(rootMeanSquare(new Int16Array())).toBe(0);
});

it('refuses a window that is too short', () => {
  expect(() => new LevelMeter({ windowMs: 0 })).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
});

import path from 'node:path';
import { parseAudioFormat, type AudioFormat } from '@duologue/core';
import type { EngineOptions, ScriptEngine } from '../engine/script-engine.ts';
import { loadSpeech } from '../speech/load-speech.ts';
import { checkScenario, rejectScenario } from './check-scenario.ts';
import { missingMoments } from './missing-moment.ts';
import { PreparedSpeech } from './prepared-speech.ts';
import type { Scenario, Step } from './scenario.ts';
import type { Say } from './server-steps.ts';
import { unreadableSpeech, type UnreadableSpeech } from './unreadable-speech.ts';
import type { UserSay } from './user-steps.ts';

/** A scenario with its speech in memory: it can be played any number of times, by any number of conversations at once. */
export interface PreparedScenario {
  readonly scenario: Scenario;
  readonly outputFormat: AudioFormat;
  readonly inputFormat: AudioFormat;
  /** What a step says, where it says anything. */
  speechOf(step: Say): PreparedSpeech | undefined;
  voiceOf(step: UserSay): Int16Array;
  /** Makes what plays the service's part, where that is not what plays the steps of a scenario. */
  createEngine?(options: EngineOptions): ScriptEngine;
}

/** Whether the speech of a scenario is loaded already. */
export function isPrepared(scenario: Scenario | PreparedScenario): scenario is PreparedScenario {
  return 'speechOf' in scenario;
}

export interface PrepareOptions {
  /** Where relative paths of WAV files count from; default the folder of the scenario file, or the working directory. */
  readonly folder?: string;
}

/**
 * Checks a scenario and loads its speech.
 * @throws DuologueError SCENARIO_INVALID with the step that cannot be, FILE_UNREADABLE, WAV_UNREADABLE
 */
export async function prepareScenario(
  scenario: Scenario,
  { folder }: PrepareOptions = {},
): Promise<PreparedScenario> {
  checkScenario(scenario);
  const outputFormat = parseAudioFormat(scenario.agent?.outputFormat ?? 'pcm_16000');
  const inputFormat = parseAudioFormat(scenario.agent?.inputFormat ?? 'pcm_16000');
  const base = folder ?? (scenario.place ? path.dirname(scenario.place.file) : process.cwd());
  const speech = new Map<Step, PreparedSpeech>();
  const voices = new Map<Step, Int16Array>();
  const reactions = (scenario.reactions ?? []).flatMap(({ do: steps }) =>
    typeof steps === 'function' ? [] : steps,
  );
  const unreadable: UnreadableSpeech[] = [];
  const all = [...scenario.steps, ...reactions];
  await Promise.all(
    all.map((step) => load(step).catch((error: unknown) => unreadable.push({ step, error }))),
  );
  // files are read side by side, and told of in the order of the steps
  unreadable.sort((a, b) => all.indexOf(a.step) - all.indexOf(b.step));
  if (unreadable.length > 0) throw unreadableSpeech(scenario, unreadable);
  rejectScenario(
    scenario,
    missingMoments(scenario, (step) => speech.get(step)),
  );
  return {
    scenario,
    outputFormat,
    inputFormat,
    speechOf: (step) => speech.get(step),
    voiceOf: (step) => voices.get(step) ?? new Int16Array(0),
  };

  async function load(step: Step): Promise<void> {
    if ('server' in step && step.server === 'say' && step.audio) {
      speech.set(
        step,
        new PreparedSpeech(await loadSpeech(step.audio, outputFormat.sampleRateHz, base), outputFormat),
      );
    }
    if ('user' in step && step.user === 'say') {
      voices.set(step, await loadSpeech(step.audio, inputFormat.sampleRateHz, base));
    }
  }
}

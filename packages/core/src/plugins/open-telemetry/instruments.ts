import type { DroppedAudio, SessionEnd, TurnMetrics } from '../../session/facts.ts';
import type { ToolFinish } from '../../tools/tool.ts';
import { attribute } from './conventions.ts';
import type { TelemetryAttributes, TelemetryHistogram, TelemetryMeter } from './open-telemetry-api.ts';

/** Bounds of the buckets for delays that a caller hears, in seconds. */
const delayBounds = [0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10];
const durationBounds = [1, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600];

/** The metrics of sessions: times are in seconds, as the conventions have it. */
export class Instruments {
  readonly #firstText;
  readonly #firstAudio;
  readonly #firstPlayed;
  readonly #toolDuration;
  readonly #sessionDuration;
  readonly #underruns;
  readonly #interruptions;
  readonly #droppedAudio;
  readonly #problems;

  constructor(meter: TelemetryMeter) {
    const delay = (name: string, what: string) =>
      meter.createHistogram(`duologue.turn.${name}`, {
        description: `From the end of the user's words to ${what}.`,
        unit: 's',
        advice: { explicitBucketBoundaries: delayBounds },
      });
    const counter = (name: string, description: string, unit: string) =>
      meter.createCounter(`duologue.${name}`, { description, unit });
    this.#firstText = delay('first_text', 'the first text of the agent');
    this.#firstAudio = delay('first_audio', 'the first audio of the agent that arrived');
    this.#firstPlayed = delay('first_played', 'the first audio of the agent that was heard');
    this.#toolDuration = meter.createHistogram('duologue.tool.duration', {
      description: 'From the arrival of a tool call to its outcome.',
      unit: 's',
      advice: { explicitBucketBoundaries: delayBounds },
    });
    this.#sessionDuration = meter.createHistogram('duologue.session.duration', {
      description: 'From the answer of the agent to the end of the conversation.',
      unit: 's',
      advice: { explicitBucketBoundaries: durationBounds },
    });
    this.#underruns = counter('playout.underruns', 'Times that playout ran dry inside a turn.', '{underrun}');
    this.#interruptions = counter('interruptions', 'Times that the user cut in.', '{interruption}');
    this.#droppedAudio = counter('audio.dropped', 'Audio that was never heard.', 's');
    this.#problems = counter('problems', 'Trouble that did not end a session.', '{problem}');
  }

  turn(
    { firstTextMs, firstAudioMs, firstPlayedMs, underruns }: TurnMetrics,
    common: TelemetryAttributes,
  ): void {
    recordMs(this.#firstText, firstTextMs, common);
    recordMs(this.#firstAudio, firstAudioMs, common);
    recordMs(this.#firstPlayed, firstPlayedMs, common);
    if (underruns > 0) this.#underruns.add(underruns, common);
  }

  tool({ call, outcome, isError, durationMs }: ToolFinish, common: TelemetryAttributes): void {
    recordMs(this.#toolDuration, durationMs, {
      ...common,
      [attribute.toolName]: call.toolName,
      ...(isError && { [attribute.errorType]: outcome }),
    });
  }

  session({ durationMs, reason, error }: SessionEnd, common: TelemetryAttributes): void {
    recordMs(this.#sessionDuration, durationMs, {
      ...common,
      'duologue.end.reason': reason,
      ...(error && { [attribute.errorType]: error.code }),
    });
  }

  interrupted(by: 'service' | 'user', common: TelemetryAttributes): void {
    this.#interruptions.add(1, { ...common, 'duologue.interrupted_by': by });
  }

  dropped({ durationMs, direction, why }: DroppedAudio, common: TelemetryAttributes): void {
    this.#droppedAudio.add(durationMs / 1_000, {
      ...common,
      'duologue.audio.direction': direction,
      'duologue.audio.drop_reason': why,
    });
  }

  problem(code: string, common: TelemetryAttributes): void {
    this.#problems.add(1, { ...common, [attribute.errorType]: code });
  }
}

function recordMs(
  histogram: TelemetryHistogram,
  ms: number | undefined,
  attributes: TelemetryAttributes,
): void {
  if (ms !== undefined) histogram.record(ms / 1_000, attributes);
}

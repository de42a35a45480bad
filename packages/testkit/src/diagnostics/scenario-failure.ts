import type { FailureCode, FailureFacts } from '../engine/failure.ts';
import { describeMessage } from '../messages/describe-message.ts';
import { describeStep, type Scenario } from '../scenario/scenario.ts';
import type { TraceEntry } from '../trace/trace-entry.ts';
import type { Origin } from './origin.ts';
import { pointTo } from './point-to.ts';
import { timeLine } from './time-line.ts';

export interface FailureContext {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly entries: readonly TraceEntry[];
  readonly origin?: Origin | undefined;
  /** Where its trace is written, where it is. */
  readonly tracePath?: string | undefined;
}

/** A client that did not play a scenario as it is written. The message tells the whole story; `code` is for programs. */
export class ScenarioFailure extends Error {
  override readonly name = 'ScenarioFailure';
  readonly code: FailureCode;
  readonly facts: FailureFacts;

  constructor(facts: FailureFacts, context: FailureContext) {
    super(explain(facts, context));
    this.code = facts.code;
    this.facts = facts;
    const { scenario, origin } = context;
    const step = facts.stepIndex === undefined ? undefined : scenario.steps[facts.stepIndex];
    pointTo(this, [
      { place: step?.place ?? scenario.place, name: step ? describeStep(step) : scenario.name },
      { place: origin?.place, name: 'replay' },
    ]);
  }
}

/** How many events a message shows. */
const eventCount = 8;

/** How many steps or messages a list in a message shows. */
const listLength = 5;

/**
 * The message, in this order: what happened; the step; expected and actual, only where they differ; what it looks like;
 * the last events; what is left over on both sides; how to run it again.
 */
function explain(
  facts: FailureFacts,
  { scenario, seed, entries, origin, tracePath }: FailureContext,
): string {
  return [
    `${facts.code}: ${facts.cause}`,
    section('', stepLines(facts, scenario)),
    section('expected and actual', differenceLines(facts)),
    section('hint', facts.hints ?? []),
    section('last events', timeLine(entries, eventCount)),
    section('not reached', shorten(facts.notReached.map((index) => stepName(scenario, index)))),
    section('not taken', shorten((facts.unmatched ?? []).map(describeMessage))),
    section('again', againLines(seed, origin, tracePath)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function section(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const heading = title === '' ? [] : [`  ${title}`];
  return [...heading, ...lines.map((line) => (title === '' ? `  ${line}` : `    ${line}`))].join('\n');
}

function stepLines({ stepIndex, at: due }: FailureFacts, scenario: Scenario): string[] {
  if (due) return [`cassette "${scenario.name}", ${due.what}`, `${scenario.place?.file ?? ''}:${due.line}:1`];
  if (scenario.steps.length === 0) return ['no scenario was played'];
  const where = `scenario "${scenario.name}"`;
  const place =
    (stepIndex === undefined ? scenario.place : scenario.steps[stepIndex]?.place) ?? scenario.place;
  const at = place ? [`${place.file}:${place.line}:${place.column}`] : [];
  if (stepIndex === undefined) return [`${where}, after its last step`, ...at];
  const [step] = scenario.steps.slice(stepIndex);
  return [
    `${where}, step ${stepIndex + 1} of ${scenario.steps.length}: ${step ? describeStep(step) : ''}`,
    ...at,
  ];
}

function stepName({ steps }: Scenario, index: number): string {
  const step = steps[index];
  return `step ${index + 1}: ${step ? describeStep(step) : ''}`;
}

function differenceLines({ differences = [] }: FailureFacts): string[] {
  return differences.flatMap(({ pointer, expected, actual }) => [
    pointer === '' ? 'the whole' : pointer,
    `  - ${expected}`,
    `  + ${actual}`,
  ]);
}

function againLines(seed: number, { door, again }: Origin = {}, tracePath?: string): string[] {
  return [
    `seed ${seed}${door === undefined ? '' : `, door ${door}`}`,
    ...(again === undefined ? [] : [again]),
    ...(tracePath === undefined ? [] : [`trace ${tracePath}`]),
  ];
}

function shorten(lines: readonly string[]): string[] {
  if (lines.length <= listLength) return [...lines];
  return [...lines.slice(0, listLength), `and ${lines.length - listLength} more`];
}

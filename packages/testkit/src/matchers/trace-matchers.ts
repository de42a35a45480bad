import type { TranscriptEntry } from '@duologue/core';
import { readResult } from '../engine/named-values.ts';
import { differences, type Difference, type Expected } from '../match/differences.ts';
import { fits, fitsText } from '../match/fits.ts';
import { show } from '../match/show.ts';
import { canonicalTrace } from '../trace/canonical-trace.ts';
import { redactedAsIn } from '../trace/redacted-as-in.ts';
import { barriersOf } from '../trace/barriers.ts';
import type { Verdict } from './verdict.ts';
import { closeIn, heardIn, interruptionsIn, saidIn, toolCallsIn } from '../trace/read-trace.ts';
import type { TraceEntry } from '../trace/trace-entry.ts';

/** What matchers look at: the trace of a replay, or anything else that has entries. */
export interface Traced {
  readonly entries: readonly TraceEntry[];
  readonly transcript?: readonly TranscriptEntry[];
  /** Whether more may still come: nothing can be said then of what does not happen. Default no. */
  readonly isOpen?: boolean;
  /** How often the session has connected. */
  readonly connections?: number;
  /** How much of the agent's audio was heard, in milliseconds. */
  readonly playedMs?: number;
}

/** The agent called a tool. What `parameters` does not name may be anything. */
export function toHaveCalledTool({ entries }: Traced, name: string, parameters?: Expected): Verdict {
  const calls = toolCallsIn(entries);
  const pass = calls.some((call) => call.name === name && fits(parameters, call.parameters));
  const wanted = `a call of ${name}${parameters === undefined ? '' : ` with ${show(parameters)}`}`;
  return {
    pass,
    wanted,
    found: list(
      calls.map((call) => `${call.name} ${show(call.parameters)}`),
      'no calls',
    ),
  };
}

/** The client answered a tool call. An object is compared with the result read as JSON, a string with all of it. */
export function toHaveReturnedToolResult(
  { entries }: Traced,
  name: string,
  result?: Expected,
  { isError }: { readonly isError?: boolean } = {},
): Verdict {
  const answered = toolCallsIn(entries).filter((call) => call.isError !== undefined);
  const pass = answered.some(
    (call) =>
      call.name === name &&
      (fits(result, call.result) || fits(result, readResult(call.result))) &&
      (isError === undefined || call.isError === isError),
  );
  const error = isError === undefined ? '' : isError ? ' as an error' : ' as a success';
  const wanted = `a result of ${name}${result === undefined ? '' : ` like ${show(result)}`}${error}`;
  const found = answered.map((call) => `${call.name} ${call.isError ? 'failed: ' : ''}${show(call.result)}`);
  return { pass, wanted, found: list(found, 'no results') };
}

/** The agent said a text: a part of a turn, or a pattern. */
export function toHaveSaid({ entries }: Traced, text: Expected): Verdict {
  const said = saidIn(entries);
  return {
    pass: said.some((turn) => fitsText(text, turn)),
    wanted: `${show(text)} in what the agent said`,
    found: list(said.map(show), 'it said nothing'),
  };
}

/** The agent got a text from the user, spoken or written: a part of it, or a pattern. */
export function toHaveHeard({ entries }: Traced, text: Expected): Verdict {
  const heard = heardIn(entries);
  return {
    pass: heard.some((turn) => fitsText(text, turn)),
    wanted: `${show(text)} in what the agent heard`,
    found: list(heard.map(show), 'it heard nothing'),
  };
}

/** The user cut in on the agent. Only where a session of ours is the client. */
export function toHaveBeenInterrupted(
  { entries }: Traced,
  { heard, playedMs }: { readonly heard?: Expected; readonly playedMs?: Expected } = {},
): Verdict {
  const interruptions = interruptionsIn(entries);
  const expected = {
    ...(heard !== undefined && { heardText: heard }),
    ...(playedMs !== undefined && { playedMs }),
  };
  return {
    pass: interruptions.some((interruption) => fits(expected, interruption)),
    wanted: `an interruption${Object.keys(expected).length > 0 ? ` with ${show(expected)}` : ''}`,
    found: list(interruptions.map(show), 'no interruptions'),
  };
}

/** The session's transcript, entry by entry; of an entry only what is named is compared. */
export function toHaveTranscript({ transcript = [] }: Traced, expected: readonly Expected[]): Verdict {
  const found = transcript.map(({ role, text }) => `${role}: ${text}`);
  const wrong = differences(expected, transcript);
  return {
    pass: wrong.length === 0,
    wanted: `a transcript of ${expected.length} entries that fit${describeDifferences(wrong)}`,
    found: list(found, 'an empty transcript'),
  };
}

/** The connection is closed. */
export function toHaveClosed(
  { entries }: Traced,
  expected: { readonly code?: number; readonly by?: 'client' | 'server' } = {},
): Verdict {
  const close = closeIn(entries);
  return {
    pass: close !== undefined && fits(expected, close),
    wanted: `a close${Object.keys(expected).length > 0 ? ` with ${show(expected)}` : ''}`,
    found: close ? show(close) : 'an open connection',
  };
}

/** The same conversation as another trace, on whichever side and at whatever speed the two were taken. */
export function toMatchTrace(actual: Traced, expected: Traced): Verdict {
  const barriers = barriersOf(expected.entries) ?? barriersOf(actual.entries);
  // what one side has kept out of its trace is no difference
  const found = canonicalTrace(actual.entries, barriers);
  const wanted = redactedAsIn(canonicalTrace(expected.entries, barriers), found);
  const wrong = differences(wanted, redactedAsIn(found, wanted), { exact: true });
  return {
    pass: wrong.length === 0,
    wanted: `the same canonical trace${describeDifferences(wrong)}`,
    found: wrong.length === 0 ? 'the same' : `${wrong.length} differences`,
  };
}

function describeDifferences(wrong: readonly Difference[]): string {
  return wrong
    .map(
      ({ pointer, expected, actual }) => `\n  ${pointer || 'the whole'}\n    - ${expected}\n    + ${actual}`,
    )
    .join('');
}

function list(items: readonly string[], none: string): string {
  return items.length === 0 ? none : items.map((item) => `\n  ${item}`).join('');
}

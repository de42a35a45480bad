import { readFile } from 'node:fs/promises';
import { readWav } from '@duologue/audio-node/wav';
import { Session, transcriptToMarkdown, type SessionEnd } from '@duologue/core';
import {
  canonicalTrace,
  replay,
  TraceRecorder,
  type CanonicalTrace,
  type PreparedScenario,
  type ReplayOptions,
  type SpokenWord,
} from '@duologue/testkit';
import { dateTimePack } from '@duologue/tools/date-time';
import { ConversationView } from '../conversation-view.ts';
import { Screen } from '../screen.ts';

/** What came of a call. */
export interface PlayedCall {
  readonly hash: string;
  readonly end: SessionEnd;
  /** As the demo writes it. */
  readonly markdown: string;
  /** Of what the session itself wrote down. */
  readonly canonical: CanonicalTrace;
  /** What stood on a screen of 96 columns. */
  readonly shown: string;
  readonly interruptions: readonly { readonly playedMs: number; readonly heardText?: string | undefined }[];
  /** How much of each turn of the agent was heard, the first turn first. */
  readonly heardMs: readonly number[];
  readonly interruptedMs: number;
  readonly lateMs: number;
  /** When the agent said that it hangs up, and until when it was heard, on the clock of the call. */
  readonly hungUpAtMs: number;
  readonly heardUntilMs: number;
}

/** Plays the call with the plugins of the example, in virtual time. */
export async function playCall(
  scenario: PreparedScenario,
  door: NonNullable<ReplayOptions['door']>,
): Promise<PlayedCall> {
  const lines: string[] = [];
  const terminal = { columns: 96, write: (text: string) => lines.push(text) };
  const view = new ConversationView(new Screen({ terminal, colours: false }));
  const recorder = new TraceRecorder();
  const createSession: ReplayOptions['createSession'] = (options) =>
    new Session({ ...options, plugins: [dateTimePack(), view, recorder] });
  return replay(scenario, { door, createSession }, async ({ session, trace, clock }) => {
    const interruptions: { playedMs: number; heardText?: string | undefined }[] = [];
    const heardMs = new Map<number | undefined, number>();
    const droppedMs = new Map<string, number>();
    let hungUpAtMs = Number.NaN;
    let heardUntilMs = Number.NaN;
    const { hooks } = session;
    hooks.interrupted.tap(
      'test',
      ({ playedMs, heardText }) => void interruptions.push({ playedMs, heardText }),
    );
    hooks.agentAudioPlayed.tap('test', ({ eventId, samples, sampleRateHz, atMs }) => {
      const ms = (samples.length / sampleRateHz) * 1_000;
      heardMs.set(eventId, (heardMs.get(eventId) ?? 0) + ms);
      heardUntilMs = atMs + ms;
    });
    hooks.audioDropped.tap('test', ({ why, durationMs }) => {
      droppedMs.set(why, (droppedMs.get(why) ?? 0) + durationMs);
    });
    hooks.messageReceived.for('agent_tool_response').tap('test', () => (hungUpAtMs = clock.now()));
    const end = await session.run();
    return {
      hash: trace.hash,
      end,
      markdown: transcriptToMarkdown(session.transcript, { title: 'A call', speakers: { user: 'Caller' } }),
      canonical: canonicalTrace(recorder.entries),
      shown: lines.join(''),
      interruptions,
      heardMs: [...heardMs.values()],
      interruptedMs: droppedMs.get('interrupted') ?? 0,
      lateMs: droppedMs.get('stale') ?? 0,
      hungUpAtMs,
      heardUntilMs,
    };
  });
}

/** A clip of the call: how long it is, and when its words are spoken. */
export async function clipOf(
  name: string,
): Promise<{ readonly durationMs: number; readonly words: readonly SpokenWord[] }> {
  const speech = new URL('../speech/', import.meta.url);
  const { durationMs } = await readWav(new URL(`${name}.wav`, speech));
  const clips = JSON.parse(await readFile(new URL('transcripts.json', speech), 'utf8')) as Record<
    string,
    { readonly words: readonly SpokenWord[] }
  >;
  return { durationMs, words: clips[name]?.words ?? [] };
}

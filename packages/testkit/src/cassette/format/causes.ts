import { isPlainObject } from '../../match/show.ts';
import { clientTypeOf } from '../../messages/client-contract.ts';
import type { WireMessage } from '../../messages/wire-message.ts';
import type { FrameBarrier, LiveFrame } from './cassette-frame.ts';

/** Messages of the client that make the agent do something. */
const causing = new Set([
  'conversation_initiation_client_data',
  'user_message',
  'multimodal_message',
  'client_tool_result',
  'mcp_tool_approval_result',
]);

/** Messages of the service whose cause is known: what the user said or wrote, or the answer to a call. */
const caused = new Set([
  'audio',
  'agent_response',
  'agent_chat_response_part',
  'agent_response_correction',
  'client_tool_call',
  'mcp_tool_call',
  'agent_tool_request',
  'agent_tool_response',
  'user_transcript',
  'tentative_user_transcript',
  'interruption',
  'vad_score',
]);

/** Messages that carry a turn of the agent. */
const speaking = new Set(['audio', 'agent_response', 'agent_chat_response_part']);

/** How many turns are remembered as begun. */
const rememberedTurns = 32;

/** What the microphone has sent by now. */
export interface VoiceSoFar {
  readonly voiceMs: number;
  readonly silenceMs: number;
}

/**
 * Derives what each frame of the service has waited for from what came before it: answers wait for the message or the tool result that
 * can have caused them, everything else for the latest message of the client. Pongs never gate. Frames of the service keep their order,
 * so that a barrier is named once.
 */
export class Causes {
  /** Messages of the client that no frame of the service has waited for. */
  #open: { readonly seq: number; readonly type: string }[] = [];
  #latest: number | undefined;
  #turns: unknown[] = [];
  #voiceMs = 0;
  /** Whether a frame has waited for the end of the speech so far. */
  #waitedForSilence = true;

  /** A message of the client. */
  noteUp(seq: number, { lane, data }: LiveFrame): void {
    if (lane !== 'control') return;
    const type = data ? (clientTypeOf(data) ?? '') : '';
    if (causing.has(type)) this.#open.push({ seq, type });
    this.#latest = seq;
  }

  /** What a frame of the service waits for; undefined where nothing new. */
  barrierOf({ lane, data }: LiveFrame, { voiceMs, silenceMs }: VoiceSoFar): FrameBarrier | undefined {
    if (lane === 'keepalive') return undefined;
    const type = String(data?.type);
    const goesOn = speaking.has(type) && this.#goesOn(data);
    const up = this.#open.filter(({ type: cause }) => !goesOn || cause !== 'user_message');
    this.#open = this.#open.filter((message) => !up.includes(message));
    const seqs = up.map(({ seq }) => seq);
    const latest = caused.has(type) || goesOn ? undefined : this.#latest;
    const seen = latest === undefined || seqs.includes(latest) ? [] : [latest];
    if (seqs.length > 0 || seen.length > 0) this.#latest = undefined;
    const voice = goesOn ? {} : this.#voice(voiceMs, silenceMs);
    const barrier = { ...(seqs.length > 0 && { up: seqs }), ...(seen.length > 0 && { seen }), ...voice };
    return Object.keys(barrier).length > 0 ? barrier : undefined;
  }

  /** Whether a frame belongs to a turn that is being spoken already: what the user does meanwhile did not cause it. */
  #goesOn(data: WireMessage | undefined): boolean {
    const id = turnOf(data);
    if (id === undefined) return false;
    if (this.#turns.includes(id)) return true;
    this.#turns.push(id);
    if (this.#turns.length > rememberedTurns) this.#turns.shift();
    return false;
  }

  #voice(voiceMs: number, silenceMs: number): FrameBarrier {
    const isNew = voiceMs > this.#voiceMs;
    if (!isNew && (this.#waitedForSilence || silenceMs === 0)) return {};
    this.#voiceMs = voiceMs;
    this.#waitedForSilence = silenceMs >= longEnoughMs;
    return { voice_ms: voiceMs, ...(silenceMs > 0 && { silence_ms: Math.min(silenceMs, longEnoughMs) }) };
  }
}

/** Silence of this length ends what the user says, in milliseconds. */
const longEnoughMs = 500;

function turnOf(data: WireMessage | undefined): unknown {
  for (const value of Object.values(data ?? {})) if (isPlainObject(value)) return value.event_id;
  return undefined;
}

import { eventIdIn, isWireObject, Payload, type WireObject } from './payload.ts';
import { present, type Decoders, type OpenWord, type WireEvent } from './wire-event.ts';

/** A piece of the speech of the agent. */
export interface AudioEvent extends WireEvent<'audio'> {
  /** In the announced format. */
  readonly audioBase64: string;
  readonly eventId?: number;
  readonly alignment?: Alignment;
  readonly isFinal?: boolean;
}

/** Which character is heard when; the three lists have the same length. Times count from the start of this piece of audio. */
export interface Alignment {
  readonly chars: readonly string[];
  readonly charStartTimesMs: readonly number[];
  readonly charDurationsMs: readonly number[];
}

/** The whole text of a turn of the agent; it arrives after the audio, or before it. */
export interface AgentResponseEvent extends WireEvent<'agent_response'> {
  readonly text: string;
  readonly eventId?: number;
  readonly attachments?: readonly Attachment[];
  readonly responseId?: string;
}

export interface Attachment {
  readonly url: string;
  readonly name: string;
  readonly mimeType?: string;
}

/** What was heard of a turn that the user cut. */
export interface AgentResponseCorrectionEvent extends WireEvent<'agent_response_correction'> {
  /** Empty where the service did not repeat it. */
  readonly originalText: string;
  /** `...` where nothing was heard. */
  readonly correctedText: string;
  readonly eventId?: number;
}

/** Text of the agent as it is written. */
export interface AgentChatResponsePartEvent extends WireEvent<'agent_chat_response_part'> {
  readonly part: OpenWord<'start' | 'delta' | 'stop'>;
  /** Empty in `start` and `stop`. */
  readonly text: string;
  readonly eventId?: number;
}

/** Reasoning of the agent as it is written. Experimental. */
export interface AgentReasoningResponsePartEvent extends WireEvent<'agent_reasoning_response_part'> {
  readonly part: OpenWord<'start' | 'delta' | 'stop'>;
  /** Empty in `start` and `stop`. */
  readonly text: string;
  /** A string here, unlike everywhere else. */
  readonly eventId?: string;
}

/** What the user said. */
export interface UserTranscriptEvent extends WireEvent<'user_transcript'> {
  readonly text: string;
  readonly eventId?: number;
}

/** What the user seems to be saying; it may change. */
export interface TentativeUserTranscriptEvent extends WireEvent<'tentative_user_transcript'> {
  readonly text: string;
  readonly eventId?: number;
}

/** The user cut in. */
export interface InterruptionEvent extends WireEvent<'interruption'> {
  readonly eventId?: number;
}

/** A component for a screen. Experimental. */
export interface RichContentEvent extends WireEvent<'rich_content'> {
  readonly richContentId: string;
  readonly component: string;
  readonly props: WireObject;
  readonly eventId?: number;
}

/** A person on the side of the agent is typing. */
export interface AgentTypingEvent extends WireEvent<'agent_typing'> {
  readonly isTyping: boolean;
  readonly durationMs?: number;
}

/** What the agent might say. Internal to the service. */
export interface InternalTentativeAgentResponseEvent extends WireEvent<'internal_tentative_agent_response'> {
  readonly text: string;
}

/** What is said in a conversation, by both sides. */
export interface TurnEvents {
  readonly audio: AudioEvent;
  readonly agent_response: AgentResponseEvent;
  readonly agent_response_correction: AgentResponseCorrectionEvent;
  readonly agent_chat_response_part: AgentChatResponsePartEvent;
  readonly agent_reasoning_response_part: AgentReasoningResponsePartEvent;
  readonly user_transcript: UserTranscriptEvent;
  readonly tentative_user_transcript: TentativeUserTranscriptEvent;
  readonly interruption: InterruptionEvent;
  readonly rich_content: RichContentEvent;
  readonly agent_typing: AgentTypingEvent;
  readonly internal_tentative_agent_response: InternalTentativeAgentResponseEvent;
}

export const turnDecoders: Decoders<TurnEvents> = {
  // By far the most frequent message: put together without copies, and read by name, which is faster than by key.
  audio: (raw) => {
    const fields = isWireObject(raw.audio_event) ? raw.audio_event : {};
    const { audio_base_64: given, alignment: aligned, is_final: isFinal } = fields;
    const audioBase64 =
      typeof given === 'string' ? given : Payload.of(raw, 'audio_event').string('audio_base_64');
    const event: { -readonly [K in keyof AudioEvent]: AudioEvent[K] } = { type: 'audio', raw, audioBase64 };
    const eventId = eventIdIn(fields);
    const alignment = isWireObject(aligned) ? alignmentOf(aligned) : undefined;
    if (eventId !== undefined) event.eventId = eventId;
    if (alignment !== undefined) event.alignment = alignment;
    if (typeof isFinal === 'boolean') event.isFinal = isFinal;
    return event;
  },
  agent_response: (raw) => {
    const payload = Payload.of(raw, 'agent_response_event');
    return {
      type: 'agent_response',
      raw,
      text: payload.string('agent_response'),
      ...present({
        eventId: payload.eventId,
        attachments: payload.maybeList('attachments') && payload.list('attachments').map(attachmentOf),
        responseId: payload.maybeString('response_id'),
      }),
    };
  },
  agent_response_correction: (raw) => {
    const payload = Payload.of(raw, 'agent_response_correction_event');
    return {
      type: 'agent_response_correction',
      raw,
      originalText: payload.maybeString('original_agent_response') ?? '',
      correctedText: payload.string('corrected_agent_response'),
      ...present({ eventId: payload.eventId }),
    };
  },
  agent_chat_response_part: (raw) => {
    const payload = Payload.of(raw, 'text_response_part');
    return {
      type: 'agent_chat_response_part',
      raw,
      part: payload.string('type'),
      text: payload.maybeString('text') ?? '',
      ...present({ eventId: payload.eventId }),
    };
  },
  agent_reasoning_response_part: (raw) => {
    const payload = Payload.of(raw, 'reasoning_response_part');
    return {
      type: 'agent_reasoning_response_part',
      raw,
      part: payload.string('type'),
      text: payload.maybeString('text') ?? '',
      ...present({ eventId: payload.maybeString('event_id') ?? payload.maybeNumber('event_id')?.toString() }),
    };
  },
  user_transcript: (raw) => {
    const payload = Payload.of(raw, 'user_transcription_event');
    return {
      type: 'user_transcript',
      raw,
      text: payload.string('user_transcript'),
      ...present({ eventId: payload.eventId }),
    };
  },
  tentative_user_transcript: (raw) => {
    const payload = Payload.of(raw, 'tentative_user_transcription_event');
    return {
      type: 'tentative_user_transcript',
      raw,
      text: payload.string('user_transcript'),
      ...present({ eventId: payload.eventId }),
    };
  },
  interruption: (raw) => ({
    type: 'interruption',
    raw,
    ...present({ eventId: Payload.maybe(raw, 'interruption_event').eventId }),
  }),
  rich_content: (raw) => {
    const payload = Payload.of(raw, 'rich_content');
    return {
      type: 'rich_content',
      raw,
      richContentId: payload.string('rich_content_id'),
      component: payload.string('component'),
      props: payload.object('props'),
      ...present({ eventId: payload.eventId }),
    };
  },
  agent_typing: (raw) => {
    const payload = Payload.of(raw, 'agent_typing_event');
    return {
      type: 'agent_typing',
      raw,
      isTyping: payload.boolean('is_typing'),
      ...present({ durationMs: payload.maybeNumber('duration_ms') }),
    };
  },
  internal_tentative_agent_response: (raw) => ({
    type: 'internal_tentative_agent_response',
    raw,
    text: Payload.of(raw, 'tentative_agent_response_internal_event').string('tentative_agent_response'),
  }),
};

/** The raw lists themselves, uncopied; nothing where they cannot belong together. */
function alignmentOf(fields: WireObject): Alignment | undefined {
  const { chars, char_start_times_ms: starts, char_durations_ms: durations } = fields;
  if (!Array.isArray(chars) || !Array.isArray(starts) || !Array.isArray(durations)) return undefined;
  if (chars.length !== starts.length || chars.length !== durations.length) return undefined;
  return { chars, charStartTimesMs: starts, charDurationsMs: durations };
}

function attachmentOf(payload: Payload): Attachment {
  return {
    url: payload.string('url'),
    name: payload.maybeString('name') ?? '',
    ...present({ mimeType: payload.maybeString('mime_type') }),
  };
}

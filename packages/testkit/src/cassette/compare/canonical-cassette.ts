import { isPlainObject } from '../../match/show.ts';
import { readAudio } from '../../messages/read-audio.ts';
import type { WireMessage } from '../../messages/wire-message.ts';
import { SpokenSegments, type SpokenSegment } from '../../speech/spoken-segments.ts';
import { AgentAudioBooks, type TurnAudio } from '../../trace/agent-audio-books.ts';
import { BoundIds } from '../../trace/bound-ids.ts';
import { EventShift } from '../../messages/event-shift.ts';
import type { CassetteFrame } from '../format/cassette-frame.ts';
import { CassetteReader } from '../format/read-cassette.ts';
import { PingBook } from '../replay/ping-book.ts';

/** A message of a lane, with drawn ids replaced by names, and the line on which it stands. */
export interface CanonicalMessage {
  readonly line: number;
  readonly message: unknown;
}

/** What all recordings of the same conversation have in common, lane by lane. */
export interface CanonicalCassette {
  /** Control messages of the service, in order. */
  readonly down: readonly CanonicalMessage[];
  /** Control messages of the client, in order. */
  readonly up: readonly CanonicalMessage[];
  /** The agent's audio by turn, its chunks joined. */
  readonly agentAudio: readonly TurnAudio[];
  /** What was spoken into the microphone. */
  readonly microphone: readonly SpokenSegment[];
  /** Whether the microphone holds what the user said, and not noise in its place. */
  readonly hasVoice: boolean;
  readonly pings: { readonly unanswered: number; readonly unasked: number };
  /** The close code, and who closed; null where the recording was torn off. */
  readonly end: { readonly code: unknown; readonly by: 'client' | 'service' } | null;
}

/**
 * Reads a cassette to its end, and keeps what must be the same in every recording of the same conversation: times, chunks, ids
 * and what only happened to come first are left out.
 * @throws DuologueError as `readCassette`, CASSETTE_DAMAGED
 */
export function canonicalCassette(file: string): CanonicalCassette {
  const reader = new CassetteReader(file);
  const [down, up]: [CanonicalMessage[], CanonicalMessage[]] = [[], []];
  const ids = new BoundIds();
  const events = new EventShift(() => 1);
  const agentAudio = new AgentAudioBooks();
  const pings = new PingBook();
  let microphone: SpokenSegments | undefined;
  let unasked = 0;
  let end: CanonicalCassette['end'] = null;
  for (let frame = reader.next(); frame; frame = reader.next()) {
    const { lane, dir, raw } = frame;
    const data = frame.data && events.apply(frame.data);
    const line = reader.lineNumber;
    if (lane === 'end') end = { code: data?.code, by: dir === 'up' ? 'client' : 'service' };
    else if (lane === 'agent-audio') addAgentAudio(agentAudio, { ...frame, data: data ?? {} }, reader);
    else if (lane === 'mic') {
      const { input } = reader.formats;
      microphone ??= new SpokenSegments(input.sampleRateHz);
      const audio = readAudio(reader.audioOf(frame)?.toString('base64'), input);
      if (audio) microphone.hear(audio.samples);
    } else if (lane === 'keepalive') {
      if (dir === 'down') pings.open(eventOf(data).event_id);
      else if (pings.answer(data?.event_id) !== undefined) unasked += 1;
    } else if (dir === 'down') {
      pings.noteControl();
      down.push({ line, message: ids.bind(data ?? raw) });
    } else up.push({ line, message: ids.refer(withoutSource(data ?? { raw })) });
  }
  return {
    down,
    up,
    agentAudio: agentAudio.turns,
    microphone: microphone?.ended ?? [],
    hasVoice: !/user audio: (?:noise|drop)/.test(reader.header.provenance.redaction),
    pings: { unanswered: pings.missed.length, unasked },
    end,
  };
}

function addAgentAudio(books: AgentAudioBooks, frame: CassetteFrame, reader: CassetteReader): void {
  const { event_id: eventId, alignment } = eventOf(frame.data);
  const chars = isPlainObject(alignment) ? alignment.chars : undefined;
  const bytes = reader.audioOf(frame) ?? new Uint8Array(0);
  books.add(
    bytes,
    Array.isArray(chars) ? chars.join('') : '',
    typeof eventId === 'number' ? eventId : undefined,
  );
}

function eventOf(data: WireMessage | undefined): WireMessage {
  for (const value of Object.values(data ?? {})) if (isPlainObject(value)) return value;
  return {};
}

/** Which client it is says nothing about the conversation. */
function withoutSource(message: WireMessage): WireMessage {
  const { source_info: _source, ...rest } = message;
  return rest;
}

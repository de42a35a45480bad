import { defaultAudioFormat, parseAudioFormat, type AudioFormat, type Clock } from '@duologue/core';
import { isPlainObject } from '../match/show.ts';
import { clientTypeOf } from '../messages/client-contract.ts';
import { readAudio, type WireAudio } from '../messages/read-audio.ts';
import { redact } from '../messages/redact.ts';
import type { WireMessage } from '../messages/wire-message.ts';
import type { SentAudio } from '../scenario/speech-frame.ts';
import { audioFacts } from '../speech/audio-facts.ts';
import { SpokenSegments } from '../speech/spoken-segments.ts';
import { AgentAudioBooks } from './agent-audio-books.ts';
import { MicrophoneRun } from './microphone-run.ts';
import type { AudioTrace, TraceEntry } from './trace-entry.ts';

export interface TraceLogOptions {
  readonly clock: Clock;
  /** Gets every entry as it is made. */
  readonly write?: (entry: TraceEntry) => void;
  /** How many entries are kept in memory; default 100,000. The oldest are dropped. */
  readonly keep?: number;
}

/** Writes down one conversation, as seen from either side of the wire. */
export class TraceLog {
  readonly #clock: Clock;
  readonly #write: ((entry: TraceEntry) => void) | undefined;
  readonly #keep: number;
  readonly #startMs: number;
  readonly #entries: TraceEntry[] = [];
  readonly #agentAudio = new AgentAudioBooks();
  #outputFormat: AudioFormat = defaultAudioFormat;
  #inputFormat: AudioFormat = defaultAudioFormat;
  #microphone = new MicrophoneRun(defaultAudioFormat.sampleRateHz);
  #speech = new SpokenSegments(defaultAudioFormat.sampleRateHz);
  #segmentsTold = 0;
  #seq = 0;
  #ended = false;

  constructor({ clock, write, keep = 100_000 }: TraceLogOptions) {
    this.#clock = clock;
    this.#write = write;
    this.#keep = keep;
    this.#startMs = clock.now();
  }

  get entries(): readonly TraceEntry[] {
    return this.#entries;
  }

  /** Says what both directions are coded in, before anything is sent; otherwise the metadata says it. */
  useFormats(output: AudioFormat, input: AudioFormat): void {
    this.#outputFormat = output;
    if (input.sampleRateHz !== this.#inputFormat.sampleRateHz) {
      this.#microphone = new MicrophoneRun(input.sampleRateHz);
      this.#speech = new SpokenSegments(input.sampleRateHz);
    }
    this.#inputFormat = input;
  }

  /** A message of the service. Whoever has written its audio gives the facts along. */
  down(message: WireMessage, after?: TraceEntry['after'], audio?: SentAudio): void {
    const type = typeof message.type === 'string' ? message.type : 'unknown';
    if (type === 'audio') return this.#agentChunk(message, after, audio);
    if (type === 'conversation_initiation_metadata') this.#readFormats(message);
    this.#add({
      lane: type === 'ping' ? 'keepalive' : 'control',
      dir: 'down',
      type,
      data: redact(message),
      ...(after && { after }),
    });
  }

  /** A message of the client. Whoever has read its audio already gives it along. */
  up(message: WireMessage, audio?: WireAudio): void {
    const type = clientTypeOf(message) ?? 'unknown';
    if (type === 'user_audio_chunk') return this.#microphoneChunk(message, audio);
    this.#add({ lane: type === 'pong' ? 'keepalive' : 'control', dir: 'up', type, data: redact(message) });
  }

  /** Something that is no message: what a session made of it, or a remark of the harness. */
  tell(lane: 'session' | 'note' | 'mic', type: string, data?: unknown): void {
    this.#add({ lane, type, ...(data !== undefined && { data }) });
  }

  /** A step was satisfied by the microphone: what is spoken later decides nothing. */
  markMicrophone(): void {
    this.tell('mic', 'barrier', { segments: this.#speech.begun });
  }

  /** Writes what was collected of the microphone so far. */
  flush(): void {
    const run = this.#microphone.flush();
    if (run) this.#record({ lane: 'mic', dir: 'up', type: 'audio', data: run });
  }

  /** The connection is gone. Sums up the audio; later entries are still taken, but no audio. */
  end(close: { readonly code: number; readonly by: 'client' | 'server' }): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#tellSegments();
    for (const turn of this.#agentAudio.turns)
      this.#add({ lane: 'agent-audio', dir: 'down', type: 'turn', data: turn });
    this.#add({ lane: 'control', type: 'closed', data: close });
  }

  #agentChunk(message: WireMessage, after: TraceEntry['after'], given: SentAudio | undefined): void {
    if (given) {
      const { eventId, bytes, facts, text, source } = given;
      this.#agentAudio.add(bytes, text, eventId, source);
      return this.#addAgentAudio({ eventId, ...facts, ...(text && { text }) }, after);
    }
    const event = isPlainObject(message.audio_event) ? message.audio_event : {};
    const eventId = typeof event.event_id === 'number' ? event.event_id : undefined;
    const audio = readAudio(event.audio_base_64, this.#outputFormat);
    const text = alignedText(event.alignment);
    if (audio) this.#agentAudio.add(audio.bytes, text, eventId);
    const facts = audio && audioFacts(audio.bytes, audio.samples);
    this.#addAgentAudio(
      { ...(eventId !== undefined && { eventId }), ...facts, ...(text && { text }) },
      after,
    );
  }

  #addAgentAudio(data: Partial<AudioTrace>, after: TraceEntry['after']): void {
    this.#add({ lane: 'agent-audio', dir: 'down', type: 'audio', data, ...(after && { after }) });
  }

  #microphoneChunk(message: WireMessage, given: WireAudio | undefined): void {
    const audio = given ?? readAudio(message.user_audio_chunk, this.#inputFormat);
    if (!audio || this.#ended) return;
    if (audio.isSilence) this.#speech.hearSilence(audio.samples);
    else this.#speech.hear(audio.samples);
    const run = this.#microphone.add(audio);
    if (run) this.#record({ lane: 'mic', dir: 'up', type: 'audio', data: run });
    this.#tellSegments();
  }

  #tellSegments(): void {
    const { ended } = this.#speech;
    while (this.#segmentsTold < ended.length) {
      const segment = ended[this.#segmentsTold];
      this.#segmentsTold += 1;
      this.tell('mic', 'segment', segment);
    }
  }

  #readFormats(message: WireMessage): void {
    const event = isPlainObject(message.conversation_initiation_metadata_event)
      ? message.conversation_initiation_metadata_event
      : {};
    try {
      this.useFormats(
        parseAudioFormat(String(event.agent_output_audio_format)),
        parseAudioFormat(String(event.user_input_audio_format)),
      );
    } catch {
      // formats that nobody can read are the business of the session
    }
  }

  /** Microphone audio that came before is written first, so that the order of lanes is the order of things. */
  #add(entry: Omit<TraceEntry, 'seq' | 't'>): void {
    this.flush();
    this.#record(entry);
  }

  #record(entry: Omit<TraceEntry, 'seq' | 't'>): void {
    const t = Math.round((this.#clock.now() - this.#startMs) * 1_000) / 1_000;
    const complete: TraceEntry = { seq: this.#seq, t, ...entry };
    this.#seq += 1;
    this.#write?.(complete);
    this.#entries.push(complete);
    if (this.#entries.length > this.#keep) this.#entries.shift();
  }
}

function alignedText(alignment: unknown): string {
  const chars = isPlainObject(alignment) ? alignment.chars : undefined;
  return Array.isArray(chars) ? chars.join('') : '';
}

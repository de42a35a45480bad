import { decodeAudio, encodeAudio, parseAudioFormat } from '@duologue/core';
import type {
  AudioFormatName,
  Connection,
  ConnectionListener,
  ConnectionRequest,
  Transport,
} from '@duologue/core';
import { joined } from './samples.ts';

export interface AgentLineOptions {
  readonly agentFormat?: AudioFormatName;
  readonly userFormat?: AudioFormatName;
}

/** The agent's end of a connection in memory: it says what the test tells it to, and keeps what it hears. */
export class AgentLine implements Transport {
  readonly #agentFormat: AudioFormatName;
  readonly #userFormat: AudioFormatName;
  #listener: ConnectionListener | undefined;
  /** The messages of the client, without its audio. */
  readonly received: Record<string, unknown>[] = [];
  readonly #heard: Int16Array[] = [];

  constructor({ agentFormat = 'pcm_16000', userFormat = 'pcm_16000' }: AgentLineOptions = {}) {
    this.#agentFormat = agentFormat;
    this.#userFormat = userFormat;
  }

  /** The frames of the user, as they came. */
  get frames(): readonly Int16Array[] {
    return this.#heard;
  }

  /** All that the user was heard to say, silence too. */
  get heard(): Int16Array {
    return joined(...this.#heard);
  }

  connect(_: ConnectionRequest, listener: ConnectionListener): Connection {
    this.#listener = listener;
    queueMicrotask(() => {
      listener.opened();
      this.send('conversation_initiation_metadata', {
        conversation_id: 'conv_1',
        agent_output_audio_format: this.#agentFormat,
        user_input_audio_format: this.#userFormat,
      });
    });
    return {
      bufferedBytes: 0,
      send: (frame) => this.#receive(JSON.parse(frame) as Record<string, unknown>),
      close: (code, reason) => this.#close(code, reason),
      terminate: () => this.#close(1006, ''),
    };
  }

  send(type: string, event: Readonly<Record<string, unknown>>): void {
    this.#listener?.received(JSON.stringify({ type, [`${type}_event`]: event }));
  }

  /** Sends audio in chunks of 100 ms, as a burst. */
  say(samples: Int16Array, eventId = 1): void {
    const format = parseAudioFormat(this.#agentFormat);
    const chunk = format.sampleRateHz / 10;
    for (let start = 0; start < samples.length; start += chunk) {
      const audio_base_64 = encodeAudio(samples.subarray(start, start + chunk), format);
      this.send('audio', { audio_base_64, event_id: eventId });
    }
  }

  interrupt(eventId = 1): void {
    this.send('interruption', { event_id: eventId });
  }

  hangUp(): void {
    this.#close(1000, '');
  }

  /** Breaks the connection, as when a cable is cut. */
  loseLine(): void {
    this.#close(1006, '');
  }

  #receive(message: Record<string, unknown>): void {
    const audio = message['user_audio_chunk'];
    if (typeof audio === 'string') this.#heard.push(decodeAudio(audio, parseAudioFormat(this.#userFormat)));
    else this.received.push(message);
  }

  #close(code: number, reason: string): void {
    const listener = this.#listener;
    this.#listener = undefined;
    queueMicrotask(() => listener?.closed({ code, reason }));
  }
}

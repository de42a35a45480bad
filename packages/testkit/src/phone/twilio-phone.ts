import { decodeAudio, encodeAudio } from '@duologue/core';
import type { AudioFormat, Clock, Timer } from '@duologue/core';

export interface TwilioPhoneOptions {
  readonly clock: Clock;
  /** Sends a message to the server, as Twilio does. */
  readonly send: (message: string) => void;
  /** What the TwiML of the call gave the stream on its way. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** A message that the server sent, and when. */
export interface PhoneMessage {
  readonly atMs: number;
  readonly event: string;
}

const phoneFormat: AudioFormat = { encoding: 'ulaw', sampleRateHz: 8_000 };
const frameMs = 20;
const frameSamples = 160;

/**
 * A caller at Twilio's end of a media stream: sends what is spoken into the phone in frames of 20 ms, plays what comes back at the speed of the
 * clock, returns each mark when it is reached, and on `clear` drops what waits and returns its marks at once.
 * After https://www.twilio.com/docs/voice/media-streams/websocket-messages
 */
export class TwilioPhone {
  readonly streamSid = 'MZ00000000000000000000000000000001';
  /** What the caller has heard; pauses are left out. */
  readonly heard: Int16Array[] = [];
  readonly messages: PhoneMessage[] = [];
  readonly #options: TwilioPhoneOptions;
  #timer: Timer | undefined;
  #startMs = 0;
  #frames = 0;
  #sequence = 0;
  #speech: Int16Array[] = [];
  #queue: (Int16Array | string)[] = [];
  #playedUntilMs = 0;

  constructor(options: TwilioPhoneOptions) {
    this.#options = options;
  }

  /** The stream begins: from now on the caller is heard, if only as silence. */
  start(): void {
    const { clock, parameters: customParameters = {} } = this.#options;
    this.#startMs = clock.now();
    this.#playedUntilMs = this.#startMs;
    this.#send({ event: 'connected', protocol: 'Call', version: '1.0.0' });
    this.#sendNumbered({
      event: 'start',
      start: {
        accountSid: 'AC00000000000000000000000000000001',
        callSid: 'CA00000000000000000000000000000001',
        streamSid: this.streamSid,
        tracks: ['inbound'],
        customParameters,
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8_000, channels: 1 },
      },
    });
    this.#wait();
  }

  /** Says something (16-bit at 8,000 Hz) after what is being said. */
  speak(samples: Int16Array): void {
    this.#speech.push(samples);
  }

  press(digit: string): void {
    this.#sendNumbered({ event: 'dtmf', dtmf: { track: 'inbound_track', digit } });
  }

  hangUp(): void {
    this.stop();
    this.#sendNumbered({
      event: 'stop',
      stop: {
        accountSid: 'AC00000000000000000000000000000001',
        callSid: 'CA00000000000000000000000000000001',
      },
    });
  }

  /** Falls silent without a goodbye. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Takes a message of the server. */
  receive(text: string): void {
    const message = JSON.parse(text) as {
      event: string;
      media?: { payload: string };
      mark?: { name: string };
    };
    this.messages.push({ atMs: this.#options.clock.now(), event: message.event });
    this.#play();
    if (message.media) this.#queue.push(decodeAudio(message.media.payload, phoneFormat));
    if (message.mark) this.#queue.push(message.mark.name);
    if (message.event === 'clear') {
      const marks = this.#queue.filter((item) => typeof item === 'string');
      this.#queue = [];
      for (const name of marks) this.#returnMark(name);
    }
    this.#play();
  }

  /** Milliseconds that wait to be heard. */
  get queuedMs(): number {
    return this.#queue.reduce((sum, item) => sum + (typeof item === 'string' ? 0 : item.length), 0) / 8;
  }

  #wait(): void {
    const { clock } = this.#options;
    const dueMs = this.#startMs + (this.#frames + 1) * frameMs;
    this.#timer = clock.setTimeout(() => this.#tick(), Math.max(0, dueMs - clock.now()));
  }

  #tick(): void {
    const { clock } = this.#options;
    while (this.#startMs + (this.#frames + 1) * frameMs <= clock.now()) this.#sendFrame();
    this.#play();
    this.#wait();
  }

  #sendFrame(): void {
    const frame = new Int16Array(frameSamples);
    let filled = 0;
    while (filled < frameSamples && this.#speech[0]) {
      const part = this.#speech[0].subarray(0, frameSamples - filled);
      frame.set(part, filled);
      filled += part.length;
      this.#speech[0] = this.#speech[0].subarray(part.length);
      if (this.#speech[0].length === 0) this.#speech.shift();
    }
    const timestamp = String(this.#frames * frameMs);
    this.#frames += 1;
    const payload = encodeAudio(frame, phoneFormat);
    this.#sendNumbered({
      event: 'media',
      media: { track: 'inbound', chunk: String(this.#frames), timestamp, payload },
    });
  }

  /** Plays what time allows, and returns the marks on the way. */
  #play(): void {
    const nowMs = this.#options.clock.now();
    let room = Math.floor((nowMs - this.#playedUntilMs) * 8);
    for (let item = this.#queue[0]; item !== undefined; item = this.#queue[0]) {
      if (typeof item === 'string') {
        this.#queue.shift();
        this.#returnMark(item);
        continue;
      }
      if (room === 0) break;
      const part = item.subarray(0, room);
      this.heard.push(part);
      room -= part.length;
      this.#playedUntilMs += part.length / 8;
      if (part.length === item.length) this.#queue.shift();
      else this.#queue[0] = item.subarray(part.length);
    }
    if (this.#queue.length === 0) this.#playedUntilMs = nowMs;
  }

  #returnMark(name: string): void {
    this.#sendNumbered({ event: 'mark', mark: { name } });
  }

  #sendNumbered(message: object): void {
    this.#sequence += 1;
    this.#send({ ...message, sequenceNumber: String(this.#sequence), streamSid: this.streamSid });
  }

  #send(message: object): void {
    this.#options.send(JSON.stringify(message));
  }
}

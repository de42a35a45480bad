import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@duologue/core';
import type { PlaybackStream, PulseAudio } from 'pulseaudio.js';

/** What is used of pulseaudio.js, an optional dependency. Its commands are no public part of it: the version is pinned for them. */
interface PulseLibrary {
  readonly PulseAudio: typeof PulseAudio;
  readonly sampleFormat: number;
  readonly flushCommand: (streamIndex: number) => Parameters<PulseAudio['_invoke']>[0];
}

/** How long the sound server may take to answer, in milliseconds. */
const patienceMs = 2_000;

/** A connection to the sound server. */
export class PulseServer {
  readonly client: PulseAudio;
  readonly #library: PulseLibrary;

  private constructor(client: PulseAudio, library: PulseLibrary) {
    this.client = client;
    this.#library = library;
  }

  /** `onLost` is called when the connection breaks later. Rejects with an error whose message is the end of a sentence. */
  static async connect(onLost: (error: Error) => void = () => {}): Promise<PulseServer> {
    const library = await loadLibrary();
    const cookie =
      process.env['PULSE_COOKIE'] === undefined ? undefined : await readFile(process.env['PULSE_COOKIE']);
    const client = new library.PulseAudio(undefined, cookie, socketPath());
    let connected = false;
    // Without a listener, a lost connection would end the process; a failed one is told here and by the rejection.
    client.on('error', (error: Error) => connected && onLost(error));
    const timeout = new AbortController();
    const tooLate = systemClock.sleep(patienceMs, timeout.signal).then(
      () => Promise.reject(new Error(`the sound server did not answer within ${patienceMs / 1_000} s`)),
      () => {},
    );
    // Left to itself, the library would tell the server the whole command line, with whatever secrets are in it.
    await Promise.race([client.connect({ application: { name: 'duologue' } }), tooLate]).finally(() =>
      timeout.abort(),
    );
    connected = true;
    return new PulseServer(client, library);
  }

  /** 16-bit mono at a rate, as the server wants it told. */
  sampleSpec(sampleRateHz: number): { format: number; channels: number; rate: number } {
    return { format: this.#library.sampleFormat, channels: 1, rate: sampleRateHz };
  }

  /** Drops what a stream has taken and not played. */
  flush(stream: PlaybackStream): void {
    stream.queue.length = 0;
    this.client._invoke(this.#library.flushCommand(stream.index)).catch(() => {}); // a lost connection is told elsewhere
  }

  async close(): Promise<void> {
    await this.client.disconnect();
  }
}

async function loadLibrary(): Promise<PulseLibrary> {
  // its import already fails where there are no user ids
  if (process.platform !== 'linux') throw new Error('it is for Linux only');
  try {
    const [{ PulseAudio, PA_SAMPLE_FORMAT }, { SelectByIndex, PA_COMMAND }] = await Promise.all([
      import('pulseaudio.js'),
      import('pulseaudio.js/dist/command.js'),
    ]);
    return {
      PulseAudio,
      sampleFormat: PA_SAMPLE_FORMAT.S16LE,
      flushCommand: (index) => new SelectByIndex(PA_COMMAND.FLUSH_PLAYBACK_STREAM, index),
    };
  } catch (cause) {
    throw new Error('the package pulseaudio.js is not installed', { cause });
  }
}

/** Where the server listens, as its own clients look for it. */
function socketPath(): string {
  const { PULSE_SERVER, PULSE_RUNTIME_PATH, XDG_RUNTIME_DIR } = process.env;
  if (PULSE_SERVER !== undefined && PULSE_SERVER !== '') {
    const path = /^(?:\{[^}]*\})?(?:unix:)?(\/.+)$/.exec(PULSE_SERVER)?.[1];
    if (path === undefined)
      throw new Error(`it cannot reach the sound server at ${PULSE_SERVER}, only one on this machine`);
    return path;
  }
  if (PULSE_RUNTIME_PATH !== undefined) return join(PULSE_RUNTIME_PATH, 'native');
  return join(XDG_RUNTIME_DIR ?? `/run/user/${process.getuid?.()}`, 'pulse/native');
}

import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { joined } from '../samples.ts';

/**
 * A sound card that is none: a PulseAudio server of its own, whose speaker and microphone are null sinks.
 * While it runs, every program that this process starts finds it as the default sound card.
 */
export class VirtualSoundCard {
  readonly #folder: string;
  readonly #server: ChildProcess;
  /** What the variables were before that lead to this card. */
  readonly #before: Readonly<Record<string, string | undefined>>;

  private constructor(folder: string, server: ChildProcess, before: Record<string, string | undefined>) {
    this.#folder = folder;
    this.#server = server;
    this.#before = before;
  }

  static async start(): Promise<VirtualSoundCard> {
    const folder = mkdtempSync(join(tmpdir(), 'sound-card-'));
    chmodSync(folder, 0o700);
    const socket = join(folder, 'native');
    const variables = {
      PULSE_RUNTIME_PATH: folder,
      PULSE_SERVER: `unix:${socket}`,
      SDL_AUDIODRIVER: 'pulseaudio',
    };
    const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
    Object.assign(process.env, variables);
    const load = (module: string) => ['-L', module];
    const server = spawn(
      'pulseaudio',
      [
        ...'-n --daemonize=no --exit-idle-time=-1 --use-pid-file=no --log-level=error'.split(' '),
        '--realtime=yes',
        '--high-priority=yes',
        ...load(`module-native-protocol-unix auth-anonymous=1 socket=${socket}`),
        ...load('module-null-sink sink_name=speaker rate=48000 norewinds=1'),
        ...load('module-null-sink sink_name=feed rate=48000 norewinds=1'),
        ...load('module-remap-source master=feed.monitor source_name=microphone'),
      ],
      { stdio: 'ignore' },
    );
    for (let tries = 0; ; tries += 1) {
      try {
        execFileSync('pactl', ['info'], { stdio: 'ignore' });
        break;
      } catch (error) {
        if (tries === 100) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    execFileSync('pactl', ['set-default-sink', 'speaker']);
    execFileSync('pactl', ['set-default-source', 'microphone']);
    return new VirtualSoundCard(folder, server, before);
  }

  async stop(): Promise<void> {
    const gone = once(this.#server, 'exit');
    this.#server.kill('SIGKILL');
    await gone;
    // one by one: another object in the place of process.env would not reach native code
    for (const [name, value] of Object.entries(this.#before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(this.#folder, { recursive: true });
  }
}

/** What counts as sound is at least as loud. */
const quietest = 200;

/** Begins to listen to the speaker. */
export async function listen(): Promise<Ear> {
  const ear = new Ear();
  await ear.ready;
  return ear;
}

/** Plays samples into the microphone; resolves when they are over. */
export async function speak(samples: Int16Array, sampleRateHz: number): Promise<void> {
  const args = [
    '--playback',
    '--device=feed',
    '--raw',
    '--channels=1',
    `--rate=${sampleRateHz}`,
    '--latency-msec=400',
  ];
  const player = spawn('pacat', args, { stdio: ['pipe', 'ignore', 'ignore'] });
  player.stdin.end(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
  await once(player, 'exit');
}

/** Somebody who listens to the speaker, at 16 kHz. */
export class Ear {
  readonly sampleRateHz = 16_000;
  readonly ready: Promise<void>;
  readonly #recorder: ChildProcess;
  readonly #pieces: Int16Array[] = [];
  #heard = 0;
  #hear: () => void = () => {};
  /** The time of the first sample, by the piece that came with the least delay. */
  #originMs = Infinity;

  constructor() {
    const recorder = spawn(
      'parec',
      [
        '--device=speaker.monitor',
        '--raw',
        '--format=s16le',
        '--channels=1',
        '--rate=16000',
        '--latency-msec=5',
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    this.#recorder = recorder;
    this.ready = new Promise((resolve) => {
      recorder.stdout.on('data', (bytes: Buffer) => {
        const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
        this.#pieces.push(samples);
        if (samples.some((sample) => Math.abs(sample) >= quietest)) this.#hear();
        this.#heard += samples.length;
        this.#originMs = Math.min(
          this.#originMs,
          performance.now() - (this.#heard * 1_000) / this.sampleRateHz,
        );
        if (this.#heard > this.sampleRateHz / 5) resolve();
      });
    });
  }

  /** Resolves when anything but silence is heard, from now on. */
  sound(): Promise<void> {
    return new Promise((resolve) => (this.#hear = resolve));
  }

  /** Everything heard, and when the first sample of it was, on the scale of `performance.now()`. */
  stop(): { samples: Int16Array; sampleRateHz: number; originMs: number } {
    this.#recorder.kill('SIGKILL');
    return { samples: joined(...this.#pieces), sampleRateHz: this.sampleRateHz, originMs: this.#originMs };
  }
}

/** The stretches of sound in a recording, in milliseconds; gaps of less than `gapMs` count as sound. */
export function soundSpans(
  samples: Int16Array,
  sampleRateHz: number,
  gapMs = 15,
): { startMs: number; endMs: number }[] {
  const spans: { startMs: number; endMs: number }[] = [];
  for (const [index, sample] of samples.entries()) {
    if (Math.abs(sample) < quietest) continue;
    const atMs = (index * 1_000) / sampleRateHz;
    const last = spans.at(-1);
    if (last && atMs - last.endMs <= gapMs) last.endMs = atMs;
    else spans.push({ startMs: atMs, endMs: atMs });
  }
  return spans;
}

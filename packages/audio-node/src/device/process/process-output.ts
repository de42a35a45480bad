import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { DuologueError, systemClock } from '@duologue/core';
import type { AudioOutput, AudioOutputStart, Timer } from '@duologue/core';
import { PlayedEstimate } from '../../edge/played-estimate.ts';
import { toPcmBytes } from '../../edge/pcm-bytes.ts';
import type { BackendOptions } from '../audio-backend.ts';
import { lastLine } from './run-command.ts';
import type { SoundTool } from './sound-tool.ts';

type Player = ChildProcessByStdio<Writable, null, Readable>;

/** With less than this left of what was written, nothing more is coming: playout tops the output up every 20 ms. */
const dryMs = 30;

/** So much sound waits in this process only where the command has stopped to read, in milliseconds: a pipe takes the whole lead. */
const longestBacklogMs = 1_000;

/**
 * Plays through a command that reads samples. What a pipe has taken cannot be taken back, so it is silenced by killing the command;
 * the next one is started at once and waits.
 */
export class ProcessOutput implements AudioOutput {
  /** Long enough for a stall of this process of 150 ms; an interruption is as fast as with less. */
  readonly maxLeadMs = 200;
  readonly #tool: SoundTool;
  readonly #options: BackendOptions;
  #sampleRateHz = 0;
  #player: Player | undefined;
  #estimate: PlayedEstimate | undefined;
  #tail: Timer | undefined;
  #failure: DuologueError | undefined;

  constructor(tool: SoundTool, options: BackendOptions) {
    this.#tool = tool;
    this.#options = options;
  }

  async start({ format }: AudioOutputStart): Promise<void> {
    const { clock } = this.#options;
    this.#sampleRateHz = format.sampleRateHz;
    this.#failure = undefined;
    this.#estimate = new PlayedEstimate({
      clock,
      sampleRateHz: format.sampleRateHz,
      latencyMs: this.#tool.latencyMs,
    });
    const player = this.#spawn();
    this.#player = player;
    await once(player, 'spawn');
  }

  write(samples: Int16Array): void {
    this.#checkBacklog();
    if (this.#failure) throw this.#failure;
    this.#player?.stdin.write(toPcmBytes(samples));
    this.#estimate?.wrote(samples.length);
    this.#tail?.cancel();
    if (this.#tool.tailMs > 0) {
      // by the quickest start there is: silence that comes after the tool has run dry makes a hole before the last piece
      const leftMs = (this.#estimate?.leftMs ?? 0) - this.#tool.latencyMs;
      this.#tail = systemClock.setTimeout(() => this.#pushOut(), Math.max(0, leftMs - dryMs));
    }
  }

  flush(): void {
    if (!this.#estimate || this.#estimate.leftMs === 0) return;
    this.#estimate.flushed();
    this.#tail?.cancel();
    this.#kill();
    this.#player = this.#spawn();
  }

  playedSamples(): number {
    if (this.#failure) throw this.#failure;
    return this.#estimate?.played ?? 0;
  }

  stop(): void {
    this.#tail?.cancel();
    this.#kill();
    this.#estimate = undefined;
  }

  #spawn(): Player {
    const { command, args, env } = this.#tool;
    const { device, onTrouble } = this.#options;
    const player = spawn(command, args({ sampleRateHz: this.#sampleRateHz, device }), {
      env: { ...process.env, ...(device !== undefined && env?.(device)) },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let complaints = '';
    player.stderr.on('data', (bytes: Buffer) => {
      complaints = (complaints + bytes.toString('utf8')).slice(-2_000);
    });
    player.stdin.on('error', () => {}); // told by the exit
    const gone = (what: string, cause?: unknown) => {
      if (player !== this.#player) return;
      const why = lastLine(complaints);
      this.#failure = new DuologueError('AUDIO_OUTPUT_TROUBLE', `${command} ${what}${why && `: ${why}`}.`, {
        cause,
      });
      onTrouble(this.#failure);
    };
    player.on('error', (error) => gone('could not be started', error));
    player.on('exit', () => gone('ended'));
    return player;
  }

  #checkBacklog(): void {
    const waitingMs = ((this.#player?.stdin.writableLength ?? 0) * 1_000) / (2 * this.#sampleRateHz);
    if (waitingMs < longestBacklogMs) return;
    this.#failure ??= new DuologueError(
      'AUDIO_OUTPUT_TROUBLE',
      `${this.#tool.command} takes no more sound: ${Math.round(waitingMs)} ms wait for it. Is the device suspended?`,
    );
  }

  #kill(): void {
    const player = this.#player;
    this.#player = undefined;
    player?.kill('SIGKILL');
  }

  #pushOut(): void {
    const silence = Math.round((this.#tool.tailMs * this.#sampleRateHz) / 1_000);
    this.#player?.stdin.write(toPcmBytes(new Int16Array(silence)));
  }
}

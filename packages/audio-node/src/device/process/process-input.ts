import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { DuologueError, systemClock } from '@duologue/core';
import type { AudioInput, AudioInputStart } from '@duologue/core';
import { FrameSplitter } from '../../edge/frame-splitter.ts';
import { PcmDecoder } from '../../edge/pcm-bytes.ts';
import type { BackendOptions } from '../audio-backend.ts';
import { lastLine } from './run-command.ts';
import type { SoundTool } from './sound-tool.ts';

type Recorder = ChildProcessByStdio<null, Readable, Readable>;

/** How long a recorder may take until its first sample, in milliseconds. */
const patienceMs = 5_000;

/** Records through a command that writes samples. */
export class ProcessInput implements AudioInput {
  readonly #tool: SoundTool;
  readonly #options: BackendOptions;
  #recorder: Recorder | undefined;

  constructor(tool: SoundTool, options: BackendOptions) {
    this.#tool = tool;
    this.#options = options;
  }

  start({ format, frameMs }: AudioInputStart, onFrame: (samples: Int16Array) => void): Promise<void> {
    const { command, args, env } = this.#tool;
    const { device, onTrouble } = this.#options;
    const { sampleRateHz } = format;
    const recorder = spawn(command, args({ sampleRateHz, device }), {
      env: { ...process.env, ...(device !== undefined && env?.(device)) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#recorder = recorder;
    const splitter = new FrameSplitter({ sampleRateHz, frameMs, onFrame });
    const decoder = new PcmDecoder();
    let complaints = '';
    recorder.stderr.on('data', (bytes: Buffer) => {
      complaints = (complaints + bytes.toString('utf8')).slice(-2_000);
    });
    return new Promise((resolve, reject) => {
      const timer = systemClock.setTimeout(() => fail('gave no sound'), patienceMs);
      const fail = (what: string, cause?: unknown) => {
        timer.cancel();
        if (recorder !== this.#recorder) return resolve();
        this.stop();
        const why = lastLine(complaints);
        const error = new DuologueError('AUDIO_INPUT_TROUBLE', `${command} ${what}${why && `: ${why}`}.`, {
          cause,
        });
        if (!running) return reject(error);
        onTrouble(error);
      };
      let running = false;
      recorder.stdout.on('data', (bytes: Buffer) => {
        if (recorder !== this.#recorder) return;
        if (!running) {
          running = true;
          timer.cancel();
          resolve();
        }
        splitter.push(decoder.push(bytes));
      });
      recorder.on('error', (error) => fail('could not be started', error));
      recorder.on('close', () => fail('ended'));
    });
  }

  stop(): void {
    const recorder = this.#recorder;
    this.#recorder = undefined;
    recorder?.kill('SIGKILL');
  }
}

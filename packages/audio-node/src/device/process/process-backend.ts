import type { AudioInput, AudioOutput } from '@duologue/core';
import type {
  AudioBackend,
  AudioDevice,
  AudioDirection,
  BackendOptions,
  BackendProbe,
} from '../audio-backend.ts';
import { isRealDevice, noRealDevice } from '../server-devices.ts';
import { ProcessInput } from './process-input.ts';
import { ProcessOutput } from './process-output.ts';
import { lastLine, runCommand } from './run-command.ts';
import type { SoundTools } from './sound-tool.ts';

/** The rate at which a probe asks for a device. */
const probeHz = 16_000;

/** Plays and records through commands of the operating system. */
export class ProcessBackend implements AudioBackend {
  readonly name: string;
  readonly directions = ['input', 'output'] as const;
  readonly #tools: SoundTools;

  constructor(tools: SoundTools) {
    this.name = tools.name;
    this.#tools = tools;
  }

  async probe(direction: AudioDirection, device?: string): Promise<BackendProbe> {
    const tool = this.#tools[direction];
    const { exitCode, errors, stopped } = await runCommand(tool.command, {
      args: tool.args({ sampleRateHz: probeHz, device }),
      ...(device !== undefined && tool.env && { env: tool.env(device) }),
      // 50 ms of silence to play, or the first sound that is recorded
      ...(direction === 'output' ? { input: Buffer.alloc(probeHz / 10) } : { untilOutput: true }),
    });
    const complaint = lastLine(errors);
    if (stopped === 'missing') return unavailable(`the command ${tool.command} is not installed`);
    if (stopped === 'output') return device === undefined ? checkServer(direction) : { available: true };
    if (stopped === 'timeout') return unavailable(`${tool.command} did not answer within 3 s`);
    if (direction === 'input' || exitCode !== 0) {
      return unavailable(`${tool.command} says "${complaint || `exit code ${exitCode}`}"`);
    }
    return device === undefined ? checkServer(direction) : { available: true };
  }

  listDevices(direction: AudioDirection): Promise<readonly AudioDevice[]> {
    return this.#tools.listDevices(direction);
  }

  openInput(options: BackendOptions): AudioInput {
    return new ProcessInput(this.#tools.input, options);
  }

  openOutput(options: BackendOptions): AudioOutput {
    return new ProcessOutput(this.#tools.output, options);
  }
}

/** Where a sound server runs, all tools of the machine end there. */
async function checkServer(direction: AudioDirection): Promise<BackendProbe> {
  if (process.platform !== 'linux') return { available: true };
  const kind = direction === 'output' ? 'sinks' : 'sources';
  const { exitCode, output } = await runCommand('pactl', { args: ['list', 'short', kind] });
  const ids = output.split('\n').flatMap((line) => line.split('\t')[1] ?? []);
  if (exitCode !== 0 || ids.some((id) => isRealDevice(direction, id))) return { available: true };
  return unavailable(noRealDevice(direction));
}

function unavailable(reason: string): BackendProbe {
  return { available: false, reason };
}

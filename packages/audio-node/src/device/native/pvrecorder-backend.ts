import { DuologueError } from '@duologue/core';
import type { AudioInput, AudioInputStart } from '@duologue/core';
import { InputEdge } from '../../edge/input-edge.ts';
import { probeLibrary } from './probe-library.ts';
import type {
  AudioBackend,
  AudioDevice,
  AudioDirection,
  BackendOptions,
  BackendProbe,
} from '../audio-backend.ts';

/** What is used of @picovoice/pvrecorder-node, an optional peer. */
interface Recorder {
  readonly sampleRate: number;
  start(): void;
  stop(): void;
  read(): Promise<Int16Array>;
  release(): void;
  getSelectedDevice(): string;
}

interface RecorderClass {
  new (frameLength: number, deviceIndex?: number): Recorder;
  getAvailableDevices(): string[];
}

const packageName: string = '@picovoice/pvrecorder-node';
/** 20 ms at the one rate that the library records at. */
const frameSamples = 320;

/** Records on macOS, Windows and Linux through the package `@picovoice/pvrecorder-node`. */
export class PvRecorderBackend implements AudioBackend {
  readonly name = 'pvrecorder';
  readonly directions = ['input'] as const;

  async probe(_: AudioDirection, device?: string): Promise<BackendProbe> {
    // only opening tells: the list also has what cannot be recorded from
    const answer = await probeLibrary<{ devices: string[]; selected: string }>({
      name: packageName,
      script: `
        const devices = library.PvRecorder.getAvailableDevices();
        const recorder = new library.PvRecorder(${frameSamples}, devices.indexOf(args[0]));
        const selected = recorder.getSelectedDevice();
        recorder.release();
        return { devices, selected };`,
      args: device === undefined ? [] : [device],
    });
    if ('reason' in answer) return { available: false, reason: answer.reason };
    const { devices, selected } = answer.value;
    if (device !== undefined && !devices.filter(isMicrophone).includes(device))
      return { available: false, reason: `it finds no microphone "${device}"` };
    if (!isMicrophone(selected)) return { available: false, reason: `it finds only "${selected}"` };
    return { available: true };
  }

  async listDevices(): Promise<readonly AudioDevice[]> {
    const names = await load().then(listNames, () => []);
    return names.map((name, index) => ({ id: name, label: name, isDefault: index === 0 }));
  }

  openInput(options: BackendOptions): AudioInput {
    return new PvRecorderInput(options);
  }
}

class PvRecorderInput implements AudioInput {
  readonly #options: BackendOptions;
  #recorder: Recorder | undefined;
  #reading: Promise<void> | undefined;

  constructor(options: BackendOptions) {
    this.#options = options;
  }

  async start(options: AudioInputStart, onFrame: (samples: Int16Array) => void): Promise<void> {
    const { device } = this.#options;
    const Library = await load();
    const recorder = new Library(frameSamples, indexOf(Library, device));
    const edge = await InputEdge.open(recorder.sampleRate, options, onFrame);
    this.#recorder = recorder;
    recorder.start();
    this.#reading = this.#read(recorder, edge);
  }

  async stop(): Promise<void> {
    const recorder = this.#recorder;
    this.#recorder = undefined;
    recorder?.stop();
    // the library must not be released while it reads
    await this.#reading;
    recorder?.release();
  }

  async #read(recorder: Recorder, edge: InputEdge): Promise<void> {
    try {
      while (this.#recorder === recorder) edge.push(await recorder.read());
    } catch (cause) {
      if (this.#recorder !== recorder) return;
      this.#options.onTrouble(
        new DuologueError('AUDIO_INPUT_TROUBLE', 'The microphone has gone.', { cause }),
      );
    } finally {
      edge.close();
    }
  }
}

async function load(): Promise<RecorderClass> {
  return ((await import(packageName)) as { readonly PvRecorder: RecorderClass }).PvRecorder;
}

function listNames(library: RecorderClass): string[] {
  return library.getAvailableDevices().filter(isMicrophone);
}

/** Monitors record what is played. Without a sound card, the library may record the silence of a device that it calls null. */
function isMicrophone(name: string): boolean {
  return !/^monitor of |^null .*device$/i.test(name);
}

/** -1 stands for the default device. */
function indexOf(library: RecorderClass, device: string | undefined): number {
  return device === undefined ? -1 : library.getAvailableDevices().indexOf(device);
}

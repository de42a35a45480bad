import type { AudioInput, AudioOutput } from '../audio/audio-slots.ts';
import { DuologueError } from '../errors.ts';

/** The two places for audio of one session. What the options name takes the place of what plugins bring. */
export class AudioSlots {
  readonly #fixedInput: AudioInput | undefined;
  readonly #fixedOutput: AudioOutput | undefined;
  #input: AudioInput | undefined;
  #output: AudioOutput | undefined;

  constructor(input: AudioInput | undefined, output: AudioOutput | undefined) {
    this.#fixedInput = input;
    this.#fixedOutput = output;
  }

  get input(): AudioInput | undefined {
    return this.#fixedInput ?? this.#input;
  }

  get output(): AudioOutput | undefined {
    return this.#fixedOutput ?? this.#output;
  }

  /** Remembers what is in use at this moment. The function that it returns takes back to it. */
  mark(): () => void {
    const [input, output] = [this.#input, this.#output];
    return () => {
      this.#input = input;
      this.#output = output;
    };
  }

  /** @throws DuologueError DUPLICATE_AUDIO_SLOT */
  useInput(input: AudioInput, plugin: string): void {
    if (this.#input) throw duplicate('input', plugin);
    this.#input = input;
  }

  /** @throws DuologueError DUPLICATE_AUDIO_SLOT */
  useOutput(output: AudioOutput, plugin: string): void {
    if (this.#output) throw duplicate('output', plugin);
    this.#output = output;
  }
}

function duplicate(slot: 'input' | 'output', plugin: string): DuologueError {
  return new DuologueError(
    'DUPLICATE_AUDIO_SLOT',
    `The plugin "${plugin}" brings an audio ${slot}, but another plugin already did. A session has one: leave one of the two out.`,
    { details: { slot, plugin } },
  );
}

import { readWav } from '@duologue/audio-node/wav';
import { UsageError } from './command-line.ts';

/**
 * Reads the file once before the call, so that nobody is called who would hear nothing.
 * @throws UsageError which says what is wrong with the file
 */
export async function checkMicrophone(path: string): Promise<void> {
  let samples: number;
  try {
    const { channels } = await readWav(path);
    samples = channels[0]?.length ?? 0;
  } catch (error) {
    throw new UsageError(`--microphone: ${(error as Error).message}`, { cause: error });
  }
  if (samples === 0) throw new UsageError(`--microphone '${path}' holds no sound.`);
}

import type { AudioOutput } from '@duologue/core';
import { systemClock } from '@duologue/core';
import type { BackendFor } from '@duologue/audio-node';

/** Opens the output of a backend at 24 kHz. */
export async function openOutput(
  backend: BackendFor<'output'>,
  onTrouble: (error: unknown) => void = () => {},
): Promise<AudioOutput> {
  const output = backend.openOutput({ clock: systemClock, onTrouble });
  await output.start({
    format: { encoding: 'pcm', sampleRateHz: 24_000 },
    signal: new AbortController().signal,
  });
  return output;
}

/** Writes samples as playout does: never more than the lead, every 20 ms. Resolves when all are written, or the signal aborts. */
export async function feed(output: AudioOutput, samples: Int16Array, signal?: AbortSignal): Promise<void> {
  const leadSamples = (output.maxLeadMs * 24_000) / 1_000;
  const base = output.playedSamples();
  let written = 0;
  while (written < samples.length && !signal?.aborted) {
    const room = leadSamples - (written - (output.playedSamples() - base));
    if (room > 0) {
      output.write(samples.slice(written, written + room));
      written = Math.min(samples.length, written + room);
    }
    await systemClock.sleep(20);
  }
}

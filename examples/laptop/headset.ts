import { listDevices, type AudioBackend, type AudioDirection } from '@duologue/audio-node';
import type { Sound } from './talk.ts';

/** A headset by a part of its name, such as "USB"; where it is not plugged in, the default devices. */
export async function findHeadset(part: string, backend?: AudioBackend): Promise<Sound> {
  const by = backend ? { backend } : {};
  const choose = async (direction: AudioDirection) => {
    const found = (await listDevices(direction, by)).find(({ label }) => label.includes(part));
    return { ...by, ...(found && { device: found.id }) };
  };
  return { microphone: await choose('input'), speaker: await choose('output') };
}

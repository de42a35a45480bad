import { VirtualSoundCard } from './virtual-sound-card.ts';

/** Starts the sound card before the processes of the tests, so that native code in them finds it, too. */
export default async function setup(): Promise<() => Promise<void>> {
  const card = await VirtualSoundCard.start();
  return () => card.stop();
}

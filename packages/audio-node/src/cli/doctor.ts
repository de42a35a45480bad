import { systemClock } from '@duologue/core';
import type { Clock } from '@duologue/core';
import { askBackend } from '../device/ask-backend.ts';
import type { AudioBackend, AudioDirection } from '../device/audio-backend.ts';
import { deviceBackends } from '../device/backends.ts';
import { dbfs, rootMeanSquare } from '../level.ts';

export interface DoctorOptions {
  /** Gets one line after the other. */
  readonly print: (line: string) => void;
  /** Default: those that come with this package. */
  readonly backends?: readonly AudioBackend[];
  /** Whether a tone is played and the microphone is listened to; default true. */
  readonly sound?: boolean;
  /** Default the computer's. */
  readonly clock?: Clock;
}

const sampleRateHz = 16_000;
const toneMs = 1_000;
const listenMs = 2_000;
/** What a microphone in a quiet room is above, in dBFS. */
const deafDbfs = -80;

/** Says what this computer can be heard and spoken to through. Returns whether both work. */
export async function doctor(options: DoctorOptions): Promise<boolean> {
  const { print, backends = deviceBackends(), sound = true, clock = systemClock } = options;
  const speaker = await report('output', backends, print);
  const microphone = await report('input', backends, print);
  let works = speaker !== undefined && microphone !== undefined;
  if (sound && speaker) works = (await attempt(print, () => playTone(speaker, clock, print))) && works;
  if (sound && microphone) works = (await attempt(print, () => listen(microphone, clock, print))) && works;
  if (!works) print(advice(speaker, microphone));
  return works;
}

/** Lists what every backend says of one direction; the first that works is the one that would be taken. */
async function report(
  direction: AudioDirection,
  backends: readonly AudioBackend[],
  print: (line: string) => void,
): Promise<AudioBackend | undefined> {
  print(direction === 'output' ? 'Speakers' : 'Microphones');
  let taken: AudioBackend | undefined;
  for (const backend of backends.filter(({ directions }) => directions.includes(direction))) {
    const answer = await askBackend(backend, direction);
    const [mark, said] = answer.available
      ? ['✓', taken ? 'works' : 'works, and would be taken']
      : ['✗', answer.reason];
    print(`  ${mark} ${backend.name.padEnd(11)} ${said}`);
    if (!answer.available) continue;
    taken ??= backend;
    for (const { id, label, isDefault } of await backend.listDevices(direction)) {
      print(`      ${isDefault ? '*' : ' '} ${id}${label === id ? '' : ` (${label})`}`);
    }
  }
  return taken;
}

async function playTone(backend: AudioBackend, clock: Clock, print: (line: string) => void): Promise<void> {
  print(`Playing a tone of 440 Hz through ${backend.name} …`);
  const trouble: unknown[] = [];
  const output = backend.openOutput?.({ clock, onTrouble: (error) => trouble.push(error) });
  if (!output) return;
  const tone = Int16Array.from({ length: (sampleRateHz * toneMs) / 1_000 }, (_, index) =>
    Math.round(6_000 * Math.sin((2 * Math.PI * 440 * index) / sampleRateHz)),
  );
  await output.start({ format: { encoding: 'pcm', sampleRateHz }, signal: new AbortController().signal });
  try {
    const piece = Math.max(1, Math.floor((sampleRateHz * Math.min(output.maxLeadMs, 100)) / 1_000));
    for (let start = 0; start < tone.length; start += piece) {
      output.write(tone.slice(start, start + piece));
      while (start + piece - output.playedSamples() > piece) await clock.sleep(10);
    }
    await clock.sleep(300);
    if (trouble[0]) throw trouble[0];
    print('  played. Did you hear it? If not, check the volume and which device is the default one.');
  } finally {
    await output.stop();
  }
}

async function listen(backend: AudioBackend, clock: Clock, print: (line: string) => void): Promise<void> {
  print(`Listening through ${backend.name} for ${listenMs / 1_000} s. Say something …`);
  const levels: number[] = [];
  const input = backend.openInput?.({ clock, onTrouble: () => {} });
  if (!input) return;
  const start = {
    format: { encoding: 'pcm', sampleRateHz },
    frameMs: 200,
    signal: new AbortController().signal,
  } as const;
  await input.start(start, (samples) => {
    const level = dbfs(rootMeanSquare(samples));
    levels.push(level);
    print(`  ${bar(level)} ${Number.isFinite(level) ? `${level.toFixed(0)} dBFS` : 'silence'}`);
  });
  await clock.sleep(listenMs + 100);
  await input.stop();
  if (levels.length === 0) throw new Error('the microphone gave no sound at all');
  if (Math.max(...levels) < deafDbfs)
    print('  Only silence came. Is the microphone muted, or another device the default one?');
}

async function attempt(print: (line: string) => void, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    print(`  ✗ ${(error as Error).message}`);
    return false;
  }
}

/** 20 characters from -60 to 0 dBFS. */
function bar(level: number): string {
  const filled = Math.max(0, Math.min(20, Math.round((level + 60) / 3)));
  return `[${'#'.repeat(filled)}${' '.repeat(20 - filled)}]`;
}

function advice(speaker: AudioBackend | undefined, microphone: AudioBackend | undefined): string {
  if (speaker && microphone) return 'A device answered but did not work: see above.';
  const missing = speaker
    ? 'No microphone answers'
    : microphone
      ? 'No speaker answers'
      : 'Neither a speaker nor a microphone answers';
  return `${missing}. On a server or in a container that is how it should be: use WavMicrophone, PcmMicrophone or a phone line.`;
}

/**
 * Makes the spoken clips of this folder: `npx tsx examples/first-call/speech/make-speech.ts`
 * Needs `flite` and `sox`, both Debian packages. README.md says more.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Speaker = 'agent' | 'caller';

interface Segment {
  phone: string;
  startMs: number;
  endMs: number;
}

interface Word {
  text: string;
  startMs: number;
  endMs: number;
}

const voices: Record<Speaker, string> = { agent: 'slt', caller: 'rms' };

const clips: readonly { name: string; speaker: Speaker; text: string }[] = [
  {
    name: 'agent-greeting',
    speaker: 'agent',
    text: 'Hello, this is Harbour Travel. How can I help you today?',
  },
  {
    name: 'caller-question',
    speaker: 'caller',
    text: 'Hi. If it is three in the afternoon in Berlin on the twenty-ninth of March, what time is it in New York?',
  },
  { name: 'agent-answer', speaker: 'agent', text: 'That is nine in the morning in New York.' },
  { name: 'caller-day', speaker: 'caller', text: 'Great. And what can I do there in one day?' },
  {
    name: 'agent-long-answer',
    speaker: 'agent',
    text:
      'There is a lot to see. Begin at the Metropolitan Museum, which opens at ten. ' +
      'Afterwards, walk through Central Park to the Conservatory Garden. ' +
      'In the afternoon, take the ferry to the Statue of Liberty, ' +
      'and enjoy the illuminated skyscrapers in the evening.',
  },
  { name: 'caller-goodbye', speaker: 'caller', text: 'Thank you, that is all I need. Goodbye.' },
  { name: 'agent-goodbye', speaker: 'agent', text: 'You are very welcome. Have a safe trip, and goodbye.' },
];

/** Silence that is left before the first and after the last sound. */
const marginMs = 50;
/** How loud a clip is on the whole (RMS), unless its peaks would go past `peakDbfs`. */
const loudnessDbfs = -18;
const peakDbfs = -3;
const here = import.meta.dirname;

const scratch = mkdtempSync(join(tmpdir(), 'make-speech-'));
const transcripts: Record<string, unknown> = {};
for (const { name, speaker, text } of clips) {
  const voice = voices[speaker];
  const raw = join(scratch, `${name}.wav`);
  const segments = readSegments(
    execFileSync('flite', ['-voice', voice, '-psdur', '-t', text, '-o', raw], { encoding: 'utf8' }),
  );
  const spoken = segments.filter(({ phone }) => phone !== 'pau');
  const startMs = Math.max(0, spoken.at(0)!.startMs - marginMs);
  const endMs = spoken.at(-1)!.endMs + marginMs;
  const cut = ['trim', `${startMs / 1_000}`, `=${endMs / 1_000}`];
  const fade = ['fade', 'h', '0.01', '-0', '0.01'];
  const { rms, peak } = measure(raw, cut);
  const gainDb = Math.min(loudnessDbfs - rms, peakDbfs - peak);
  execFileSync('sox', [
    '-R',
    raw,
    '-b',
    '16',
    join(here, `${name}.wav`),
    ...cut,
    'gain',
    gainDb.toFixed(2),
    ...fade,
  ]);
  const words = timeWords(voice, text, spoken).map((word) => ({
    ...word,
    startMs: Math.round(word.startMs - startMs),
    endMs: Math.round(word.endMs - startMs),
  }));
  transcripts[name] = { speaker, text, words };
}
const json = JSON.stringify(transcripts, null, 2).replaceAll(
  /\{\s+("text"[^}]*?)\s+\}/g,
  (_, word: string) => `{ ${word.replaceAll(/\s*\n\s*/g, ' ')} }`,
);
writeFileSync(join(here, 'transcripts.json'), `${json}\n`);
rmSync(scratch, { recursive: true });

/** `hh:0.255 ax:0.304 …`: each phone with the second in which it ends. */
function readSegments(output: string): Segment[] {
  let startMs = 0;
  return output
    .trim()
    .split(/\s+/)
    .map((item) => {
      const [phone, end] = item.split(':') as [string, string];
      const segment = { phone, startMs, endMs: Number(end) * 1_000 };
      startMs = segment.endMs;
      return segment;
    });
}

/** Loudness and highest peak in dBFS. */
function measure(path: string, cut: readonly string[]): { rms: number; peak: number } {
  const { stderr } = spawnSync('sox', [path, '-n', ...cut, 'stats'], { encoding: 'utf8' });
  const read = (label: string) => Number(new RegExp(`^${label}\\s+(-?[\\d.]+)`, 'm').exec(stderr)?.[1]);
  return { rms: read('RMS lev dB'), peak: read('Pk lev dB') };
}

/** Finds when each word is spoken: flite says which phones a word has, the clip says when they sound. */
function timeWords(voice: string, text: string, spoken: readonly Segment[]): Word[] {
  const words = text.split(' ');
  const phonesOfWord = words.map((word) =>
    execFileSync('flite', ['-voice', voice, '-ps', '-t', word, 'none'], { encoding: 'utf8' })
      .trim()
      .split(/\s+/)
      .filter((phone) => phone !== 'pau'),
  );
  const expected = phonesOfWord.flatMap((phones, word) => phones.map((phone) => ({ phone, word })));
  if (expected.length !== spoken.length) {
    throw new Error(`"${text}": its words have ${expected.length} phones, the clip has ${spoken.length}.`);
  }
  return words.map((word, index) => {
    const own = spoken.filter((_, position) => expected[position]!.word === index);
    return { text: word, startMs: own.at(0)!.startMs, endMs: own.at(-1)!.endMs };
  });
}

import { measureFiveMinutes } from './five-minutes.ts';
import { measureSpokenTurn } from './spoken-turn.ts';
import { measureTextTurn } from './text-turn.ts';

const rounds = Number(process.argv[2] ?? 15);

const textUs = await measureTextTurn(rounds);
const { testkitMs, bareMs } = await measureSpokenTurn(rounds);
const { microphoneFrames, agentSeconds, replayMs, loopMs } = await measureFiveMinutes(rounds);

const limits = { textUs: 50, spokenRatio: 1.5, replayRatio: 4 };
const [spokenRatio, replayRatio] = [testkitMs / bareMs, replayMs / loopMs];
const isKept =
  textUs <= limits.textUs && spokenRatio <= limits.spokenRatio && replayRatio <= limits.replayRatio;
if (!isKept) process.exitCode = 1;

console.log(`medians of ${rounds} rounds on Node ${process.version}

a text turn in memory       ${textUs.toFixed(1)} µs (limit ${limits.textUs})
a spoken turn on sockets    ${(1_000 * testkitMs).toFixed(0)} µs; bare ws with the same frames ${(1_000 * bareMs).toFixed(0)} µs; ratio ${spokenRatio.toFixed(2)} (limit ${limits.spokenRatio})
a call of five minutes      ${replayMs.toFixed(0)} ms; encoding and parsing its frames ${loopMs.toFixed(0)} ms; ratio ${replayRatio.toFixed(2)} (limit ${limits.replayRatio})
                            (${microphoneFrames} microphone frames, ${agentSeconds.toFixed(0)} s of agent audio)`);

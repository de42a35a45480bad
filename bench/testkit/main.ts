import { measureFiveMinutes } from './five-minutes.ts';
import { measureSpokenTurn } from './spoken-turn.ts';
import { measureTextTurn } from './text-turn.ts';

const rounds = Number(process.argv[2] ?? 15);

const textUs = await measureTextTurn(rounds);
const { testkitMs, bareMs } = await measureSpokenTurn(rounds);
const { microphoneFrames, agentSeconds, replayMs, loopMs } = await measureFiveMinutes(rounds);

console.log(`medians of ${rounds} rounds on Node ${process.version}

a text turn in memory       ${textUs.toFixed(1)} µs (limit 50)
a spoken turn on sockets    ${(1_000 * testkitMs).toFixed(0)} µs; bare ws with the same frames ${(1_000 * bareMs).toFixed(0)} µs; ratio ${(testkitMs / bareMs).toFixed(2)} (limit 1.5)
a call of five minutes      ${replayMs.toFixed(0)} ms; encoding and parsing its frames ${loopMs.toFixed(0)} ms; ratio ${(replayMs / loopMs).toFixed(2)} (limit 4)
                            (${microphoneFrames} microphone frames, ${agentSeconds.toFixed(0)} s of agent audio)`);

import { formatAudioFormat, type AudioFormat, type AudioFormatName } from '@duologue/core';
import type { AgentSettings, Scenario } from '../../scenario/scenario.ts';
import type { WireMessage } from '../../messages/wire-message.ts';
import { CassetteReader } from '../format/read-cassette.ts';
import type { CassetteFrame } from '../format/cassette-frame.ts';
import { Placeholders } from '../redaction/placeholders.ts';
import { SpeechReader, type RecordedSpeech } from '../replay/speech-reader.ts';
import { RecordedTurns } from './recorded-turns.ts';
import { SpeechFolder } from './speech-folder.ts';
import { StepWriter } from './step-writer.ts';

export interface ScenarioFromCassetteOptions {
  /** Default the name of the cassette. */
  readonly name?: string;
  /** A folder for the speech, as WAV files; without it tones of the same length stand for it. */
  readonly speechFolder?: string;
}

/**
 * Makes a scenario of a cassette, to be edited: what is said, called and answered is a step each; messages that no step can say stay as they are.
 * Made-up values stand in the place of placeholders.
 * @throws DuologueError as `readCassette`
 */
export function scenarioFromCassette(
  file: string,
  { name, speechFolder }: ScenarioFromCassetteOptions = {},
): Scenario {
  const turns = new RecordedTurns();
  const { header, formats } = walk(file, ({ seq }, message, format) => turns.take(seq, message, format));
  const steps = new StepWriter({
    turns,
    outputRateHz: formats.output.sampleRateHz,
    inputRateHz: formats.input.sampleRateHz,
    speech: new SpeechFolder(speechFolder),
  });
  const spoken = speechIn(file);
  walk(file, (frame, message) => {
    for (let next = spoken[0]; next && next.seq < frame.seq; next = spoken[0]) {
      spoken.shift();
      steps.speech(next);
    }
    steps.take(frame, message);
  });
  return {
    version: 1,
    name: name ?? header.name,
    ...agentOf(formats),
    ignore: ['contextualUpdate', 'userActivity'],
    steps: steps.steps,
  };
}

/** Goes through the messages of a cassette; each time the same values stand in the place of its placeholders. */
function walk(
  file: string,
  see: (frame: CassetteFrame, message: WireMessage, format: AudioFormat) => void,
): Pick<CassetteReader, 'header' | 'formats'> {
  const reader = new CassetteReader(file);
  const placeholders = new Placeholders();
  for (let frame = reader.next(); frame; frame = reader.next()) {
    const filled = { ...frame, data: placeholders.fill(frame.data) as WireMessage };
    if (frame.data) see(filled, reader.messageOf(filled) ?? {}, reader.formats.output);
  }
  return reader;
}

function speechIn(file: string): RecordedSpeech[] {
  const reader = new SpeechReader(file);
  const speech: RecordedSpeech[] = [];
  for (let next = reader.next(); next; next = reader.next()) speech.push(next);
  return speech;
}

function agentOf({ output, input }: CassetteReader['formats']): Pick<Scenario, 'agent'> {
  const [outputFormat, inputFormat] = [
    formatAudioFormat(output),
    formatAudioFormat(input),
  ] as AudioFormatName[];
  const agent: AgentSettings = {
    ...(outputFormat && outputFormat !== 'pcm_16000' && { outputFormat }),
    ...(inputFormat && inputFormat !== 'pcm_16000' && { inputFormat }),
  };
  return Object.keys(agent).length > 0 ? { agent } : {};
}

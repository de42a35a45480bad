import { isPlainObject } from '../../match/show.ts';
import { clientTypeOf } from '../../messages/client-contract.ts';
import type { WireMessage } from '../../messages/wire-message.ts';
import type { Step } from '../../scenario/scenario.ts';
import type { CassetteFrame } from '../format/cassette-frame.ts';
import type { RecordedSpeech } from '../replay/speech-reader.ts';
import type { RecordedTurn, RecordedTurns } from './recorded-turns.ts';
import { plainStep } from './plain-step.ts';
import { soundingMs, type SpeechFolder } from './speech-folder.ts';

export interface StepWriterOptions {
  readonly turns: RecordedTurns;
  readonly outputRateHz: number;
  readonly inputRateHz: number;
  readonly speech: SpeechFolder;
}

/** Silence that ends what the user says, in milliseconds. */
const silenceMs = 300;

/** Writes the frames of a cassette as steps. */
export class StepWriter {
  readonly steps: Step[] = [];
  readonly #options: StepWriterOptions;
  /** The name of each call by its id. */
  readonly #calls = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  #parts: string[] | undefined;
  /** When the last turn of the agent was heard, on the clock of the recording. */
  #heardT = { fromT: 0, toT: 0 };
  /** What the user has said and the service has not answered yet, in milliseconds of speech. */
  #unheardMs = 0;

  constructor(options: StepWriterOptions) {
    this.#options = options;
  }

  /** The user speaks: over the agent, or once it is silent. */
  speech({ samples, startT }: RecordedSpeech): void {
    const { inputRateHz, speech } = this.#options;
    const { fromT, toT } = this.#heardT;
    const isOver = startT < toT;
    this.#push({
      user: 'say',
      audio: speech.source(samples, inputRateHz, 300),
      ...(isOver && { when: { playedMs: Math.max(0, Math.round(startT - fromT)) } }),
    });
    this.#unheardMs += soundingMs(samples, inputRateHz);
  }

  take(frame: CassetteFrame, message: WireMessage): void {
    if (frame.lane === 'end') this.#end(frame);
    else if (frame.dir === 'up') this.#up(message);
    else this.#down(frame, message);
  }

  #up(message: WireMessage): void {
    const { text, score } = message;
    switch (clientTypeOf(message) ?? '') {
      case 'conversation_initiation_client_data': {
        const { type: _type, source_info: _client, ...match } = message;
        return this.#push({ expect: 'init', ...(Object.keys(match).length > 0 && { match }) });
      }
      case 'user_message':
        this.#push({ user: 'message', text: String(text), when: 'silent' });
        return this.#push({ expect: 'userMessage', match: { text: String(text) } });
      case 'feedback':
        if (score === 'like' || score === 'dislike') this.#push({ user: 'feedback', score });
        return this.#push({ expect: 'feedback', match: { score } });
      case 'multimodal_message': {
        const { type: _type, ...match } = message;
        return this.#push({ expect: 'multimodal', match });
      }
      case 'client_tool_result':
        return this.#result(message);
      case 'mcp_tool_approval_result': {
        const of = this.#calls.get(String(message.tool_call_id));
        if (of !== undefined)
          this.#push({ expect: 'approval', of, isApproved: message.is_approved === true });
        return;
      }
      default:
        return; // audio, pongs, and what an app may say at any time
    }
  }

  #result({ tool_call_id: id, result, is_error: isError }: WireMessage): void {
    const of = this.#calls.get(String(id));
    if (of === undefined) return;
    this.#push({ expect: 'toolResult', of, result: jsonOf(result), isError: isError === true });
  }

  #down({ seq, t }: CassetteFrame, message: WireMessage): void {
    const event = Object.values(message).find(isPlainObject) ?? {};
    const turn = this.#options.turns.beginningAt(seq);
    if (turn) return this.#say(turn, t);
    switch (message.type) {
      case 'audio':
      case 'agent_response':
        return; // stands in the step of its turn
      case 'agent_response_correction':
        return this.#correct(literal(event.corrected_agent_response));
      case 'interruption':
        return this.#interrupt(seq);
      case 'agent_chat_response_part':
        return this.#part(event);
      case 'client_tool_call':
        return this.#call(event);
      case 'user_transcript':
        this.#heard();
        return this.#push({ server: 'userTranscript', text: literal(event.user_transcript) });
      default:
        this.#push(plainStep(message, event, this.#calls));
    }
  }

  #say({ pieces, text, textAfter, spelled, hasAlignment }: RecordedTurn, t: number): void {
    const { speech, outputRateHz } = this.#options;
    const said = literal(text ?? spelled);
    if (pieces.length === 0) return this.#push({ server: 'say', text: said });
    const samples = joined(pieces);
    const fromT = Math.max(t, this.#heardT.toT);
    this.#heardT = { fromT, toT: fromT + (samples.length * 1_000) / outputRateHz };
    const chunkMs = Math.max(1, Math.round(((pieces[0]?.length ?? 0) * 1_000) / outputRateHz));
    const response =
      text === undefined
        ? 'none'
        : textAfter === 0
          ? 'before'
          : textAfter === pieces.length
            ? 'after'
            : 'amid';
    this.#push({
      server: 'say',
      text: said,
      audio: speech.source(samples, outputRateHz, 440),
      ...(chunkMs !== 100 && { chunkMs }),
      ...(response !== 'after' && { response }),
      ...(!hasAlignment && { alignment: false }),
    });
  }

  #interrupt(seq: number): void {
    const lateChunks = this.#options.turns.lateAfter(seq);
    const isSpoken = this.#unheardMs > 0;
    const voiceMs = Math.min(200, Math.round(this.#unheardMs / 2));
    this.#unheardMs = Math.max(0, this.#unheardMs - voiceMs);
    this.#push({
      server: 'interrupt',
      correction: false,
      ...(isSpoken && { at: { voiceMs } }),
      ...(lateChunks > 0 && { lateChunks }),
    });
  }

  /** The correction stands in the step of its interruption. */
  #correct(heard: string): void {
    const index = this.steps.findLastIndex((step) => 'server' in step && step.server === 'interrupt');
    const step = this.steps[index];
    if (step && 'server' in step && step.server === 'interrupt' && step.correction === false)
      this.steps[index] = { ...step, correction: heard };
    else this.#push({ server: 'correction', heard });
    this.#heardT = { ...this.#heardT, toT: 0 };
  }

  #part({ text, type }: WireMessage): void {
    if (type === 'start') this.#parts = [];
    else if (type === 'delta') (this.#parts ??= []).push(literal(text));
    else if (this.#parts) {
      this.#push({ server: 'textParts', parts: this.#parts });
      this.#parts = undefined;
    }
  }

  #call({ tool_name: tool, tool_call_id: id, parameters, expects_response: expects }: WireMessage): void {
    const name = String(tool);
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    const as = count === 1 ? name : `${name}_${count}`;
    this.#calls.set(String(id), as);
    this.#push({
      server: 'toolCall',
      name,
      parameters: isPlainObject(parameters) ? parameters : {},
      as,
      ...(typeof expects === 'boolean' && { expectsResponse: expects }),
    });
  }

  /** The service has waited for what the user said. */
  #heard(): void {
    const voiceMs = Math.floor((this.#unheardMs * 0.8) / 10) * 10;
    this.#unheardMs = 0;
    if (voiceMs > 0) this.#push({ expect: 'audio', voiceMs, silenceMs });
  }

  #end({ dir, data = {} }: CassetteFrame): void {
    const { code, reason } = data;
    if (dir === 'up') {
      this.#push({ user: 'hangUp' });
      return this.#push({ expect: 'closed' });
    }
    this.#push({
      server: 'close',
      ...(typeof code === 'number' && code !== 1_000 && code !== 1_005 && { code }),
      ...(typeof reason === 'string' && reason !== '' && { reason }),
    });
  }

  #push(step: Step): void {
    this.steps.push(step);
  }
}

/** A text in which nothing refers to anything. */
function literal(text: unknown): string {
  return String(text).replaceAll('{{', '{ {');
}

/** A result that is an object is compared with what it holds, however it is written. */
function jsonOf(result: unknown): unknown {
  try {
    const value = JSON.parse(String(result)) as unknown;
    return isPlainObject(value) ? value : result;
  } catch {
    return result;
  }
}

function joined(pieces: readonly Int16Array[]): Int16Array {
  const samples = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const piece of pieces) {
    samples.set(piece, filled);
    filled += piece.length;
  }
  return samples;
}

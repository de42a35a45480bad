import { isPlainObject } from '../../match/show.ts';
import type { LiveFrame } from '../format/cassette-frame.ts';
import { audioFormatIn } from './aimock-audio.ts';
import { frameOf, type Fields, type ImportedCall } from './imported-call.ts';

/** An entry of a recording of aimock. */
export interface AimockEntry {
  readonly dir: LiveFrame['dir'];
  readonly t: number;
  readonly event: Fields;
}

/** Says with the messages of ConvAI what was said with the events of gpt-live-1, as aimock 1.43 records them. */
export class GptLive {
  readonly #configuration: Fields;
  readonly #audioFormat: string;
  readonly #frames: LiveFrame[] = [];
  readonly #leftOut = new Map<string, number>();
  #turn = 1;
  #agentText = '';
  #userText = '';
  #t = 0;
  #end: ImportedCall['end'] = { code: 1000, reason: '', dir: 'down' };

  /** @throws DuologueError CASSETTE_INVALID for audio that ConvAI does not have */
  constructor(recording: Fields) {
    const { configuration } = recording;
    this.#configuration = isPlainObject(configuration) ? configuration : {};
    this.#audioFormat = audioFormatIn(recording);
  }

  take({ dir, t, event }: AimockEntry): void {
    this.#t = t;
    if (dir === 'up') this.#command(event);
    else this.#event(event);
  }

  finish(): Pick<ImportedCall, 'frames' | 'end' | 'leftOut'> {
    this.#endUser();
    this.#endAgent();
    return { frames: this.#frames, end: this.#end, leftOut: Object.fromEntries(this.#leftOut) };
  }

  #command(event: Fields): void {
    const item = isPlainObject(event.item) ? event.item : {};
    switch (event.type) {
      case 'session.start':
        return this.#push('up', {
          type: 'conversation_initiation_client_data',
          ...promptOf(this.#configuration),
        });
      case 'session.input_audio.append':
        return this.#push('up', { user_audio_chunk: String(event.audio) });
      case 'session.instructions.append':
      case 'session.commentary.append':
        return this.#push('up', { type: 'contextual_update', text: String(event.content) });
      case 'response.item.create':
        return this.#push('up', {
          type: 'client_tool_result',
          tool_call_id: String(item.call_id),
          result: String(item.output),
          is_error: false,
        });
      case 'session.close':
        this.#end = { code: 1000, reason: '', dir: 'up' };
        return;
      default:
        this.#leaveOut(event);
    }
  }

  #event(event: Fields): void {
    switch (event.type) {
      case 'session.started':
        return this.#start(isPlainObject(event.session) ? event.session : {});
      case 'session.output_audio.delta':
        this.#endUser();
        return this.#push('down', {
          type: 'audio',
          audio_event: { audio_base_64: String(event.delta), event_id: this.#turn },
        });
      case 'session.output_transcript.delta':
        this.#endUser();
        this.#agentText += String(event.delta);
        return;
      case 'session.input_transcript.delta':
        this.#endAgent();
        this.#userText += String(event.delta);
        return;
      case 'response.event':
        return this.#call(isPlainObject(event.event) ? event.event : {});
      case 'session.closed':
        return;
      default:
        this.#leaveOut(event);
    }
  }

  #start({ id }: Fields): void {
    this.#push('down', {
      type: 'conversation_initiation_metadata',
      conversation_initiation_metadata_event: {
        conversation_id: typeof id === 'string' ? id : 'conv_imported',
        agent_output_audio_format: this.#audioFormat,
        user_input_audio_format: this.#audioFormat,
      },
    });
  }

  #call(nested: Fields): void {
    const item = isPlainObject(nested.item) ? nested.item : {};
    if (nested.type !== 'response.output_item.done' || item.type !== 'function_call')
      return this.#leaveOut(nested);
    this.#endUser();
    this.#push('down', {
      type: 'client_tool_call',
      client_tool_call: {
        tool_name: String(item.name),
        tool_call_id: String(item.call_id),
        parameters: parametersOf(item.arguments),
        event_id: this.#turn,
        expects_response: true,
      },
    });
  }

  #endUser(): void {
    if (this.#userText === '') return;
    const text = this.#userText.trim();
    this.#userText = '';
    this.#push('down', {
      type: 'user_transcript',
      user_transcription_event: { user_transcript: text, event_id: this.#turn },
    });
  }

  /** The text of a turn of the agent stands behind its audio, as ConvAI sends it. */
  #endAgent(): void {
    if (this.#agentText === '') return;
    const text = this.#agentText.trim();
    this.#agentText = '';
    this.#push('down', {
      type: 'agent_response',
      agent_response_event: { agent_response: text, event_id: this.#turn },
    });
    this.#turn += 1;
  }

  #push(dir: LiveFrame['dir'], data: Fields): void {
    this.#frames.push(frameOf(dir, data, this.#t));
  }

  #leaveOut({ type }: Fields): void {
    this.#leftOut.set(String(type), (this.#leftOut.get(String(type)) ?? 0) + 1);
  }
}

function promptOf({ instructions }: Fields): Fields {
  return typeof instructions === 'string'
    ? { conversation_config_override: { agent: { prompt: { prompt: instructions } } } }
    : {};
}

function parametersOf(text: unknown): unknown {
  try {
    return JSON.parse(String(text)) as unknown;
  } catch {
    return {};
  }
}

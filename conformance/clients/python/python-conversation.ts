import { PythonSocket, type KeepAlive } from './python-socket.ts';
import type { PythonTools } from './python-tools.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the Python SDK wants of an app's sound. */
export interface PythonAudio {
  start(inputCallback: (audio: Buffer) => void): void;
  stop(): void;
  output(audio: Buffer): void;
  interrupt(): void;
}

/** All of them optional in Python; each makes the SDK read more of a message, and fail where that is not there. */
export interface PythonCallbacks {
  readonly agentResponse?: (text: string) => void;
  readonly agentResponseCorrection?: (original: string, corrected: string) => void;
  readonly agentChatResponsePart?: (text: string, type: string) => void;
  readonly userTranscript?: (text: string) => void;
  readonly latencyMeasurement?: (ms: number) => void;
  readonly audioAlignment?: (chars: readonly string[]) => void;
  readonly endSession?: () => void;
}

export interface PythonConversationOptions {
  /** The address of the API. */
  readonly baseUrl: string;
  readonly agentId: string;
  readonly requiresAuth: boolean;
  readonly apiKey: string;
  readonly userId?: string;
  /** `Conversation`, in a thread, or `AsyncConversation`, in a task. */
  readonly flavour: 'sync' | 'async';
  readonly audio: PythonAudio | undefined;
  readonly tools: PythonTools;
  readonly callbacks: PythonCallbacks;
  readonly keepAlive?: KeepAlive;
}

/** What the SDK polls its own end flag with. */
const receiveTimeoutMs = 500;

/**
 * Stands in for `Conversation` and `AsyncConversation` of the Python SDK, which cannot be installed here: the same frames in the
 * same order, the same demands on what arrives, and the same end, a call hung up, whenever one is not met.
 */
export class PythonConversation {
  readonly #options: PythonConversationOptions;
  #socket: PythonSocket | undefined;
  #shouldStop = false;
  #conversationId: unknown;
  #lastInterruptId = 0;
  /** What made it hang up; the SDK only logs it. */
  rejected: string | undefined;

  constructor(options: PythonConversationOptions) {
    this.#options = options;
  }

  get conversationId(): unknown {
    return this.#conversationId;
  }

  /** The whole conversation: connects, and resolves when the connection is gone. */
  async run(): Promise<void> {
    const { requiresAuth, keepAlive = { intervalMs: 20_000, timeoutMs: 20_000 }, audio } = this.#options;
    const url = requiresAuth ? await this.#signedUrl() : this.#publicUrl();
    const socket = await PythonSocket.connect(url, keepAlive);
    this.#socket = socket;
    socket.send(this.#initiation());
    audio?.start((chunk) => {
      try {
        socket.send({ user_audio_chunk: chunk.toString('base64') });
      } catch {
        this.endSession();
      }
    });
    while (!this.#shouldStop) {
      const received = await socket.receive(receiveTimeoutMs);
      if (received === 'timeout') continue;
      if ('closed' in received) {
        this.endSession();
        break;
      }
      if (this.#shouldStop) break; // the message that ended the wait is lost
      await this.#take(received.frame, socket);
    }
    this.#socket = undefined;
    await socket.close();
  }

  endSession(): void {
    const { audio, callbacks } = this.#options;
    audio?.stop();
    this.#socket = undefined;
    this.#shouldStop = true;
    callbacks.endSession?.();
  }

  sendUserMessage(text: string): void {
    this.#connected().send({ type: 'user_message', text });
  }

  registerUserActivity(): void {
    this.#connected().send({ type: 'user_activity' });
  }

  sendContextualUpdate(text: string): void {
    this.#connected().send({ type: 'contextual_update', text });
  }

  #connected(): PythonSocket {
    if (!this.#socket) throw new Error('Session not started or websocket not connected.');
    return this.#socket;
  }

  #initiation(): Json {
    const { audio, userId } = this.#options;
    return {
      type: 'conversation_initiation_client_data',
      custom_llm_extra_body: {},
      // the SDK puts it here, where the contract does not have it
      conversation_config_override: audio ? {} : { text_only: true },
      dynamic_variables: {},
      source_info: { source: 'python_sdk', version: '2.60.0' },
      ...(userId !== undefined && { user_id: userId }),
    };
  }

  #publicUrl(): string {
    const { baseUrl, agentId } = this.#options;
    const query = new URLSearchParams({ agent_id: agentId, source: 'python_sdk', version: '2.60.0' });
    return `${baseUrl.replace(/^http/, 'ws')}/v1/convai/conversation?${query.toString()}`;
  }

  async #signedUrl(): Promise<string> {
    const { baseUrl, agentId, apiKey } = this.#options;
    const path = `/v1/convai/conversation/get-signed-url?agent_id=${encodeURIComponent(agentId)}`;
    const response = await fetch(`${baseUrl}${path}`, { headers: { 'xi-api-key': apiKey } });
    const { signed_url: signedUrl } = (await response.json()) as { signed_url: string };
    const url = new URL(signedUrl);
    url.searchParams.set('source', 'python_sdk');
    url.searchParams.set('version', '2.60.0');
    return url.href;
  }

  async #take(frame: string, socket: PythonSocket): Promise<void> {
    try {
      const message = object(JSON.parse(frame), 'the message');
      const then = this.#handle(message, socket);
      // the task of the asynchronous flavour waits for what it sends and calls
      if (this.#options.flavour === 'async') await then;
    } catch (error) {
      this.rejected ??= error instanceof Error ? error.message : String(error);
      this.endSession();
    }
  }

  #handle(message: Json, socket: PythonSocket): void | Promise<void> {
    const { callbacks, audio } = this.#options;
    switch (key(message, 'type')) {
      case 'conversation_initiation_metadata': {
        const event = object(key(message, 'conversation_initiation_metadata_event'), 'the metadata');
        if (this.#conversationId !== undefined) throw new Error('AssertionError: metadata came twice');
        this.#conversationId = key(event, 'conversation_id');
        return;
      }
      case 'audio': {
        const event = object(key(message, 'audio_event'), 'audio_event');
        if (integer(key(event, 'event_id')) <= this.#lastInterruptId) return;
        audio?.output(Buffer.from(text(key(event, 'audio_base_64')), 'base64'));
        if (!callbacks.audioAlignment || !('alignment' in event)) return;
        const { chars = [] } = object(event.alignment, 'alignment') as { chars?: readonly string[] };
        return callbacks.audioAlignment(chars);
      }
      case 'agent_response': {
        if (!callbacks.agentResponse) return;
        const event = object(key(message, 'agent_response_event'), 'agent_response_event');
        return callbacks.agentResponse(text(key(event, 'agent_response')).trim());
      }
      case 'agent_chat_response_part': {
        const part = object(message.text_response_part ?? {}, 'text_response_part');
        return callbacks.agentChatResponsePart?.(text(part.text ?? ''), text(part.type ?? 'delta'));
      }
      case 'agent_response_correction': {
        if (!callbacks.agentResponseCorrection) return;
        const event = object(key(message, 'agent_response_correction_event'), 'the correction');
        return callbacks.agentResponseCorrection(
          text(key(event, 'original_agent_response')).trim(),
          text(key(event, 'corrected_agent_response')).trim(),
        );
      }
      case 'user_transcript': {
        if (!callbacks.userTranscript) return;
        const event = object(key(message, 'user_transcription_event'), 'user_transcription_event');
        return callbacks.userTranscript(text(key(event, 'user_transcript')).trim());
      }
      case 'interruption': {
        const event = object(key(message, 'interruption_event'), 'interruption_event');
        this.#lastInterruptId = integer(key(event, 'event_id'));
        return audio?.interrupt();
      }
      case 'ping':
        return this.#answerPing(object(key(message, 'ping_event'), 'ping_event'), socket);
      case 'client_tool_call':
        return this.#runTool(object(message.client_tool_call ?? {}, 'client_tool_call'), socket);
      default:
        return;
    }
  }

  #answerPing(event: Json, socket: PythonSocket): void {
    socket.send({ type: 'pong', event_id: key(event, 'event_id') });
    const { latencyMeasurement } = this.#options.callbacks;
    if (!latencyMeasurement) return;
    const ms = key(event, 'ping_ms');
    if (ms) latencyMeasurement(integer(ms));
  }

  /** The tool runs beside the conversation, which does not wait for it. */
  #runTool(call: Json, socket: PythonSocket): void {
    const parameters = {
      tool_call_id: key(call, 'tool_call_id'),
      ...('parameters' in call ? object(call.parameters, 'parameters') : {}),
    };
    void this.#options.tools.execute(String(call.tool_name), parameters).then((answer) => {
      if (!this.#shouldStop) socket.send(answer);
    });
  }
}

/** `value["name"]`. */
function key(value: Json, name: string): unknown {
  if (!(name in value)) throw new Error(`KeyError: '${name}'`);
  return value[name];
}

/** What only works with a dictionary. */
function object(value: unknown, what: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new Error(`TypeError: ${what} is ${JSON.stringify(value)}`);
}

/** What only works with a string. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new Error(`AttributeError: ${JSON.stringify(value)} has no attribute 'strip'`);
}

/** `int(value)`. */
function integer(value: unknown): number {
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)) return Number(value);
  throw new Error(`TypeError: int() of ${JSON.stringify(value)}`);
}

import type { Conversation } from '../conversation/conversation.ts';
import { conversationDetails } from './conversation-details.ts';
import { audioFile, empty, json, refusal } from './responses.ts';
import { SignedUrls } from './signed-urls.ts';

export interface RestServiceOptions {
  /** The key of a private agent; without one every key is good, and none is needed. */
  readonly apiKey: string | undefined;
  readonly seed: number;
  readonly conversations: () => readonly Conversation[];
  /** Which agents there are; default any. */
  readonly agents?: { scenarioOf(id: string): unknown; unknown(id: string): string };
}

/** An HTTP call that was answered. */
export interface RestCallRecord {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** The JSON that was sent, of an upload the name, type and size of the file. */
  readonly body?: unknown;
}

interface Call {
  readonly request: Request;
  readonly address: URL;
  /** What stands in the place of `:id` and `:file` in the path. */
  readonly id: string;
  readonly file: string;
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** Whether the service wants the key of the account. */
  readonly needsKey: boolean;
  readonly answer: (call: Call) => Response | Promise<Response>;
}

/** Answers the HTTP calls around a conversation as the service does, for a real server and for msw alike. */
export class RestService {
  readonly signedUrls: SignedUrls;
  readonly #options: RestServiceOptions;
  readonly #calls: RestCallRecord[] = [];
  readonly #bodies = new WeakMap<Request, unknown>();
  /** The ids of uploaded files, by conversation. */
  readonly #files = new Map<string, Set<string>>();
  readonly #routes: readonly Route[] = [
    route('GET', '/v1/convai/conversation/get-signed-url', true, (call) => this.#signUrl(call)),
    route('GET', '/v1/convai/conversation/token', true, (call) => this.#token(call)),
    route('GET', '/v1/convai/conversations/:id', true, (call) => this.#details(call)),
    route('GET', '/v1/convai/conversations/:id/audio', true, (call) => this.#audio(call)),
    route('POST', '/v1/convai/conversations/:id/files', false, (call) => this.#upload(call)),
    route('DELETE', '/v1/convai/conversations/:id/files/:file', false, (call) => this.#deleteFile(call)),
    route('POST', '/v1/convai/conversations/:id/feedback', false, (call) => this.#feedback(call)),
  ];

  constructor(options: RestServiceOptions) {
    this.#options = options;
    this.signedUrls = new SignedUrls(options.seed);
  }

  /** Every call so far. */
  get calls(): readonly RestCallRecord[] {
    return this.#calls;
  }

  async handle(request: Request): Promise<Response> {
    const address = new URL(request.url);
    const response = await this.#answer(request, address);
    const body = this.#bodies.get(request);
    const { method } = request;
    this.#calls.push({
      method,
      path: address.pathname,
      status: response.status,
      ...(body !== undefined && { body }),
    });
    return response;
  }

  async #answer(request: Request, address: URL): Promise<Response> {
    if (request.method === 'OPTIONS') return empty();
    const { apiKey } = this.#options;
    for (const { method, path, needsKey, answer } of this.#routes) {
      const found = path.exec(address.pathname);
      if (!found || method !== request.method) continue;
      if (needsKey && apiKey !== undefined && request.headers.get('xi-api-key') !== apiKey) {
        return refusal(401, 'invalid_api_key', 'The API key is wrong or missing.');
      }
      const { id = '', file = '' } = found.groups ?? {};
      const names = decoded([id, file]);
      if (!names) return refusal(400, 'bad_request', `The path ${address.pathname} cannot be decoded.`);
      return answer({ request, address, id: names[0] ?? '', file: names[1] ?? '' });
    }
    return refusal(404, 'not_found', `There is no ${request.method} ${address.pathname}.`);
  }

  #signUrl({ address }: Call): Response {
    const agentId = address.searchParams.get('agent_id') ?? '';
    return this.#refuseAgent(agentId) ?? json({ signed_url: this.signedUrls.issue(address, agentId) });
  }

  #token({ address }: Call): Response {
    const agentId = address.searchParams.get('agent_id') ?? '';
    return this.#refuseAgent(agentId) ?? json({ token: this.signedUrls.token('token') });
  }

  #refuseAgent(id: string): Response | undefined {
    if (id === '') return refusal(422, 'missing', 'agent_id is missing.');
    const { agents } = this.#options;
    if (!agents || agents.scenarioOf(id) !== undefined) return undefined;
    return refusal(404, 'document_not_found', agents.unknown(id));
  }

  #details({ id }: Call): Response {
    const conversation = this.#find(id);
    return conversation ? json(conversationDetails(conversation)) : unknownConversation(id);
  }

  async #audio({ id }: Call): Promise<Response> {
    const conversation = this.#find(id);
    if (!conversation) return unknownConversation(id);
    const { recording } = conversation;
    if (!recording) return refusal(404, 'no_audio', 'The server keeps no audio. Set keepAudio: true.');
    return audioFile(await recording.toWav());
  }

  async #upload({ request, id }: Call): Promise<Response> {
    if (!this.#find(id)) return unknownConversation(id);
    const file = (await request.formData().catch(() => undefined))?.get('file');
    if (!(file instanceof File)) return refusal(422, 'missing', 'The form has no file.');
    this.#bodies.set(request, { name: file.name, type: file.type, bytes: file.size });
    const fileId = this.signedUrls.token('file');
    const files = this.#files.get(id) ?? new Set();
    this.#files.set(id, files.add(fileId));
    return json({ file_id: fileId });
  }

  #deleteFile({ id, file }: Call): Response {
    return this.#files.get(id)?.delete(file)
      ? json({})
      : refusal(404, 'not_found', `There is no file ${file}.`);
  }

  async #feedback({ request, id }: Call): Promise<Response> {
    if (!this.#find(id)) return unknownConversation(id);
    const body = (await request.json().catch(() => undefined)) as
      { feedback?: unknown; rating?: unknown } | undefined;
    this.#bodies.set(request, body);
    const isFeedback =
      body?.feedback === 'like' || body?.feedback === 'dislike' || typeof body?.rating === 'number';
    return isFeedback
      ? json({})
      : refusal(422, 'missing', 'feedback has to be "like" or "dislike", or a rating.');
  }

  #find(id: string): Conversation | undefined {
    return this.#options.conversations().find((conversation) => conversation.id === id);
  }
}

/** Parts of a path as they are meant; undefined where they are in no encoding. */
function decoded(parts: readonly string[]): readonly string[] | undefined {
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function unknownConversation(id: string): Response {
  return refusal(404, 'document_not_found', `There is no conversation ${id}.`);
}

function route(method: string, path: string, needsKey: boolean, answer: Route['answer']): Route {
  return { method, path: new RegExp(`^${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`), needsKey, answer };
}

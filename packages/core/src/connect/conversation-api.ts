import { DuologueError } from '../errors.ts';
import { callRest, checkRestOptions, type RestOptions } from './rest.ts';

/** A file that goes into a conversation with `multimodal_message`. */
export interface UploadFile {
  readonly name: string;
  readonly content: Blob | Uint8Array<ArrayBuffer>;
  /** Such as `image/png`. The service takes png, jpeg, gif and webp up to 10 MB and pdf up to 20 MB (its widget's limits). */
  readonly mimeType: string;
}

export interface TokenOptions {
  readonly agentId: string;
  readonly participantName?: string;
  readonly branchId?: string;
  readonly environment?: string;
}

/**
 * The REST calls around a conversation. Each throws a DuologueError: AUTH_FAILED (401, 403), AGENT_NOT_FOUND (404),
 * QUOTA_EXCEEDED (429), REST_FAILED, CONNECT_FAILED.
 *
 * @example
 * const api = new ConversationApi({ apiKey });
 * const fileId = await api.uploadFile(session.conversationId, { name: 'cat.png', content, mimeType: 'image/png' });
 * session.send({ type: 'multimodal_message', text: 'What is this?', fileIds: [fileId] });
 */
export class ConversationApi {
  readonly #options: RestOptions;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor(options: RestOptions = {}) {
    checkRestOptions(options);
    this.#options = options;
  }

  /** Uploads a file into a running conversation. Resolves with its id. */
  async uploadFile(
    conversationId: string,
    { name, content, mimeType }: UploadFile,
    signal?: AbortSignal,
  ): Promise<string> {
    const form = new FormData();
    form.set('file', new Blob([content], { type: mimeType }), name);
    const answer = await callRest(this.#options, {
      method: 'POST',
      path: path(conversationId, 'files'),
      body: form,
      signal,
      what: 'an upload',
    });
    return stringIn(answer, 'file_id', 'an upload');
  }

  async deleteFile(conversationId: string, fileId: string, signal?: AbortSignal): Promise<void> {
    const file = path(conversationId, `files/${encodeURIComponent(fileId)}`);
    await callRest(this.#options, { method: 'DELETE', path: file, signal, what: 'the deletion of a file' });
  }

  /** Rates a whole conversation; a turn is rated with `session.sendFeedback`. */
  async sendOverallFeedback(
    conversationId: string,
    feedback: 'like' | 'dislike' | { readonly rating: number; readonly comment?: string },
    signal?: AbortSignal,
  ): Promise<void> {
    await callRest(this.#options, {
      method: 'POST',
      path: path(conversationId, 'feedback'),
      body: typeof feedback === 'string' ? { feedback } : feedback,
      signal,
      what: 'feedback',
    });
  }

  /** What the service has written down of a conversation: its transcript, tool calls and results, as it answers them. */
  async getConversation(
    conversationId: string,
    signal?: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>>> {
    const answer = await callRest(this.#options, {
      method: 'GET',
      path: path(conversationId),
      signal,
      what: 'a conversation',
    });
    if (typeof answer === 'object' && answer !== null) return answer as Readonly<Record<string, unknown>>;
    throw new DuologueError('REST_FAILED', 'The service answered the call for a conversation without one.');
  }

  /** A token for one conversation of a browser client. Treat it as a key. */
  async getToken(
    { agentId, participantName, branchId, environment }: TokenOptions,
    signal?: AbortSignal,
  ): Promise<string> {
    const answer = await callRest(this.#options, {
      method: 'GET',
      path: '/v1/convai/conversation/token',
      query: { agent_id: agentId, participant_name: participantName, branch_id: branchId, environment },
      signal,
      what: 'a conversation token',
    });
    return stringIn(answer, 'token', 'a conversation token');
  }
}

/** @throws DuologueError INVALID_OPTIONS where there is no id, as before a session has connected */
function path(conversationId: string, rest = ''): string {
  const below = rest === '' ? '' : `/${rest}`;
  if (conversationId) return `/v1/convai/conversations/${encodeURIComponent(conversationId)}${below}`;
  const text =
    'The call needs the id of a conversation. session.conversationId has it once start() has resolved.';
  throw new DuologueError('INVALID_OPTIONS', text, { details: { option: 'conversationId' } });
}

function stringIn(answer: unknown, field: string, what: string): string {
  const value = (answer as Readonly<Record<string, unknown>> | undefined)?.[field];
  if (typeof value === 'string') return value;
  throw new DuologueError('REST_FAILED', `The service answered the call for ${what} without ${field}.`);
}

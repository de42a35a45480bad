import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { SignedUrls } from '../rest/signed-urls.ts';
import type { PreparedScenario } from '../scenario/prepare.ts';
import type { AgentTable } from './agent-table.ts';

/** Where the service has its conversations. */
export const servicePath = '/v1/convai/conversation';

/** A client that got no conversation, and why. */
export interface Refusal {
  readonly status: 400 | 401 | 404;
  readonly message: string;
}

/** A client that gets a conversation. */
export interface Admitted {
  readonly address: URL;
  readonly prepared: PreparedScenario;
}

export interface AdmissionOptions {
  readonly agents: AgentTable;
  /** What a conversation costs; undefined where the agents are public. */
  readonly signedUrls: SignedUrls | undefined;
}

/** Decides who gets a conversation, and which scenario. */
export class Admission {
  readonly #options: AdmissionOptions;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  decide({ url = '/' }: IncomingMessage): Admitted | Refusal {
    const text = url.startsWith('/') ? `ws://localhost${url}` : url;
    if (!URL.canParse(text)) return { status: 400, message: 'The address cannot be read.' };
    const address = new URL(text);
    const { pathname } = address;
    if (isMisspelt(pathname))
      return { status: 404, message: `There is no ${pathname}. Conversations are at ${servicePath}.` };
    const { agents, signedUrls } = this.#options;
    if (signedUrls && !signedUrls.isGood(address))
      return { status: 401, message: 'The agent is private: a conversation needs a signed URL.' };
    const id = address.searchParams.get('agent_id');
    const prepared =
      id === null && pathname !== servicePath ? agents.ownScenario : agents.scenarioOf(id ?? '');
    return prepared ? { address, prepared } : { status: 404, message: agents.unknown(id ?? '') };
  }
}

/** Answers an upgrade that is not to be. */
export function refuse(socket: Duplex, { status, message }: Refusal): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(message)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${message}`);
}

/** The service has nothing else there; any other path is that of a server on premises of its own. */
function isMisspelt(path: string): boolean {
  return path !== servicePath && path.replaceAll(/\/+/g, '/').toLowerCase().startsWith('/v1/');
}

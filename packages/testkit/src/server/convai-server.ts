import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { systemClock } from '@duologue/core';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { VirtualClock } from '../clock/virtual-clock.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { GapWire } from '../conversation/gap-wire.ts';
import { prepareSource, type ScenarioSource } from '../document/scenario-source.ts';
import { startConversation, type ScriptOptions } from '../door/conversation-factory.ts';
import type { ClientLink, Door, DoorClient } from '../door/door.ts';
import { answerNodeRequest } from '../rest/node-adapter.ts';
import { RestService, type RestCallRecord } from '../rest/rest-service.ts';
import type { PreparedScenario } from '../scenario/prepare.ts';
import { Admission, refuse, servicePath, type Admitted, type Refusal } from './admission.ts';
import { AgentTable, ownAgent } from './agent-table.ts';
import type { CountedLink } from './counted-link.ts';
import { clientHeader, countingTransport } from './counting-transport.ts';
import { SocketWire } from './socket-wire.ts';

export interface ConvaiServerOptions extends ScriptOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /**
   * Scenarios by the id of their agent. Without it every id gets the scenario of the server; with it only `agent_test` and clients
   * on paths that name no agent do, and who names one that is not there is refused with 404.
   */
  readonly agents?: ReadonlyMap<string, PreparedScenario>;
  /** Makes the agent private: a signed URL costs this key, and a conversation a signed URL, on whatever path. */
  readonly apiKey?: string;
  /**
   * How long the frames after the metadata are held back once it has arrived, in milliseconds. Default 5 for clients that offer
   * the subprotocol `convai` and are not Duologue (the official browser client loses what comes together with the metadata), 0 for all others.
   */
  readonly metadataGapMs?: number;
}

type ConversationListener = (conversation: Conversation, link: ClientLink) => void;

/** A scripted ConvAI server on a real port: every connection plays the scenario from its start. */
export class ConvaiServer implements Door {
  readonly #admission: Admission;
  readonly #options: ConvaiServerOptions;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: true });
  readonly #rest: RestService;
  readonly #conversations: Conversation[] = [];
  /** Clients of this process, by the name that they send along. */
  readonly #clients = new Map<
    string,
    { readonly link: CountedLink; readonly tell: readonly ConversationListener[] }
  >();
  #clientCount = 0;
  readonly #tellForeign: ConversationListener[] = [];
  readonly #tellEnd: ((conversation: Conversation) => void)[] = [];
  readonly #tellRefusal: ((refusal: Refusal) => void)[] = [];

  /**
   * Starts a server, on the computer's clock where no other is given.
   * @throws what `listen` of node:net throws, DuologueError as `prepareScenario`
   */
  static async listen(
    scenario: ScenarioSource,
    { clock = systemClock, ...options }: Partial<ConvaiServerOptions> = {},
  ): Promise<ConvaiServer> {
    const prepared = await prepareSource(scenario);
    const server = new ConvaiServer(prepared, { ...options, clock });
    const { port = 0, host = '127.0.0.1' } = options;
    await new Promise<void>((resolve, reject) => {
      server.#http.once('error', reject).listen(port, host, () => resolve());
    });
    return server;
  }

  private constructor(prepared: PreparedScenario, options: ConvaiServerOptions) {
    this.#options = options;
    const seed = options.seed ?? prepared.scenario.seed ?? 1;
    const { apiKey } = options;
    const agents = new AgentTable(prepared, options.agents);
    this.#rest = new RestService({ apiKey, seed, agents, conversations: () => this.#conversations });
    const { signedUrls } = this.#rest;
    this.#admission = new Admission({ agents, signedUrls: apiKey === undefined ? undefined : signedUrls });
    this.#http = createServer((request, response) => {
      const release = options.clock.hold();
      response.once('close', release);
      void answerNodeRequest(request, response, (webRequest) => this.#rest.handle(webRequest));
    });
    this.#http.on('upgrade', (request, socket, head) => {
      socket.on('error', () => {}); // a client may be gone before it hears that it is refused
      try {
        this.#upgrade(request, socket, head);
      } catch (error) {
        // there is no conversation that could fail of it, and the other ones go on
        socket.destroy();
        process.emitWarning(`A client got no conversation: ${String(error)}`);
      }
    });
  }

  get conversations(): readonly Conversation[] {
    return this.#conversations;
  }

  /** The HTTP calls so far. */
  get restCalls(): readonly RestCallRecord[] {
    return this.#rest.calls;
  }

  /** The address for HTTP calls, such as `http://127.0.0.1:40123`: the `baseUrl` of a session. */
  get httpUrl(): string {
    const { address, port } = this.#http.address() as AddressInfo;
    return `http://${address}:${port}`;
  }

  /** The address of a conversation with the scripted agent: the `url` of a session. */
  get url(): string {
    return `${this.httpUrl.replace('http', 'ws')}${servicePath}?agent_id=${ownAgent}`;
  }

  client(): DoorClient {
    const tell: ConversationListener[] = [];
    const transport = countingTransport((link) => {
      this.#clientCount += 1;
      const name = String(this.#clientCount);
      this.#clients.set(name, { link, tell });
      if (this.#options.clock instanceof VirtualClock) this.#options.clock.addBusySource(link);
      return name;
    });
    return { endpoint: { url: this.url }, transport, onConversation: (listener) => void tell.push(listener) };
  }

  /**
   * Tells of each conversation that a client of another make, or of another process, opens, before its first frame.
   * Its link counts frames that have arrived at the client's computer, by WebSocket pings that every client answers.
   */
  onForeignConversation(listener: (conversation: Conversation, link: ClientLink) => void): void {
    this.#tellForeign.push(listener);
  }

  /** Tells of each conversation whose connection is gone. */
  onConversationEnd(listener: (conversation: Conversation) => void): void {
    this.#tellEnd.push(listener);
  }

  /** Tells of each client that wanted a conversation and got none. */
  onRefusal(listener: (refusal: Refusal) => void): void {
    this.#tellRefusal.push(listener);
  }

  /** Cuts every connection and stops. */
  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    this.#http.closeAllConnections();
    await closed;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const decision = this.#admission.decide(request);
    if ('prepared' in decision) {
      this.#sockets.handleUpgrade(request, socket, head, (client) =>
        this.#accept(client, socket, request, decision),
      );
      return;
    }
    refuse(socket, decision);
    for (const tell of this.#tellRefusal) tell(decision);
  }

  #accept(
    socket: WebSocket,
    stream: Duplex,
    request: IncomingMessage,
    { address, prepared }: Admitted,
  ): void {
    const known = this.#clients.get(String(request.headers[clientHeader]));
    const link = known?.link;
    const source = address.searchParams.get('source');
    const isOurs = known !== undefined || source === 'duologue';
    const metadataGapMs = this.#options.metadataGapMs ?? (socket.protocol === 'convai' && !isOurs ? 5 : 0);
    const { clock } = this.#options;
    const socketWire = new SocketWire(socket, { clock, stream, link });
    const arrival = link ? {} : { whenArrived: (then: () => void) => socketWire.arrivals.whenArrived(then) };
    const wire =
      metadataGapMs > 0 ? new GapWire(socketWire, { clock, gapMs: metadataGapMs, ...arrival }) : socketWire;
    const options = { strict: isOurs || source === null, ...this.#options };
    const conversation = startConversation(prepared, wire, options, this.#conversations.length);
    this.#conversations.push(conversation);
    socket.on('message', (data, isBinary) => {
      link?.noteUpReceived();
      conversation.received(isBinary ? toBytes(data) : toText(data));
    });
    socket.on('error', () => {}); // a close follows and tells
    socket.on('close', (code, reason) => {
      conversation.connectionClosed(code, reason.toString());
      for (const tell of this.#tellEnd) conversation.guard(() => tell(conversation));
      link?.noteServerGone();
    });
    link?.noteAccepted();
    const delivered = known?.link.delivered ?? socketWire.arrivals;
    for (const tell of known?.tell ?? this.#tellForeign)
      conversation.guard(() => tell(conversation, delivered));
    conversation.opened();
    if (!known && this.#options.clock instanceof VirtualClock) conversation.fail(unseenClient);
  }
}

const unseenClient =
  'The server runs in virtual time, but this client did not connect with the transport that server.client() gives, so nobody can know when it is busy. Use the system clock for clients of other processes and for other libraries.';

function toText(data: RawData): string {
  return Array.isArray(data) ? Buffer.concat(data).toString() : Buffer.from(data as Buffer).toString();
}

function toBytes(data: RawData): Uint8Array {
  return Array.isArray(data) ? Buffer.concat(data) : new Uint8Array(data as Buffer);
}

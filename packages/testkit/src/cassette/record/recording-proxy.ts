import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { systemClock, type Clock, type DuologueError } from '@duologue/core';
import { WebSocket, WebSocketServer } from 'ws';
import { answerNodeRequest } from '../../rest/node-adapter.ts';
import { isoTime } from '../format/iso-time.ts';
import type { Redactor } from '../format/redactor.ts';
import { standardRedaction } from '../redaction/standard-redaction.ts';
import { agentConfigHash } from './agent-config.ts';
import { checkExpiresInDays } from './expires-in-days.ts';
import { ForeignCaller, OwnCallers } from './own-callers.ts';
import { Upstream, type ProxyUpstream } from './proxy-upstream.ts';
import { RecordedConnection } from './recorded-connection.ts';
import { forwardRequest, SignedUrls } from './rest-forward.ts';
import { Tape } from './tape.ts';
import { WaitingClient } from './waiting-client.ts';

export interface RecordingProxyOptions {
  readonly upstream: ProxyUpstream;
  /** The folder for the cassettes. */
  readonly out: string;
  /** What a cassette is called, without its ending; default the time at which it begins, and a number. */
  readonly name?: (conversation: { readonly number: number; readonly startedAt: string }) => string;
  /** Makes what takes out secrets and personal data, one for each conversation; default `standardRedaction()`. */
  readonly redact?: () => Redactor;
  /** How long a cassette may be trusted, in days; default for ever. */
  readonly expiresInDays?: number;
  /** Default the computer's. */
  readonly clock?: Clock;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Is told of each recording as it begins. */
  readonly onRecording?: (file: string) => void;
  /** Is told of each recording that is complete. */
  readonly onRecorded?: (file: string) => void;
  /** Is told of each recording that could not go on; its conversation does. */
  readonly onFailure?: (error: DuologueError) => void;
}

/** Headers that belong to one connection and are not handed on. */
const ownHeaders = /^(host|connection|upgrade|content-length|transfer-encoding|sec-websocket-.*)$/;

/** Stands between any client and the service, hands everything on to the letter, and records each conversation as a cassette. */
export class RecordingProxy {
  readonly #options: RecordingProxyOptions;
  readonly #upstream: Upstream;
  readonly #clock: Clock;
  readonly #redact: () => Redactor;
  readonly #http: Server;
  readonly #protocols = new WeakMap<IncomingMessage, string>();
  readonly #sockets: WebSocketServer;
  readonly #services = new Set<WebSocket>();
  readonly #signedUrls = new SignedUrls();
  readonly #callers: OwnCallers;
  readonly #cassettes: string[] = [];
  /** Those that are being written. */
  readonly #tapes = new Set<Tape>();

  /** @throws DuologueError INVALID_OPTIONS, and what `listen` of node:net throws */
  static async listen(options: RecordingProxyOptions): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(options);
    const { port = 0, host = '127.0.0.1' } = options;
    await new Promise<void>((resolve, reject) => {
      proxy.#http.once('error', reject).listen(port, host, () => resolve());
    });
    return proxy;
  }

  private constructor(options: RecordingProxyOptions) {
    checkExpiresInDays(options.expiresInDays);
    this.#options = options;
    this.#upstream = new Upstream(options.upstream);
    this.#clock = options.clock ?? systemClock;
    this.#redact = options.redact ?? standardRedaction();
    this.#callers = new OwnCallers(options.host);
    this.#sockets = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      handleProtocols: (_offered, request) => this.#protocols.get(request) ?? false,
    });
    this.#http = createServer((request, response) => {
      const release = this.#clock.hold();
      response.once('close', release);
      void answerNodeRequest(request, response, (web) =>
        forwardRequest(web, {
          upstream: this.#upstream,
          ownUrl: this.httpUrl,
          signedUrls: this.#signedUrls,
          callers: this.#callers,
        }),
      );
    });
    this.#http.on('upgrade', (request, socket, head) =>
      this.#upgrade(new WaitingClient(request, socket, head)),
    );
  }

  /** The cassettes so far, those that are being written included. */
  get cassettes(): readonly string[] {
    return this.#cassettes;
  }

  /** The address for HTTP calls: the `baseUrl` of a session. */
  get httpUrl(): string {
    const { address, port } = this.#http.address() as AddressInfo;
    return `http://${address}:${port}`;
  }

  /** The address of a conversation: the `url` of a session. */
  get url(): string {
    const query = this.#upstream.agentId === undefined ? '' : `?agent_id=${this.#upstream.agentId}`;
    return `${this.httpUrl.replace('http', 'ws')}/v1/convai/conversation${query}`;
  }

  /** Cuts every connection and stops. Recordings that were under way stay incomplete. */
  async close(): Promise<void> {
    for (const tape of this.#tapes) tape.abandon();
    for (const socket of [...this.#sockets.clients, ...this.#services]) socket.terminate();
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    this.#http.closeAllConnections();
    await closed;
  }

  #upgrade(client: WaitingClient): void {
    this.#dial(client).catch((error: unknown) => {
      if (error instanceof ForeignCaller) client.refuse(403, error.message);
      else client.refuse(502, 'Bad Gateway');
    });
  }

  async #dial(client: WaitingClient): Promise<void> {
    const { request } = client;
    const asked = new URL(request.url ?? '/', 'ws://localhost');
    const { origin, host } = request.headers;
    let agentConfig: Promise<string | undefined> | undefined;
    const address = await this.#signedUrls.addressFor(asked, this.#upstream, () => {
      this.#callers.check({ origin, host });
      agentConfig = agentConfigHash(this.#upstream);
    });
    const configHash = await agentConfig;
    if (client.isGone) return;
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !ownHeaders.test(name)),
    );
    const service = new WebSocket(
      address,
      offered.filter((name) => name !== ''),
      { headers: headers as Record<string, string>, perMessageDeflate: false },
    );
    this.#await(service, client, configHash);
  }

  /** Accepts the client once the service has, and as the service has. One that leaves before takes the call with it. */
  #await(service: WebSocket, client: WaitingClient, configHash: string | undefined): void {
    this.#services.add(service);
    service.on('error', () => {});
    service.once('close', () => {
      this.#services.delete(service);
      client.refuse(502, 'Bad Gateway');
    });
    service.once('unexpected-response', (_sent, answer) => {
      client.refuse(answer.statusCode ?? 502, answer.statusMessage ?? '');
      service.terminate();
    });
    client.onGone(() => service.terminate());
    service.once('open', () => {
      if (service.protocol !== '') this.#protocols.set(client.request, service.protocol);
      client.accept(this.#sockets, (accepted) => {
        new RecordedConnection(accepted, service, this.#tape(service.url, configHash));
      });
    });
  }

  #tape(url: string, configHash: string | undefined): Tape {
    const { out, name, onRecording, onRecorded, onFailure = () => {} } = this.#options;
    const startedAt = isoTime(this.#clock.epochMs());
    const number = this.#cassettes.length + 1;
    const title = name?.({ number, startedAt }) ?? `${startedAt.slice(0, -1).replaceAll(':', '')}-${number}`;
    const file = path.resolve(out, `${title}.cassette.yaml`);
    this.#cassettes.push(file);
    onRecording?.(file);
    const redactor = this.#redact();
    const tape = new Tape({
      clock: this.#clock,
      file,
      name: title,
      source: 'proxy',
      url,
      redactor,
      expiresInDays: this.#options.expiresInDays,
      agentConfigHash: configHash,
      failed: onFailure,
      recorded: () => {
        this.#tapes.delete(tape);
        onRecorded?.(file);
      },
    });
    this.#tapes.add(tape);
    return tape;
  }
}

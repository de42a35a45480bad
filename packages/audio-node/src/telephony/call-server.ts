import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server as TcpServer, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { DuologueError, systemClock } from '@duologue/core';
import type { Clock, Session } from '@duologue/core';
import { WebSocketServer } from 'ws';
import { acceptAudioSocket } from './audio-socket.ts';
import { CallDesk } from './call-desk.ts';
import { acceptMediaStream } from './media-stream.ts';
import type { PhoneCall } from './phone-call.ts';
import { streamMarkup } from './stream-markup.ts';

export interface CallServerOptions {
  /** Makes the session that takes a call: `new Session({ agentId, plugins: [call] })`. The server starts it, and ends it when the caller hangs up. */
  readonly answer: (call: PhoneCall) => Session | Promise<Session>;
  /** For HTTP and WebSockets; default 0, any that is free. */
  readonly port?: number;
  /** Default 127.0.0.1: give `0.0.0.0` to be reached from outside. */
  readonly host?: string;
  /** For AudioSocket of Asterisk, which has no way to prove who it is; default none. 0 is any that is free. */
  readonly audioSocketPort?: number;
  /** Where the providers reach this server, such as `https://phone.example.com`; default: what they say they have called. */
  readonly publicUrl?: string;
  /**
   * Whether an HTTP request or a WebSocket may come in; default: yes. Check a secret in the path here: the stream of a call that comes in at
   * `/twilio/SECRET` goes to that path, too.
   */
  readonly authorize?: (request: IncomingMessage) => boolean | Promise<boolean>;
  /** Calls at the same time; default 100. One more is refused. */
  readonly maxCalls?: number;
  /** How long calls may go on once the server is told to stop, in milliseconds; default 60,000. */
  readonly drainMs?: number;
  /** Signals on which the server stops: `['SIGTERM']`. Default none. */
  readonly stopOn?: readonly NodeJS.Signals[];
  /** Told of calls that failed; the server goes on. */
  readonly onProblem?: (error: unknown, call?: PhoneCall) => void;
  /** Default the computer's. */
  readonly clock?: Clock;
}

/** A message of a media stream is larger than this only by mistake or malice. */
const longestMessage = 65_536;
/** A webhook says who calls in a few hundred bytes. */
const longestWebhook = 65_536;

/**
 * Answers phone calls and starts one session for each: Twilio at `/twilio`, Telnyx at `/telnyx` (the webhook by HTTP and the media stream by
 * WebSocket, at the same path), and Asterisk by AudioSocket. What follows in the path is free: `/twilio/SECRET`.
 */
export class CallServer {
  readonly #options: CallServerOptions;
  readonly #desk: CallDesk;
  readonly #http: HttpServer;
  readonly #webSockets: WebSocketServer;
  readonly #tcp: TcpServer | undefined;
  readonly #onSignal = (): void => void this.stop();
  #port = 0;
  #audioSocketPort: number | undefined;
  #stopped: Promise<void> | undefined;

  private constructor(options: CallServerOptions) {
    const { clock = systemClock, maxCalls = 100, drainMs = 60_000 } = options;
    this.#options = options;
    this.#desk = new CallDesk({ ...options, clock, maxCalls, drainMs });
    this.#http = createHttpServer((request, response) => void this.#webhook(request, response));
    this.#http.on('upgrade', (request, socket: Duplex, head) => void this.#upgrade(request, socket, head));
    this.#webSockets = new WebSocketServer({
      noServer: true,
      maxPayload: longestMessage,
      perMessageDeflate: false,
    });
    this.#tcp =
      options.audioSocketPort === undefined
        ? undefined
        : createTcpServer({ noDelay: true }, (socket) => this.#audioSocket(socket));
  }

  /** @throws DuologueError INVALID_OPTIONS; the error of the system where a port is taken */
  static async start(options: CallServerOptions): Promise<CallServer> {
    const server = new CallServer(options);
    const { port = 0, host = '127.0.0.1', audioSocketPort, stopOn = [] } = options;
    server.#port = await listen(server.#http, port, host);
    if (server.#tcp) server.#audioSocketPort = await listen(server.#tcp, audioSocketPort ?? 0, host);
    for (const signal of stopOn) process.once(signal, server.#onSignal);
    return server;
  }

  /** The port for HTTP and WebSockets. */
  get port(): number {
    return this.#port;
  }

  /** Undefined where AudioSocket is not served. */
  get audioSocketPort(): number | undefined {
    return this.#audioSocketPort;
  }

  /** The calls that run. */
  get calls(): readonly PhoneCall[] {
    return this.#desk.calls;
  }

  /** Takes no more calls, lets those that run come to their end, for `drainMs` at most, and closes. A second call waits for the first. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #stop(): Promise<void> {
    for (const signal of this.#options.stopOn ?? []) process.off(signal, this.#onSignal);
    const closed = Promise.all([closing(this.#http), closing(this.#tcp)]);
    await this.#desk.close();
    for (const client of this.#webSockets.clients) client.terminate();
    this.#http.closeAllConnections();
    await closed;
  }

  async #webhook(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const provider = providerOf(request);
    if (!provider) return reply(response, 404, 'Nobody answers here. Call /twilio or /telnyx.');
    if (!(await this.#mayEnter(request))) return reply(response, 403, 'Not allowed.');
    const form = await readForm(request).catch(() => undefined);
    if (!form) return reply(response, 413, 'Too large.');
    const parameters = Object.fromEntries(
      [...form].flatMap(([name, value]) =>
        name === 'From' || name === 'To' ? [[name.toLowerCase(), value]] : [],
      ),
    );
    response.setHeader('content-type', 'text/xml');
    reply(response, 200, streamMarkup(provider, this.#streamUrl(request), parameters));
  }

  /** The path of the webhook, secrets in it too, at the public address. A stream's address can have no query. */
  #streamUrl({ url = '', headers }: IncomingMessage): string {
    const base = new URL(this.#options.publicUrl ?? `https://${headers.host ?? 'localhost'}`);
    base.protocol = base.protocol === 'http:' ? 'ws:' : 'wss:';
    base.pathname = base.pathname.replace(/\/$/, '') + url.replace(/\?.*$/, '');
    return base.href;
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => {}); // a peer that is gone needs no answer
    const provider = providerOf(request);
    if (!provider) return refuse(socket, '404 Not Found');
    if (!(await this.#mayEnter(request))) return refuse(socket, '403 Forbidden');
    if (this.#desk.full) return refuse(socket, '503 Service Unavailable');
    const { clock = systemClock } = this.#options;
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      void this.#desk.take(
        () => acceptMediaStream(webSocket, { provider, clock }),
        () => webSocket.terminate(),
      );
    });
  }

  #audioSocket(socket: Socket): void {
    socket.on('error', () => {});
    if (this.#desk.full) {
      socket.destroy();
      return;
    }
    const { clock = systemClock } = this.#options;
    void this.#desk.take(
      () => acceptAudioSocket(socket, { clock }),
      () => socket.destroy(),
    );
  }

  async #mayEnter(request: IncomingMessage): Promise<boolean> {
    try {
      return (await this.#options.authorize?.(request)) ?? true;
    } catch (error) {
      this.#options.onProblem?.(error);
      return false;
    }
  }
}

function providerOf({ url = '' }: IncomingMessage): 'twilio' | 'telnyx' | undefined {
  const path = /^\/(twilio|telnyx)(?:[/?]|$)/.exec(url)?.[1];
  return path === 'twilio' || path === 'telnyx' ? path : undefined;
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let body = '';
  for await (const bytes of request as AsyncIterable<Buffer>) {
    body += bytes.toString('latin1');
    if (body.length > longestWebhook) throw new DuologueError('OVERFLOW', 'The webhook is too large.');
  }
  return new URLSearchParams(body);
}

function reply(response: ServerResponse, status: number, body: string): void {
  response.statusCode = status;
  response.end(body);
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

async function closing(server: HttpServer | TcpServer | undefined): Promise<void> {
  if (server) await new Promise((resolve) => server.close(resolve));
}

/** Resolves with the port. */
function listen(server: HttpServer | TcpServer, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server as TcpServer, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { systemClock } from '@duologue/core';
import type { Clock, Session } from '@duologue/core';
import { WebSocketServer } from 'ws';
import { acceptAudioSocket } from './audio-socket.ts';
import { warnOfTrouble } from '../warn-of-trouble.ts';
import { CallDesk } from './call-desk.ts';
import { calledUrl, checkPublicUrl, providerOf, readForm, streamUrl } from './call-request.ts';
import type { CallRequest } from './call-request.ts';
import { contained } from './contained.ts';
import { acceptMediaStream } from './media-stream.ts';
import { OpenSockets } from './open-sockets.ts';
import type { PhoneCall } from './phone-call.ts';
import { busyMarkup, streamMarkup } from './stream-markup.ts';

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
   * Whether a webhook or a media stream may come in; default: yes. `twilioSignature` is a check for Twilio. A secret in the path is another: the
   * stream of a call that comes in at `/twilio/SECRET` goes to that path, too.
   */
  readonly authorize?: (request: IncomingMessage, call: CallRequest) => boolean | Promise<boolean>;
  /** Calls at the same time; default 100. For one more the line is busy. */
  readonly maxCalls?: number;
  /** How long calls may go on once the server is told to stop, in milliseconds; default 60,000. */
  readonly drainMs?: number;
  /** Signals on which the server stops: `['SIGTERM']`. Default none. */
  readonly stopOn?: readonly NodeJS.Signals[];
  /** A line on which nothing at all has come in for this long is dead and is hung up, in milliseconds; default 30,000, never with Infinity. */
  readonly silenceTimeoutMs?: number;
  /** Told of calls that failed; the server goes on. */
  readonly onProblem?: (error: unknown, call?: PhoneCall) => unknown;
  /** Default the computer's. */
  readonly clock?: Clock;
}

/** A message of a media stream is larger than this only by mistake or malice. */
const longestMessage = 65_536;

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
  readonly #sockets = new OpenSockets();
  /** What is the same for all lines. */
  readonly #line: { readonly clock: Clock; readonly silenceTimeoutMs: number };
  readonly #onSignal = (): void => void this.stop();
  #port = 0;
  #audioSocketPort: number | undefined;
  #stopped: Promise<void> | undefined;

  private constructor(options: CallServerOptions) {
    const {
      answer,
      clock = systemClock,
      maxCalls = 100,
      drainMs = 60_000,
      silenceTimeoutMs = 30_000,
    } = options;
    checkPublicUrl(options.publicUrl);
    this.#options = options;
    this.#line = { clock, silenceTimeoutMs };
    const report = (error: unknown, call?: PhoneCall) => this.#report(error, call);
    this.#desk = new CallDesk({ answer, clock, maxCalls, drainMs, report });
    this.#http = createHttpServer((request, response) => {
      this.#webhook(request, response).catch((error: unknown) => {
        reply(response, 500, 'Failed.');
        report(error);
      });
    });
    this.#http.on('upgrade', (request, socket: Duplex, head) => {
      socket.on('error', () => {}); // a peer that is gone needs no answer
      this.#upgrade(request, socket, head).catch((error: unknown) => {
        socket.destroy();
        report(error);
      });
    });
    this.#webSockets = new WebSocketServer({
      noServer: true,
      maxPayload: longestMessage,
      perMessageDeflate: false,
    });
    this.#tcp =
      options.audioSocketPort === undefined
        ? undefined
        : createTcpServer({ noDelay: true }, (socket) => this.#audioSocket(socket));
    this.#sockets.watch(this.#http);
    if (this.#tcp) this.#sockets.watch(this.#tcp);
  }

  /** @throws DuologueError INVALID_OPTIONS; the error of the system where a port is taken */
  static async start(options: CallServerOptions): Promise<CallServer> {
    const server = new CallServer(options);
    const { port = 0, host = '127.0.0.1', audioSocketPort, stopOn = [] } = options;
    try {
      server.#port = await listen(server.#http, port, host);
      if (server.#tcp) server.#audioSocketPort = await listen(server.#tcp, audioSocketPort ?? 0, host);
    } catch (error) {
      await server.stop();
      throw error;
    }
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
    this.#sockets.destroy();
    await closed;
  }

  async #webhook(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const provider = providerOf(request);
    if (!provider) return reply(response, 404, 'Nobody answers here. Call /twilio or /telnyx.');
    const url = calledUrl(request, this.#options.publicUrl);
    if (url === undefined) return reply(response, 400, 'The host is none.');
    const form = await readForm(request);
    if (!form) return reply(response, 413, 'Too large.');
    if (!(await this.#mayEnter(request, { provider, url, form })))
      return reply(response, 403, 'Not allowed.');
    response.setHeader('content-type', 'text/xml');
    if (this.#desk.full) return reply(response, 200, busyMarkup());
    const parameters = Object.fromEntries(
      [...form].flatMap(([name, value]) =>
        name === 'From' || name === 'To' ? [[name.toLowerCase(), value]] : [],
      ),
    );
    reply(response, 200, streamMarkup(provider, streamUrl(url), parameters));
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const provider = providerOf(request);
    if (!provider) return refuse(socket, '404 Not Found');
    const url = calledUrl(request, this.#options.publicUrl)?.replace(/^http/, 'ws');
    if (url === undefined) return refuse(socket, '400 Bad Request');
    const form = new URLSearchParams();
    if (!(await this.#mayEnter(request, { provider, url, form }))) return refuse(socket, '403 Forbidden');
    if (this.#desk.full) return refuse(socket, '503 Service Unavailable');
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      void this.#desk.take(
        () => acceptMediaStream(webSocket, { provider, connection: socket, ...this.#line }),
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
    void this.#desk.take(
      () => acceptAudioSocket(socket, this.#line),
      () => socket.destroy(),
    );
  }

  async #mayEnter(request: IncomingMessage, call: CallRequest): Promise<boolean> {
    try {
      return (await this.#options.authorize?.(request, call)) ?? true;
    } catch (error) {
      this.#report(error);
      return false;
    }
  }

  #report(error: unknown, call?: PhoneCall): void {
    contained(() => this.#options.onProblem?.(error, call), warnOfTrouble);
  }
}

function reply(response: ServerResponse, status: number, body: string): void {
  response.statusCode = status;
  response.end(body);
}

/** Does not wait for a peer that keeps its side of the connection open. */
function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
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

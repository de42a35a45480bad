import { systemClock } from '@duologue/core';
import { http, ws, type HttpHandler, type WebSocketHandler, type WebSocketHandlerConnection } from 'msw';
import type { Conversation } from '../conversation/conversation.ts';
import { GapWire } from '../conversation/gap-wire.ts';
import { prepareSource, type ScenarioSource } from '../document/scenario-source.ts';
import { startConversation, type ScriptOptions } from '../door/conversation-factory.ts';
import { RestService, type RestCallRecord } from '../rest/rest-service.ts';

export interface ConvaiHandlersOptions extends Partial<Omit<ScriptOptions, 'clock'>> {
  /** The key that HTTP calls of a private agent need. */
  readonly apiKey?: string;
  /** How long the frames after the metadata are held back, in milliseconds; default 5, because the official browser client needs it. */
  readonly metadataGapMs?: number;
}

/** What msw needs to play a scenario, and what became of it. */
export interface ConvaiHandlers {
  /** Give them to `setupServer(...handlers)` or `setupWorker(...handlers)`. */
  readonly handlers: readonly (HttpHandler | WebSocketHandler)[];
  readonly conversations: readonly Conversation[];
  readonly restCalls: readonly RestCallRecord[];
}

/**
 * One more door to a scripted agent, for apps that use the global `WebSocket` and `fetch`: handlers for msw, in real time.
 * The package `ws` is not intercepted by msw: for clients that use it, start a `ConvaiServer`.
 * A script that cuts the connection (1006) is told to the app as a close with 1006, but msw calls it clean and sends no `error` event:
 * what an app does about those, show with a `ConvaiServer`.
 * On Node 20, set `globalThis.WebSocket` before `listen()`.
 * @throws DuologueError as `loadScenario` and `prepareScenario`
 */
export async function convaiHandlers(
  source: ScenarioSource,
  options: ConvaiHandlersOptions = {},
): Promise<ConvaiHandlers> {
  const prepared = await prepareSource(source);
  const { apiKey, metadataGapMs = 5, ...script } = options;
  const conversations: Conversation[] = [];
  const seed = options.seed ?? prepared.scenario.seed ?? 1;
  const rest = new RestService({ apiKey, seed, conversations: () => conversations });
  const link = ws.link(/\/v1\/convai\/conversation(\?|$)/);
  const sockets = link.addEventListener('connection', ({ client }) => {
    const wire =
      metadataGapMs > 0
        ? new GapWire(wireOf(client), { clock: systemClock, gapMs: metadataGapMs })
        : wireOf(client);
    const conversation = startConversation(
      prepared,
      wire,
      { clock: systemClock, ...script },
      conversations.length,
    );
    conversations.push(conversation);
    client.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') conversation.received(data);
      else conversation.received(new Uint8Array(data instanceof ArrayBuffer ? data : new ArrayBuffer(0)));
    });
    client.addEventListener('close', ({ code, reason }) => conversation.connectionClosed(code, reason));
    conversation.opened();
  });
  const calls = http.all(/\/v1\/convai\/conversations?\//, ({ request }) => rest.handle(request));
  return { handlers: [sockets, calls], conversations, restCalls: rest.calls };
}

function wireOf(client: WebSocketHandlerConnection['client']) {
  return {
    send: (text: string) => client.send(text),
    close: (code: number, reason: string) => client.close(code, reason),
    cut: () => client.close(1006, ''),
  };
}

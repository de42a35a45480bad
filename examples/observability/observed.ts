import * as api from '@opentelemetry/api';
import { OpenTelemetry, Session, SessionLog, type Logger, type SessionOptions } from '@duologue/core';

/** A session that says what it does: to a logger such as pino's, and to whatever OpenTelemetry is set up to. */
export function createObserved(options: SessionOptions, logger: Logger): Session {
  return new Session({
    ...options,
    plugins: [
      ...(options.plugins ?? []),
      new SessionLog({ logger, levels: { agentStartedSpeaking: 'off', agentStoppedSpeaking: 'off' } }),
      new OpenTelemetry({ api, attributes: { 'shop.name': 'Harbour Travel' } }),
    ],
  });
}

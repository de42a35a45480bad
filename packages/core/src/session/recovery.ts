import { asDuologueError, type DuologueError } from '../errors.ts';
import type { ConnectionRequest } from '../transport/transport.ts';
import type { Dialer } from './dialer.ts';
import type { SessionParts } from './session-parts.ts';
import type { Transcript } from './transcript.ts';

export interface RecoveryOptions {
  readonly parts: SessionParts;
  readonly dialer: Dialer;
  readonly transcript: Transcript;
  /** Aborted when the end of the conversation begins. */
  readonly signal: AbortSignal;
  /** Lets go of everything that belongs to a connection that is gone. */
  readonly leave: () => void;
  readonly connect: (request: ConnectionRequest) => Promise<void>;
}

/** How long a `recoverConnection` tap may take for one try, in milliseconds: time to wait and to fetch a signed URL. */
const recoverMs = 300_000;

/**
 * Asks the `recoverConnection` taps until a connection holds or nobody has an answer.
 * @throws DuologueError the last failure, where the connection stays lost
 */
export async function recover(lost: DuologueError, options: RecoveryOptions): Promise<void> {
  const { parts, dialer, transcript, signal, leave, connect } = options;
  const { hooks, setState, report } = parts;
  let error = lost;
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    setState('reconnecting', error);
    leave();
    // what was left is told before anybody is asked
    await parts.turnstile.passEach([]);
    const request = await hooks.recoverConnection.call(
      {
        error,
        attempt,
        request: structuredClone(dialer.request!),
        transcript: transcript.entries,
        renew: () => dialer.renew(signal),
        signal,
      },
      { timeoutMs: recoverMs, signal },
    );
    if (!request || signal.aborted) break;
    report(error);
    try {
      return await connect(request);
    } catch (thrown) {
      error = asDuologueError(thrown, 'CONNECT_FAILED', 'The connection could not be brought back');
    }
  }
  // nobody answers for it any more
  dialer.leave();
  throw error;
}

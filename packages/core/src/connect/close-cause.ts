import { DuologueError, type ErrorCode } from '../errors.ts';
import type { ConnectionClose } from '../transport/transport.ts';

/** What the service said in its last `error` message, where it sent one. */
export interface LastServiceError {
  readonly errorType?: string;
  readonly message?: string;
}

/** Types of `error` messages that name the cause of an end, by code. Others count as SERVER_ERROR. */
const codesByErrorType: Readonly<Record<string, ErrorCode>> = {
  max_duration_exceeded: 'MAX_DURATION',
  transport_receive_timeout: 'IDLE_TIMEOUT',
  missing_dynamic_variable: 'MISSING_DYNAMIC_VARIABLES',
  override_error: 'OVERRIDE_REFUSED',
  invalid_message: 'INVALID_REQUEST',
  authentication_failed: 'AUTH_FAILED',
  quota_exceeded: 'QUOTA_EXCEEDED',
};

/** What a close reason says, where it says it; the service explains itself only in this text. */
const codesByReason: readonly (readonly [RegExp, ErrorCode])[] = [
  [/missing required dynamic variable/i, 'MISSING_DYNAMIC_VARIABLES'],
  [/override/i, 'OVERRIDE_REFUSED'],
  [/max(imum)?[ _](conversation[ _])?duration|time limit/i, 'MAX_DURATION'],
  [/quota|credits|concurren/i, 'QUOTA_EXCEEDED'],
  [/auth|api key|signature|not allowed|forbidden|token/i, 'AUTH_FAILED'],
  [/no user input|inactivity|idle|silence/i, 'IDLE_TIMEOUT'],
  [/agent.*(not found|does not exist)/i, 'AGENT_NOT_FOUND'],
];

const codesByCloseCode: Readonly<Record<number, ErrorCode>> = {
  1001: 'CONNECTION_LOST',
  1002: 'SERVER_ERROR',
  1006: 'CONNECTION_LOST',
  1007: 'INVALID_REQUEST',
  1008: 'INVALID_REQUEST',
  1009: 'INVALID_REQUEST',
  1011: 'SERVER_ERROR',
  1012: 'CONNECTION_LOST',
  1013: 'QUOTA_EXCEEDED',
  3008: 'QUOTA_EXCEEDED',
};

/**
 * Turns the end of a connection into a typed error; undefined where it is a normal goodbye
 * (1000, or 1005: a close frame without a code).
 */
export function closeCause(
  close: ConnectionClose,
  lastError: LastServiceError | undefined,
  connected: boolean,
): DuologueError | undefined {
  const { code: closeCode, reason: closeReason, httpStatus, error: cause } = close;
  // a transport that knows better
  if (cause instanceof DuologueError) return cause;
  const details = { closeCode, closeReason, ...(httpStatus !== undefined && { httpStatus }) };
  if (httpStatus !== undefined) {
    const code = codeOfStatus(httpStatus);
    return new DuologueError(
      code,
      `The service refused the connection (HTTP ${httpStatus} ${closeReason}).`.replace(' )', ')'),
      { details },
    );
  }
  const said = codesByReason.find(([pattern]) => pattern.test(closeReason))?.[1];
  const typed = codesByErrorType[lastError?.errorType ?? ''];
  const normal = closeCode === 1000 || closeCode === 1005;
  if (normal && connected && (typed ?? said) !== 'MAX_DURATION') return undefined;

  if (closeCode === 1006 && !connected) {
    return new DuologueError('CONNECT_FAILED', `The connection could not be opened${networkText(cause)}.`, {
      cause: safe(cause),
      details,
    });
  }
  const code = said ?? typed ?? codesByCloseCode[closeCode] ?? (normal ? 'CONNECT_FAILED' : 'SERVER_ERROR');
  const names = code === 'MISSING_DYNAMIC_VARIABLES' ? variableNames(closeReason) : undefined;
  const text =
    closeReason ||
    lastError?.message ||
    (closeCode === 1006 ? `the connection broke${networkText(cause)}` : 'no reason given');
  return new DuologueError(
    code,
    `The conversation ${connected ? 'ended' : 'was refused'}: ${text} (close code ${closeCode}).`,
    {
      ...(cause !== undefined && { cause: safe(cause) }),
      details: { ...details, ...(names && { names }) },
    },
  );
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 401 || status === 403) return 'AUTH_FAILED';
  if (status === 404) return 'AGENT_NOT_FOUND';
  if (status === 429) return 'QUOTA_EXCEEDED';
  return status >= 500 ? 'SERVER_ERROR' : 'CONNECT_FAILED';
}

/** The service writes: Missing required dynamic variables in first message: {'username', 'plan'} */
function variableNames(reason: string): string[] {
  return [...reason.matchAll(/['"]([^'"]+)['"]/g)].map(([, name = '']) => name);
}

/** The code of a network error, such as ECONNREFUSED. Its message may hold the address, and so a signature. */
function networkText(cause: unknown): string {
  const code = networkCode(cause);
  return code === undefined ? '' : ` (${code})`;
}

function networkCode(cause: unknown): string | undefined {
  const { code, errors } = (cause ?? {}) as { readonly code?: unknown; readonly errors?: readonly unknown[] };
  if (typeof code === 'string') return code;
  return errors?.map(networkCode).find((inner) => inner !== undefined);
}

/** An error without its message, which may hold the address. */
function safe(cause: unknown): Error | undefined {
  if (cause === undefined) return undefined;
  return Object.assign(new Error(networkCode(cause) ?? 'network error'), { stack: undefined });
}

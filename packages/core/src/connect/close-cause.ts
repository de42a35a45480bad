import { DuologueError, isDuologueError, type ErrorCode } from '../errors.ts';
import type { ConnectionClose } from '../transport/transport.ts';
import { bareNetworkError, networkCode } from './network-error.ts';

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
  missing_dynamic_variable_transfer: 'MISSING_DYNAMIC_VARIABLES',
  override_error: 'OVERRIDE_REFUSED',
  invalid_message: 'INVALID_REQUEST',
  missing_fields: 'INVALID_REQUEST',
  value_error: 'INVALID_REQUEST',
  safety_violation: 'SAFETY_VIOLATION',
  websocket_disconnect: 'CONNECTION_LOST',
  authentication_failed: 'AUTH_FAILED',
  quota_exceeded: 'QUOTA_EXCEEDED',
};

/** The part of the agent that failed, by the type of the `error` message, or by what the close reason says. */
const partsOfAgent: readonly (readonly [part: 'llm' | 'tts' | 'asr', types: RegExp, reason: RegExp])[] = [
  ['llm', /^(custom_)?llm_|^cascade_brain_/, /\bllm\b|language model/i],
  ['tts', /^tts_/, /\btts\b|text[- ]to[- ]speech/i],
  [
    'asr',
    /^(asr|vad|turn_probability)_/,
    /\basr\b|\bvad\b|speech[- ]to[- ]text|transcription (failed|error)/i,
  ],
];

/** What a close reason says, where it says it; the service explains itself only in this text. */
const codesByReason: readonly (readonly [RegExp, ErrorCode])[] = [
  [/missing required dynamic variable/i, 'MISSING_DYNAMIC_VARIABLES'],
  [/override/i, 'OVERRIDE_REFUSED'],
  [/max(imum)?[ _](conversation[ _])?duration|time limit/i, 'MAX_DURATION'],
  [/quota|credits|concurren/i, 'QUOTA_EXCEEDED'],
  [/agent.*(not found|does not exist)/i, 'AGENT_NOT_FOUND'],
  [/safety|content policy|guardrail/i, 'SAFETY_VIOLATION'],
  [/no user input|inactivity|\bidle\b|silence/i, 'IDLE_TIMEOUT'],
  [
    /\b(un)?authori[sz]|\bauthenticat|api[ _-]?key|signature|forbidden|(invalid|expired) token|token (is |has )?(invalid|expired)/i,
    'AUTH_FAILED',
  ],
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
  // as registered with IANA, and seen
  3000: 'AUTH_FAILED',
  3003: 'AUTH_FAILED',
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
  if (isDuologueError(cause)) return cause;
  const { errorType, message = '' } = lastError ?? {};
  const details = {
    closeCode,
    closeReason,
    ...(httpStatus !== undefined && { httpStatus }),
    ...(errorType !== undefined && { errorType }),
  };
  if (httpStatus !== undefined) {
    const said = closeReason && ` ${closeReason}`;
    const text = `The service refused the connection (HTTP ${httpStatus}${said}).`;
    return new DuologueError(codeOfStatus(httpStatus), text, { details });
  }
  const normal = closeCode === 1000 || closeCode === 1005;
  const part = failedPart(closeReason || message, errorType);
  const said = saidCode(closeReason || message, errorType, part);
  if (normal && connected && said !== 'MAX_DURATION') return undefined;
  if (closeCode === 1006 && !connected && said === undefined) {
    const text = `The connection could not be opened${networkText(cause)}.`;
    return new DuologueError('CONNECT_FAILED', text, { cause: bare(cause), details });
  }
  const code = said ?? codesByCloseCode[closeCode] ?? (normal ? 'CONNECT_FAILED' : 'SERVER_ERROR');
  const names = code === 'MISSING_DYNAMIC_VARIABLES' ? variableNames(`${closeReason} ${message}`) : undefined;
  const broke = closeCode === 1006 ? `the connection broke${networkText(cause)}` : 'no reason given';
  const verdict = connected ? 'ended' : 'was refused';
  return new DuologueError(
    code,
    `The conversation ${verdict}: ${closeReason || message || broke} (close code ${closeCode}).`,
    {
      cause: bare(cause),
      details: { ...details, ...(names && { names }), ...(code === 'PIPELINE_FAILED' && { part }) },
    },
  );
}

/** What the service itself says is the cause; undefined where it says nothing. */
function saidCode(
  text: string,
  errorType: string | undefined,
  part: string | undefined,
): ErrorCode | undefined {
  const known = Object.hasOwn(codesByErrorType, errorType ?? '')
    ? codesByErrorType[errorType ?? '']
    : undefined;
  const typed = known ?? (part === undefined ? undefined : 'PIPELINE_FAILED');
  const found = typed ?? codesByReason.find(([pattern]) => pattern.test(text))?.[1];
  return found ?? (errorType === undefined ? undefined : 'SERVER_ERROR');
}

function failedPart(text: string, errorType: string | undefined): 'llm' | 'tts' | 'asr' | undefined {
  return partsOfAgent.find(([, types, reason]) =>
    errorType === undefined ? reason.test(text) : types.test(errorType),
  )?.[0];
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 401 || status === 403) return 'AUTH_FAILED';
  if (status === 404) return 'AGENT_NOT_FOUND';
  if (status === 429) return 'QUOTA_EXCEEDED';
  return status >= 500 ? 'SERVER_ERROR' : 'CONNECT_FAILED';
}

/** The service writes: Missing required dynamic variables in first message: {'username', 'plan'} */
function variableNames(reason: string): string[] {
  const names = [...reason.matchAll(/['"]([^'"]+)['"]/g)].map(([, name = '']) => name);
  return [...new Set(names)];
}

function networkText(cause: unknown): string {
  const code = networkCode(cause);
  return code === undefined ? '' : ` (${code})`;
}

function bare(cause: unknown): Error | undefined {
  return cause === undefined ? undefined : bareNetworkError(cause);
}

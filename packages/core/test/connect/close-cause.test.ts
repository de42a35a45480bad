import { expect, it } from 'vitest';
import type { ErrorCode } from '../../src/index.ts';
import { FakeService } from '../support/fake-service.ts';
import { audio, ping, serviceError, type WireMessage } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

/** How a conversation that ran ended, where the service said these words and then closed. */
async function endAfter(code: number, reason: string, ...words: WireMessage[]) {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(...words);
  stage.service.line.close(code, reason);
  return await stage.session.ended;
}

/** Why a start failed, where the service closed in the place of an answer. */
async function refusalAfter(code: number, reason: string, ...words: WireMessage[]): Promise<unknown> {
  await using stage = new SessionUnderTest({ service: new FakeService({ greeting: [] }) });
  stage.clock.setTimeout(() => {
    stage.service.send(...words);
    stage.service.line.close(code, reason);
  }, 10);
  return await stage.session.start().catch((error: unknown) => error);
}

it.each<[number, string, ErrorCode]>([
  [1001, '', 'CONNECTION_LOST'],
  [1002, 'LLM failed', 'PIPELINE_FAILED'],
  [1002, 'LLM token limit reached', 'PIPELINE_FAILED'],
  [1002, 'The author of this voice withdrew it', 'SERVER_ERROR'],
  [1002, 'TTS failed', 'PIPELINE_FAILED'],
  [1002, 'ASR failed', 'PIPELINE_FAILED'],
  [1002, 'Ended by a safety rule', 'SAFETY_VIOLATION'],
  [1006, '', 'CONNECTION_LOST'],
  [1007, '', 'INVALID_REQUEST'],
  [1008, 'Invalid message received', 'INVALID_REQUEST'],
  [1008, "Missing required dynamic variables in first message: {'username'}", 'MISSING_DYNAMIC_VARIABLES'],
  [1008, 'Override for field "prompt" is not allowed by config.', 'OVERRIDE_REFUSED'],
  [1008, 'Could not authorize the conversation', 'AUTH_FAILED'],
  [1008, 'This request exceeds your quota limit.', 'QUOTA_EXCEEDED'],
  [1009, '', 'INVALID_REQUEST'],
  [1011, 'internal error', 'SERVER_ERROR'],
  [1012, 'service restart', 'CONNECTION_LOST'],
  [3000, '', 'AUTH_FAILED'],
  [3000, 'The AI agent you are trying to reach does not exist.', 'AGENT_NOT_FOUND'],
  [3008, 'too many concurrent connections', 'QUOTA_EXCEEDED'],
  [4999, 'something of tomorrow', 'SERVER_ERROR'],
])('reads a close with %i "%s" as %s', async (closeCode, closeReason, code) => {
  expect(await endAfter(closeCode, closeReason)).toMatchObject({
    reason: 'failure',
    closeCode,
    closeReason,
    error: { code, details: { closeCode, closeReason } },
  });
  if (closeCode === 1006) return;
  expect(await refusalAfter(closeCode, closeReason)).toMatchObject({ code });
});

it.each([1000, 1005])('reads a close with %i as a goodbye of the agent', async (code) => {
  const end = await endAfter(code, '');
  expect(end).toMatchObject({ reason: 'agent', closeCode: code });
  expect(end.error).toBeUndefined();
});

it.each([1000, 1005, 1006])(
  'fails the start where the service closes with %i before it answers',
  async (code) => {
    expect(await refusalAfter(code, '')).toMatchObject({
      code: 'CONNECT_FAILED',
      details: { closeCode: code },
    });
  },
);

it.each<[string, number, ErrorCode, object?]>([
  ['max_duration_exceeded', 1000, 'MAX_DURATION'],
  ['max_duration_exceeded', 1002, 'MAX_DURATION'],
  ['transport_receive_timeout', 1002, 'IDLE_TIMEOUT'],
  ['missing_dynamic_variable', 1008, 'MISSING_DYNAMIC_VARIABLES'],
  ['missing_dynamic_variable_transfer', 1008, 'MISSING_DYNAMIC_VARIABLES'],
  ['override_error', 1008, 'OVERRIDE_REFUSED'],
  ['invalid_message', 1008, 'INVALID_REQUEST'],
  ['missing_fields', 1008, 'INVALID_REQUEST'],
  ['value_error', 1008, 'INVALID_REQUEST'],
  ['safety_violation', 1002, 'SAFETY_VIOLATION'],
  ['llm_timeout', 1002, 'PIPELINE_FAILED', { part: 'llm' }],
  ['llm_error', 1002, 'PIPELINE_FAILED', { part: 'llm' }],
  ['custom_llm_error', 1002, 'PIPELINE_FAILED', { part: 'llm' }],
  ['cascade_brain_error', 1002, 'PIPELINE_FAILED', { part: 'llm' }],
  ['tts_cascade_error', 1002, 'PIPELINE_FAILED', { part: 'tts' }],
  ['tts_failure_of_tomorrow', 1002, 'PIPELINE_FAILED', { part: 'tts' }],
  ['asr_transcription_error', 1002, 'PIPELINE_FAILED', { part: 'asr' }],
  ['vad_error', 1002, 'PIPELINE_FAILED', { part: 'asr' }],
  ['turn_probability_error', 1002, 'PIPELINE_FAILED', { part: 'asr' }],
  ['websocket_disconnect', 1011, 'CONNECTION_LOST'],
  ['telephony_agent_error', 1011, 'SERVER_ERROR'],
  ['mcp_tool_error', 1011, 'SERVER_ERROR'],
  ['mcp_https_error', 1011, 'SERVER_ERROR'],
  ['asyncio_timeout', 1011, 'SERVER_ERROR'],
  ['http_exception', 1011, 'SERVER_ERROR'],
  ['redis_timeout_error', 1011, 'SERVER_ERROR'],
  ['unknown_websocket_crash', 1011, 'SERVER_ERROR'],
  ['unknown', 1011, 'SERVER_ERROR'],
  ['constructor', 1011, 'SERVER_ERROR'],
])(
  'takes the type %s of the error before a close with %i for the cause',
  async (type, closeCode, code, details = {}) => {
    expect(
      await endAfter(closeCode, '', serviceError({ error_type: type, message: 'It went wrong.' })),
    ).toMatchObject({
      reason: 'failure',
      error: {
        code,
        message: `The conversation ended: It went wrong. (close code ${closeCode}).`,
        details: { errorType: type, ...details },
      },
    });
  },
);

it('keeps the cause where the service says it and then just drops the connection', async () => {
  const missing = serviceError({
    error_type: 'missing_dynamic_variable',
    message: "Missing required dynamic variables in first message: {'username', 'plan'}",
  });
  expect(await refusalAfter(1006, '', missing)).toMatchObject({
    code: 'MISSING_DYNAMIC_VARIABLES',
    details: { names: ['username', 'plan'] },
  });
});

it('names the dynamic variables that are missing', async () => {
  expect(
    await refusalAfter(1008, "Missing required dynamic variables in first message: {'user_name', 'plan'}"),
  ).toMatchObject({ code: 'MISSING_DYNAMIC_VARIABLES', details: { names: ['user_name', 'plan'] } });
});

it('does not blame an error of earlier for a loss of today', async () => {
  const earlier = serviceError({ error_type: 'override_error', message: 'An override was ignored.' });
  expect(await endAfter(1006, '', earlier, audio(20, 1))).toMatchObject({
    error: { code: 'CONNECTION_LOST' },
  });
  expect(await endAfter(1006, '', earlier, ping(1))).toMatchObject({ error: { code: 'OVERRIDE_REFUSED' } });
});

it('reports an error that does not end the conversation, and goes on', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(
    serviceError({ code: 1002, error_type: 'tts_failure', message: 'No voice.' }),
    serviceError({}),
  );

  expect(stage.session.state).toBe('connected');
  expect(stage.log.of('problemOccurred').map(({ error }) => [error.code, error.message])).toEqual([
    ['SERVICE_ERROR_EVENT', 'The service reported tts_failure: No voice.'],
    ['SERVICE_ERROR_EVENT', 'The service reported an error.'],
  ]);
});

it.each<[number, ErrorCode]>([
  [400, 'CONNECT_FAILED'],
  [401, 'AUTH_FAILED'],
  [403, 'AUTH_FAILED'],
  [404, 'AGENT_NOT_FOUND'],
  [429, 'QUOTA_EXCEEDED'],
  [500, 'SERVER_ERROR'],
  [503, 'SERVER_ERROR'],
  [301, 'CONNECT_FAILED'],
])('reads a refusal with HTTP %i as %s', async (httpStatus, code) => {
  await using stage = new SessionUnderTest({ service: new FakeService({ opens: false }) });
  const starting = stage.session.start();
  await Promise.resolve();
  setImmediate(() => stage.service.line.end({ code: 1006, reason: 'No', httpStatus }));
  await expect(starting).rejects.toMatchObject({
    code,
    message: `The service refused the connection (HTTP ${httpStatus} No).`,
    details: { httpStatus },
  });
});

it('says what the network said, and no more than its code', async () => {
  await using stage = new SessionUnderTest({ service: new FakeService({ opens: false }) });
  const starting = stage.session.start();
  const error = Object.assign(new AggregateError([]), {
    errors: [Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' })],
  });
  setImmediate(() => stage.service.line.end({ code: 1006, reason: '', error }));
  await expect(starting).rejects.toMatchObject({
    code: 'CONNECT_FAILED',
    message: 'The connection could not be opened (ECONNREFUSED).',
  });
});

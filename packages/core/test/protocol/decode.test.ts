import { describe, expect, expectTypeOf, it } from 'vitest';
import { decodeFrame, isKnownEvent } from '../../src/protocol/decode.ts';
import { serverMessageSchemas } from '../../src/protocol/contract.generated.ts';
import type { AudioEvent } from '../../src/protocol/turn-events.ts';
import type { ServerEvent, ServerEvents } from '../../src/protocol/server-events.ts';
import { documentedMessages } from './documented-messages.ts';
import { serverMessages } from './server-messages.ts';

const decode = (wire: unknown): ServerEvent => decodeFrame(JSON.stringify(wire));

function refusal(text: string): object {
  try {
    decodeFrame(text);
  } catch (error) {
    const { code, message, details, cause } = error as Error & { code: string; details: object };
    return { code, message, details, ...(cause !== undefined && { cause }) };
  }
  return { refused: false };
}

it.each(serverMessages)('reads $wire.type with all its fields', ({ wire, event }) => {
  expect(decode(wire)).toEqual({ ...event, raw: wire });
});

it('has an example of every message of the contract', () => {
  expect(new Set(serverMessages.map(({ wire }) => wire.type))).toEqual(
    new Set(Object.keys(serverMessageSchemas)),
  );
});

it.each(documentedMessages)('reads the documented $wire.type', ({ wire, event }) => {
  expect(decode(wire)).toEqual({ ...event, raw: wire });
});

it('lets a type of tomorrow pass with its raw form', () => {
  const wire = { type: 'agent_mood', agent_mood_event: { mood: 'sunny' } };
  expect(decode(wire)).toEqual({ type: 'agent_mood', raw: wire });
});

it.each(['constructor', '__proto__', 'toString', ''])('takes the type "%s" for an unknown one', (type) => {
  expect(decode({ type })).toEqual({ type, raw: { type } });
});

it('keeps fields of tomorrow in the raw form', () => {
  const wire = { type: 'vad_score', vad_score_event: { vad_score: 1, loudness: 3 }, seq: 9 };
  expect(decode(wire)).toEqual({ type: 'vad_score', score: 1, raw: wire });
});

it('hands the lists of the alignment on without copying them', () => {
  const alignment = { chars: ['a'], char_start_times_ms: [0], char_durations_ms: [10] };
  const event = decode({ type: 'audio', audio_event: { audio_base_64: '', alignment } }) as AudioEvent;
  const raw = event.raw as { audio_event: { alignment: typeof alignment } };
  expect(event.alignment?.chars).toBe(raw.audio_event.alignment.chars);
});

describe('what may be missing', () => {
  const audio = (fields: object) => ({ type: 'audio', audio_event: { audio_base_64: 'AAA=', ...fields } });
  const plainAudio = { type: 'audio', audioBase64: 'AAA=' };

  it.each([
    ['an event id of digits', audio({ event_id: '12' }), { ...plainAudio, eventId: 12 }],
    [
      'a whole number written as a float',
      '{"type":"interruption","interruption_event":{"event_id":2.0}}',
      { type: 'interruption', eventId: 2 },
    ],
    ['an event id that is no whole number', audio({ event_id: 1.5 }), plainAudio],
    ['an event id beyond what a number holds', audio({ event_id: '99999999999999999999' }), plainAudio],
    ['an event id that only begins with digits', audio({ event_id: '1e3' }), plainAudio],
    ['an event id of words', audio({ event_id: 'first' }), plainAudio],
    ['an event id that is null', audio({ event_id: null }), plainAudio],
    ['an alignment that is null', audio({ alignment: null }), plainAudio],
    ['an alignment of another shape', audio({ alignment: { chars: 'Hi' } }), plainAudio],
    [
      'an alignment whose lists do not belong together',
      audio({ alignment: { chars: ['H', 'i'], char_start_times_ms: [0], char_durations_ms: [0, 1] } }),
      plainAudio,
    ],
    ['an is_final that is null', audio({ is_final: null }), plainAudio],
    [
      'the round trip of the first ping',
      { type: 'ping', ping_event: { event_id: 1, ping_ms: null } },
      { type: 'ping', eventId: 1 },
    ],
    ['any round trip', { type: 'ping', ping_event: { event_id: 1 } }, { type: 'ping', eventId: 1 }],
    [
      'a number as the id of a ping',
      { type: 'ping', ping_event: { event_id: 'p-1' } },
      { type: 'ping', eventId: 'p-1' },
    ],
    ['the id of a ping', { type: 'ping' }, { type: 'ping' }],
    [
      'the formats of the conversation',
      {
        type: 'conversation_initiation_metadata',
        conversation_initiation_metadata_event: { conversation_id: 'c' },
      },
      { type: 'conversation_initiation_metadata', conversationId: 'c' },
    ],
    [
      'the parameters of a tool call, as null',
      { type: 'client_tool_call', client_tool_call: { tool_name: 't', tool_call_id: 'i', parameters: null } },
      { type: 'client_tool_call', toolName: 't', toolCallId: 'i', parameters: {} },
    ],
    [
      'the parameters of a tool call',
      { type: 'client_tool_call', client_tool_call: { tool_name: 't', tool_call_id: 'i' } },
      { type: 'client_tool_call', toolName: 't', toolCallId: 'i', parameters: {} },
    ],
    [
      'attachments, as null',
      { type: 'agent_response', agent_response_event: { agent_response: 'Hi', attachments: null } },
      { type: 'agent_response', text: 'Hi' },
    ],
    [
      'what the agent had meant to say',
      {
        type: 'agent_response_correction',
        agent_response_correction_event: { corrected_agent_response: '...' },
      },
      { type: 'agent_response_correction', originalText: '', correctedText: '...' },
    ],
    [
      'the text of a part that begins',
      { type: 'agent_chat_response_part', text_response_part: { type: 'start' } },
      { type: 'agent_chat_response_part', part: 'start', text: '' },
    ],
    [
      'a known kind of part',
      { type: 'agent_chat_response_part', text_response_part: { type: 'pause', text: '' } },
      { type: 'agent_chat_response_part', part: 'pause', text: '' },
    ],
    [
      'a string as the event id of reasoning',
      {
        type: 'agent_reasoning_response_part',
        reasoning_response_part: { type: 'stop', text: '', event_id: 8 },
      },
      { type: 'agent_reasoning_response_part', part: 'stop', text: '', eventId: '8' },
    ],
    ['the payload of an interruption', { type: 'interruption' }, { type: 'interruption' }],
    ['the payload of an error', { type: 'error' }, { type: 'error' }],
    [
      'the details of an error, as null',
      { type: 'error', error_event: { code: 1011, details: null } },
      { type: 'error', code: 1011 },
    ],
    [
      'the payload of the recogniser',
      { type: 'asr_initiation_metadata' },
      { type: 'asr_initiation_metadata', metadata: {} },
    ],
    [
      'the list of integrations',
      { type: 'mcp_connection_status', mcp_connection_status: {} },
      { type: 'mcp_connection_status', integrations: [] },
    ],
    [
      'a known state of an MCP call',
      { type: 'mcp_tool_call', mcp_tool_call: { tool_name: 't', tool_call_id: 'i', state: 'queued' } },
      { type: 'mcp_tool_call', toolName: 't', toolCallId: 'i', state: 'queued', parameters: {} },
    ],
  ])('does without %s', (_, wire, event) => {
    const text = typeof wire === 'string' ? wire : JSON.stringify(wire);
    expect(decodeFrame(text)).toEqual({ ...event, raw: JSON.parse(text) });
  });
});

describe('what cannot be read', () => {
  it.each([
    ['', 'A frame of 0 characters is not JSON.', { characters: 0 }],
    ['{"type":"pi', 'A frame of 11 characters is not JSON.', { characters: 11 }],
    ['[]', 'A frame must hold an object, but holds a list.', {}],
    ['null', 'A frame must hold an object, but holds null.', {}],
    ['"ping"', 'A frame must hold an object, but holds a string.', {}],
    ['{}', 'A message needs a string in type, but has nothing.', { path: 'type' }],
    ['{"type":7}', 'A message needs a string in type, but has a number.', { path: 'type' }],
    [
      '{"type":"audio"}',
      'The "audio" message needs an object in audio_event, but has nothing.',
      { type: 'audio', path: 'audio_event' },
    ],
    [
      '{"type":"audio","audio_event":{"audio_base_64":null}}',
      'The "audio" message needs a string in audio_event.audio_base_64, but has null.',
      { type: 'audio', path: 'audio_event.audio_base_64' },
    ],
    [
      '{"type":"agent_response","agent_response_event":{"agent_response":"Hi","attachments":["a.pdf"]}}',
      'The "agent_response" message needs an object in agent_response_event.attachments[0], but has a string.',
      { type: 'agent_response', path: 'agent_response_event.attachments[0]' },
    ],
    [
      '{"type":"vad_score","vad_score_event":{"vad_score":"0.9"}}',
      'The "vad_score" message needs a number in vad_score_event.vad_score, but has a string.',
      { type: 'vad_score', path: 'vad_score_event.vad_score' },
    ],
    [
      '{"type":"agent_typing","agent_typing_event":{}}',
      'The "agent_typing" message needs a boolean in agent_typing_event.is_typing, but has nothing.',
      { type: 'agent_typing', path: 'agent_typing_event.is_typing' },
    ],
    [
      '{"type":"mcp_connection_status","mcp_connection_status":{"integrations":{}}}',
      'The "mcp_connection_status" message needs a list in mcp_connection_status.integrations, but has an object.',
      { type: 'mcp_connection_status', path: 'mcp_connection_status.integrations' },
    ],
  ])('says what is wrong with %s', (text, message, details) => {
    expect(refusal(text)).toEqual({ code: 'BAD_FRAME', message, details });
  });

  it('names the call whose parameters cannot be read, so that it can be answered', () => {
    const call = { tool_name: 't', tool_call_id: 'call_9', parameters: 'party=4' };
    expect(refusal(JSON.stringify({ type: 'client_tool_call', client_tool_call: call }))).toEqual({
      code: 'BAD_FRAME',
      message:
        'The "client_tool_call" message needs an object in client_tool_call.parameters, but has a string.',
      details: { type: 'client_tool_call', path: 'client_tool_call.parameters', toolCallId: 'call_9' },
    });
  });
});

it('narrows an event that it knows by its type', () => {
  const told = serverMessages.map(({ wire }) => {
    const event = decode(wire);
    if (!isKnownEvent(event)) return 'unknown';
    switch (event.type) {
      case 'audio':
        expectTypeOf(event).toEqualTypeOf<AudioEvent>();
        return event.audioBase64;
      case 'ping':
        expectTypeOf(event.eventId).toEqualTypeOf<number | string | undefined>();
        return event.pingMs;
      default:
        return event.type;
    }
  });
  expect(told).toContain('AAA=');
  expect(told).not.toContain('unknown');
  expect(isKnownEvent(decode({ type: 'agent_mood' }))).toBe(false);
  expectTypeOf<ServerEvents['client_tool_call']['parameters']>().toEqualTypeOf<
    Readonly<Record<string, unknown>>
  >();
  expectTypeOf<ServerEvent['raw']>().toEqualTypeOf<Readonly<Record<string, unknown>>>();
});

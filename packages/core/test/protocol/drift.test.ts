import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { contract } from '../../contract/contract.ts';
import { driftOf } from '../../contract/drift.ts';
import { publishedTypes } from '../../contract/published-types.ts';

/** Where the contract knowingly differs from the published types; nothing so far. */
const acceptedDrift: readonly string[] = [];

const entry = createRequire(import.meta.url).resolve('@elevenlabs/types');
const published = await publishedTypes(join(dirname(entry), '../..'));

it('knows every message, field and word of the published types', () => {
  expect(driftOf(published, contract)).toEqual(acceptedDrift);
});

it.each(['ping', 'feedback', 'user_audio_chunk'])('finds that a contract without %s has lost it', (type) => {
  const without = {
    ...contract,
    server: contract.server.filter((message) => message.type !== type),
    client: contract.client.filter((message) => message.type !== type),
  };
  expect(driftOf(published, without)).toEqual([`new message: ${type}`]);
});

it.each([
  [
    'a message',
    'export interface AgentMood { type: "agent_mood"; mood: string; }',
    ['new message: agent_mood'],
  ],
  [
    'a field of a message',
    'export interface Ping { type: "ping"; ping_event: PingEvent; seq: number } export interface PingEvent { event_id: number }',
    ['new field: ping.seq'],
  ],
  [
    'a field of a payload, behind an alias and a list',
    `export interface Status { type: "mcp_connection_status"; mcp_connection_status: Payload }
     export interface Payload { integrations: Items } export type Items = Item[];
     export interface Item { integration_id: string; colour?: string }`,
    ['new field: mcp_connection_status.mcp_connection_status.integrations[].colour'],
  ],
  [
    'a word',
    'export interface Queue { type: "queue_status"; queue_status_event: { status: Status } } export type Status = "waiting" | "parked";',
    ['new value: queue_status.queue_status_event.status may be parked'],
  ],
  [
    'another type',
    `export interface Part { type: "agent_reasoning_response_part"; reasoning_response_part: Payload }
     export interface Payload { text: string | null; type: "start"; event_id: number }`,
    ['other type: agent_reasoning_response_part.reasoning_response_part.event_id is a number'],
  ],
  [
    'any string in the place of words',
    'export interface Queue { type: "queue_status"; queue_status_event: Payload } export interface Payload { status: string }',
    ['other type: queue_status.queue_status_event.status is a string'],
  ],
  [
    'a list in the place of an object',
    'export interface Error { type: "error"; error_event: Payload } export interface Payload { details?: string[] }',
    ['other type: error.error_event.details is a list'],
  ],
  [
    'nothing in a message of the speech-to-text API',
    'export interface Partial { message_type: "partial_transcript"; words: string }',
    [],
  ],
])('finds %s', (_, declarations, drift) => {
  expect(driftOf(declarations, contract)).toEqual(drift);
});

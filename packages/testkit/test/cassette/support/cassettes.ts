import path from 'node:path';
import { CassetteReader } from '../../../src/cassette/format/read-cassette.ts';
import { CassetteWriter } from '../../../src/cassette/format/cassette-writer.ts';
import { laneOf } from '../../../src/cassette/format/frame-lane.ts';
import type { CassetteFrame, LiveFrame } from '../../../src/cassette/format/cassette-frame.ts';
import type { Redactor } from '../../../src/cassette/format/redactor.ts';

/** Takes nothing out: for conversations that were made up. */
export const nothingRedacted: Redactor = {
  version: 'none',
  header: (header) => header,
  frame: (frame) => [frame],
};

export const provenance = {
  source: 'test',
  recorded_at: '2026-11-23T06:00:00.000Z',
  recorder: 'test',
  redaction: 'none',
} as const;

type Message = Readonly<Record<string, unknown>>;

export const up = (data: Message, t = 0): LiveFrame => ({ lane: laneOf('up', data), dir: 'up', t, data });

export const down = (data: Message, t = 0): LiveFrame => ({
  lane: laneOf('down', data),
  dir: 'down',
  t,
  data,
});

export const end = { code: 1000, reason: '', dir: 'down', t: 0 } as const;

/** Writes a cassette of these frames; the result is its file. */
export function writeCassette(folder: string, frames: readonly LiveFrame[], name = 'call'): string {
  const file = path.join(folder, `${name}.cassette.yaml`);
  const writer = new CassetteWriter(file, { header: { name, provenance }, redactor: nothingRedacted });
  for (const frame of frames) writer.add(frame);
  writer.end(end);
  return file;
}

export function framesOf(file: string): CassetteFrame[] {
  const reader = new CassetteReader(file);
  const frames: CassetteFrame[] = [];
  for (let frame = reader.next(); frame; frame = reader.next()) frames.push(frame);
  return frames;
}

/** Samples of a tone, as base64. */
export function sound(ms: number, amplitude = 8_000): string {
  const samples = Int16Array.from({ length: ms * 16 }, (_, index) =>
    Math.round(amplitude * Math.sin(index / 5)),
  );
  return Buffer.from(samples.buffer).toString('base64');
}

export const init: Message = { type: 'conversation_initiation_client_data' };

export const metadata: Message = {
  type: 'conversation_initiation_metadata',
  conversation_initiation_metadata_event: {
    conversation_id: 'conv_1',
    agent_output_audio_format: 'pcm_16000',
    user_input_audio_format: 'pcm_16000',
  },
};

export const agentAudio = (base64: string, eventId: number): Message => ({
  type: 'audio',
  audio_event: { audio_base_64: base64, event_id: eventId },
});

import { CassetteWriter, type LiveFrame, type Redactor } from '@duologue/testkit';

/** How many exchanges of half a minute a call has: 61 are 30 minutes and 10,000 frames. */
export interface LongCallOptions {
  readonly exchanges: number;
}

const asItIs: Redactor = { version: 'none', header: (header) => header, frame: (frame) => [frame] };

/** Writes the cassette of a long call: the agent speaks in chunks of 400 ms, the microphone sends 250 ms at a time, each exchange has a tool call and a ping. */
export function writeLongCall(file: string, { exchanges }: LongCallOptions): void {
  const provenance = {
    source: 'bench',
    recorded_at: '2026-01-01T00:00:00Z',
    recorder: 'bench',
    redaction: 'none',
  };
  const writer = new CassetteWriter(file, { header: { name: 'a long call', provenance }, redactor: asItIs });
  let t = 0;
  const add = (dir: 'up' | 'down', lane: LiveFrame['lane'], data: Record<string, unknown>) =>
    writer.add({ lane, dir, t, data });
  add('up', 'control', { type: 'conversation_initiation_client_data' });
  add('down', 'control', {
    type: 'conversation_initiation_metadata',
    conversation_initiation_metadata_event: {
      conversation_id: 'conv_long',
      agent_output_audio_format: 'pcm_16000',
      user_input_audio_format: 'pcm_16000',
    },
  });
  for (let turn = 1; turn <= exchanges; turn += 1) {
    for (let chunk = 0; chunk < 120; chunk += 1, t += 250) {
      const spoken = chunk >= 60 && chunk < 100;
      add('up', 'mic', { user_audio_chunk: sound(250, spoken ? turn : 0) });
      if (chunk === 110) answer(add, turn);
    }
  }
  writer.end({ code: 1000, reason: '', dir: 'down', t });
}

function answer(
  add: (dir: 'up' | 'down', lane: LiveFrame['lane'], data: Record<string, unknown>) => void,
  turn: number,
) {
  const event_id = turn;
  add('down', 'control', {
    type: 'user_transcript',
    user_transcription_event: { user_transcript: `Question ${turn}?`, event_id },
  });
  add('down', 'control', {
    type: 'client_tool_call',
    client_tool_call: {
      tool_name: 'look_up',
      tool_call_id: `tool_${turn}`,
      parameters: { turn },
      event_id,
      expects_response: true,
    },
  });
  add('up', 'control', {
    type: 'client_tool_result',
    tool_call_id: `tool_${turn}`,
    result: 'found',
    is_error: false,
  });
  for (let chunk = 0; chunk < 40; chunk += 1)
    add('down', 'agent-audio', {
      type: 'audio',
      audio_event: { audio_base_64: sound(400, turn * 100 + chunk), event_id },
    });
  add('down', 'control', {
    type: 'agent_response',
    agent_response_event: { agent_response: `Answer ${turn}, at some length.`, event_id },
  });
  add('down', 'keepalive', { type: 'ping', ping_event: { event_id, ping_ms: 40 } });
  add('up', 'keepalive', { type: 'pong', event_id });
}

/** Samples that no other `pitch` has, as base64; silence where it is 0. */
function sound(ms: number, pitch: number): string {
  const samples = Int16Array.from({ length: ms * 16 }, (_, index) =>
    pitch === 0 ? 0 : Math.round(8_000 * Math.sin((index * (200 + pitch)) / 16_000)),
  );
  return Buffer.from(samples.buffer).toString('base64');
}

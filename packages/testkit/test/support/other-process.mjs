// A client of another make in a process of its own: an endless microphone, one spoken question, and answers to everything.
import { WebSocket } from 'ws';

const socket = new WebSocket(process.argv[2] ?? '');
const say = (/** @type {object} */ message) => socket.send(JSON.stringify(message));
const silence = Buffer.alloc(640).toString('base64');
const speech = Array.from({ length: 40 }, (_, frame) =>
  Buffer.from(
    Int16Array.from({ length: 320 }, (_sample, index) => ((frame * 320 + index) % 80) * 200 - 8_000).buffer,
  ).toString('base64'),
);
const queue = /** @type {string[]} */ ([]);
let microphone = /** @type {NodeJS.Timeout | undefined} */ (undefined);

socket.on('open', () => {
  say({ type: 'conversation_initiation_client_data' });
  microphone = setInterval(() => say({ user_audio_chunk: queue.shift() ?? silence }), 2);
});
socket.on('close', () => clearInterval(microphone));
socket.on('message', (data) => {
  const message = JSON.parse(Buffer.from(/** @type {Buffer} */ (data)).toString());
  const { type, client_tool_call: call, ping_event: ping, agent_response_event: said } = message;
  if (type === 'ping') say({ type: 'pong', event_id: ping.event_id });
  if (type === 'agent_response' && said.agent_response === 'Hello.') queue.push(...speech);
  if (type === 'interruption') say({ type: 'user_message', text: 'Go on.' });
  if (type === 'client_tool_call') {
    say({
      type: 'client_tool_result',
      tool_call_id: call.tool_call_id,
      result: '{"celsius":21}',
      is_error: false,
    });
  }
});

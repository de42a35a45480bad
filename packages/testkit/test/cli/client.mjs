/*
 * A client of another make: says hello, answers the greeting with its first argument, and leaves when the server does;
 * with a second argument it ends with that code, or with `stay` not at all.
 */
import { WebSocket } from 'ws';

const [text, then] = process.argv.slice(2);
const socket = new WebSocket(process.env.DUOLOGUE_URL);
socket.on('open', () => socket.send(JSON.stringify({ type: 'conversation_initiation_client_data' })));
socket.on('message', (data) => {
  const { type } = JSON.parse(Buffer.from(/** @type {Buffer} */ (data)).toString());
  if (type === 'agent_response') socket.send(JSON.stringify({ type: 'user_message', text }));
});
socket.on('close', () => {
  if (then === 'stay') setInterval(() => {}, 1_000);
  else process.exitCode = Number(then ?? 0);
});

// A client of another make: says hello, answers the greeting with its first argument, and leaves when the server does.
import { WebSocket } from 'ws';

const socket = new WebSocket(process.env.DUOLOGUE_URL);
socket.on('open', () => socket.send(JSON.stringify({ type: 'conversation_initiation_client_data' })));
socket.on('message', (data) => {
  const { type } = JSON.parse(Buffer.from(/** @type {Buffer} */ (data)).toString());
  if (type === 'agent_response') socket.send(JSON.stringify({ type: 'user_message', text: process.argv[2] }));
});

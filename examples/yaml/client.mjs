// A client that knows nothing of Duologue: npx duologue run wish.yaml -- node client.mjs 'A table for four, please.'
import { WebSocket } from 'ws';

const [wish] = process.argv.slice(2);
const socket = new WebSocket(process.env.DUOLOGUE_URL);
socket.addEventListener('open', () =>
  socket.send(JSON.stringify({ type: 'conversation_initiation_client_data' })),
);
socket.addEventListener('message', ({ data }) => {
  const { type, agent_response_event: said } = JSON.parse(data);
  if (type === 'agent_response' && said.event_id === 1)
    socket.send(JSON.stringify({ type: 'user_message', text: wish }));
});

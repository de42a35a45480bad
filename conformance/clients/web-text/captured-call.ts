/**
 * `@elevenlabs/client` in text mode, in a conversation that was captured live: it greets when it is connected, and tells what it
 * hears as a line of JSON. The address of the server is its argument.
 */
import type { TextConversation } from '@elevenlabs/client';
import { WebSocket } from 'ws';

globalThis.WebSocket = WebSocket as unknown as typeof globalThis.WebSocket;
const { Conversation } = await import('@elevenlabs/client');

const heard: string[] = [];
const conversation = (await Conversation.startSession({
  agentId: 'agent_1',
  origin: process.argv[2] ?? '',
  connectionType: 'websocket',
  textOnly: true,
  overrides: { agent: { prompt: { prompt: 'Answer in two or three words.' } } },
  onMessage: ({ role, message }) => heard.push(`${role}: ${message}`),
  onDisconnect: ({ reason }) => console.log(JSON.stringify({ heard, reason })),
})) as TextConversation;
conversation.sendUserMessage('Say hi.');

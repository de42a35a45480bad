/**
 * `@elevenlabs/client` in text mode, in a process of its own: with `--ws` the global WebSocket is that of the package `ws`,
 * set before the import, otherwise the one of Node.
 */
import type { TextConversation } from '@elevenlabs/client';
import { WebSocket } from 'ws';
import { weatherTool, type Target } from '../client.ts';
import type { Told } from '../../story.ts';
import type { Command, Report } from './messages.ts';

if (process.argv.includes('--ws')) globalThis.WebSocket = WebSocket as unknown as typeof globalThis.WebSocket;
const { Conversation } = await import('@elevenlabs/client');

let conversation: Promise<TextConversation> | undefined;

process.on('message', (command: Command) => {
  void obey(command).catch((error: unknown) => tell({ what: 'trouble', message: String(error) }));
});

async function obey(command: Command): Promise<void> {
  if (command.do === 'start') {
    conversation = start(command);
    await conversation;
    return;
  }
  const running = await conversation;
  switch (command.do) {
    case 'message':
      return running?.sendUserMessage(command.text);
    case 'context':
      return running?.sendContextualUpdate(
        command.text,
        command.contextId === undefined ? {} : { contextId: command.contextId },
      );
    case 'activity':
      return running?.sendUserActivity();
    case 'feedback':
      return running?.sendFeedback(command.like, command.eventId);
    case 'hangUp':
      return running?.endSession();
  }
}

async function start({ target, agent }: Extract<Command, { do: 'start' }>): Promise<TextConversation> {
  const { httpUrl, agentId } = target;
  const place =
    agent === 'private'
      ? { signedUrl: await buySignedUrl(target) }
      : { agentId, origin: httpUrl.replace('http', 'ws') };
  const started = await Conversation.startSession({
    ...place,
    connectionType: 'websocket',
    textOnly: true,
    clientTools: {
      [weatherTool.name]: (parameters: unknown) => {
        tell({ what: 'toolCalled', name: weatherTool.name, parameters });
        return JSON.stringify(weatherTool.run());
      },
    },
    onConnect: () => tell({ what: 'started' }),
    onMessage: ({ role, message: text }) => tell({ what: role === 'agent' ? 'agentSaid' : 'userSaid', text }),
    onAgentChatResponsePart: ({ text }) => tell({ what: 'agentWrote', text }),
    onAgentResponseCorrection: ({ corrected_agent_response: text }) => tell({ what: 'corrected', text }),
    onInterruption: () => tell({ what: 'interrupted' }),
    onPing: ({ ping_ms: ms }) => {
      if (typeof ms === 'number') tell({ what: 'latency', ms });
    },
    onError: (message) => tell({ what: 'trouble', message }),
    onDisconnect: (details) => {
      tell({
        what: 'ended',
        ...('closeCode' in details && details.closeCode !== undefined && { code: details.closeCode }),
        ...('closeReason' in details && details.closeReason && { reason: details.closeReason }),
      });
      report('gone');
    },
  });
  return started as TextConversation;
}

async function buySignedUrl({ httpUrl, agentId, apiKey }: Target): Promise<string> {
  const address = `${httpUrl}/v1/convai/conversation/get-signed-url?agent_id=${agentId}`;
  const response = await fetch(address, { headers: { 'xi-api-key': apiKey } });
  return ((await response.json()) as { signed_url: string }).signed_url;
}

function tell(told: Told): void {
  report({ told });
}

function report(message: Report): void {
  process.send?.(message);
}

import { SoundCard } from '../../sound/sound-card.ts';
import { rawResult, weatherTool, type Client } from '../client.ts';
import { PythonConversation } from './python-conversation.ts';
import { PythonTools } from './python-tools.ts';

/** `text_only` beside `conversation`, where it should be inside. */
const misplacedTextOnly =
  /conversation_initiation_client_data .*\/conversation_config_override must NOT have additional/;

/** What stands in for the Python SDK, with every callback that it has. */
export function pythonClient(flavour: 'sync' | 'async', mode: Client['mode']): Client {
  return {
    name: `Python SDK stand-in, ${flavour}, ${mode}`,
    mode,
    agent: flavour === 'sync' ? 'private' : 'public',
    hangsUpWith: 1000,
    liberties: mode === 'text' ? [rawResult, misplacedTextOnly] : [rawResult],
    silentAbout: mode === 'text' ? ['interrupted'] : [],
    connect({ httpUrl, agentId, apiKey }, tell) {
      const card = new SoundCard({
        onPlayed: (hz, ms) => tell({ what: 'played', hz, ms }),
        onInterrupt: () => tell({ what: 'interrupted' }),
      });
      const tools = new PythonTools();
      tools.register(weatherTool.name, ({ tool_call_id: _id, ...parameters }) => {
        tell({ what: 'toolCalled', name: weatherTool.name, parameters });
        return weatherTool.run();
      });
      let hasEnded = false; // the SDK tells it twice where microphone and receiver both find the connection gone
      const conversation = new PythonConversation({
        baseUrl: httpUrl,
        agentId,
        apiKey,
        requiresAuth: flavour === 'sync',
        userId: 'user 1',
        flavour,
        audio: mode === 'voice' ? card : undefined,
        tools,
        keepAlive: { intervalMs: 700, timeoutMs: 5_000 },
        callbacks: {
          agentResponse: (text) => tell({ what: 'agentSaid', text }),
          agentResponseCorrection: (_original, text) => tell({ what: 'corrected', text }),
          agentChatResponsePart: (text) => tell({ what: 'agentWrote', text }),
          userTranscript: (text) => tell({ what: 'userSaid', text }),
          latencyMeasurement: (ms) => tell({ what: 'latency', ms }),
          audioAlignment: () => {},
          endSession() {
            if (!hasEnded) tell({ what: 'ended' });
            hasEnded = true;
          },
        },
      });
      const ended = conversation.run().then(() => {
        if (conversation.conversationId !== undefined) tell({ what: 'started' });
        if (conversation.rejected !== undefined) tell({ what: 'trouble', message: conversation.rejected });
      });
      return {
        driver: {
          say: (samples) => card.say(samples),
          message: (text) => conversation.sendUserMessage(text),
          context: (text) => conversation.sendContextualUpdate(text),
          activity: () => conversation.registerUserActivity(),
          hangUp: () => conversation.endSession(),
        },
        ended,
      };
    },
  };
}

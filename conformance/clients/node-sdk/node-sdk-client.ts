import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js';
import { ClientTools } from '@elevenlabs/elevenlabs-js/api/resources/conversationalAi/conversation/ClientTools.js';
import { Conversation } from '@elevenlabs/elevenlabs-js/api/resources/conversationalAi/conversation/Conversation.js';
import { SoundCard } from '../../sound/sound-card.ts';
import { rawResult, weatherTool, type Client } from '../client.ts';
import { versionOf } from '../version-of.ts';

type SdkClient = NonNullable<ConstructorParameters<typeof Conversation>[0]['client']>;

/** The class `Conversation` of elevenlabs-js, which the package has and does not export. It can only speak. */
export const nodeSdkClient: Client = {
  name: `elevenlabs-js ${versionOf('@elevenlabs/elevenlabs-js')}, voice`,
  mode: 'voice',
  agent: 'private', // for a public one it only ever dials the real service
  hangsUpWith: 1005, // it closes without a code
  liberties: [rawResult],
  silentAbout: ['agentWrote'],
  connect({ httpUrl, agentId, apiKey }, tell) {
    const card = new SoundCard({
      onPlayed: (hz, ms) => tell({ what: 'played', hz, ms }),
      onInterrupt: () => tell({ what: 'interrupted' }),
    });
    const clientTools = new ClientTools();
    clientTools.register(weatherTool.name, ({ tool_call_id: _id, ...parameters }) => {
      tell({ what: 'toolCalled', name: weatherTool.name, parameters });
      return weatherTool.run();
    });
    const conversation = new Conversation({
      // two classes of the SDK go by this name, and their types do not fit each other
      client: new ElevenLabsClient({ apiKey, baseUrl: httpUrl }) as unknown as SdkClient,
      agentId,
      requiresAuth: true,
      audioInterface: card,
      clientTools,
      callbackAgentResponse: (text) => tell({ what: 'agentSaid', text }),
      callbackAgentResponseCorrection: (_original, text) => tell({ what: 'corrected', text }),
      callbackUserTranscript: (text) => tell({ what: 'userSaid', text }),
      callbackLatencyMeasurement: (ms) => tell({ what: 'latency', ms }),
    });
    const ended = new Promise<void>((resolve, reject) => {
      conversation.on('conversation_started', () => tell({ what: 'started' }));
      conversation.on('error', reject);
      // told twice where the user hangs up: by the call itself without a code, and by the socket
      conversation.on('session_ended', (_id: string, code?: number, reason?: string) => {
        if (code === undefined) return;
        card.stop(); // it does not, where the server closes
        tell({ what: 'ended', code, ...(reason && { reason }) });
        resolve();
      });
      conversation.startSession().catch(reject);
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

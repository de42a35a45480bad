/** The page in the browser: an app on `@elevenlabs/client` that speaks. Bundled and opened by the client's driver. */
import { VoiceConversation } from '@elevenlabs/client';
import { weatherTool, type Target } from '../client.ts';
import type { Told } from '../../story.ts';

declare global {
  interface Window {
    /** Bring news out of the page. */
    tell(told: Told): Promise<void>;
    gone(): Promise<void>;
    /** Let the driver act. */
    start(target: Target): Promise<void>;
    speak(ms: number): Promise<void>;
    hangUp(): Promise<void>;
  }
}

/** How often the output is looked at. */
const lookMs = 20;
/** A tone this strong in the client's output is heard: about -45 dB of full scale. */
const heardFrom = 200;
const tonesHz = [440, 660, 880];

let conversation: Promise<VoiceConversation> | undefined;

window.start = async (target) => {
  conversation = call(target);
  watchOutput(await conversation);
};

window.speak = async (ms) => {
  const running = await conversation;
  running?.setMicMuted(false);
  await new Promise((resolve) => setTimeout(resolve, ms));
  running?.setMicMuted(true);
};

window.hangUp = async () => (await conversation)?.endSession();

async function call({ httpUrl, agentId, apiKey }: Target): Promise<VoiceConversation> {
  const address = `${httpUrl}/v1/convai/conversation/get-signed-url?agent_id=${agentId}`;
  const response = await fetch(address, { headers: { 'xi-api-key': apiKey } });
  const { signed_url: signedUrl } = (await response.json()) as { signed_url: string };
  return VoiceConversation.startSession({
    signedUrl,
    connectionType: 'websocket',
    // the browser's microphone never stops talking
    onConversationCreated: (created) => created.setMicMuted(true),
    clientTools: {
      [weatherTool.name]: (parameters: unknown) => {
        tell({ what: 'toolCalled', name: weatherTool.name, parameters });
        return JSON.stringify(weatherTool.run());
      },
    },
    onConnect: () => tell({ what: 'started' }),
    onMessage: ({ role, message: text }) => tell({ what: role === 'agent' ? 'agentSaid' : 'userSaid', text }),
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
      void window.gone();
    },
  });
}

/** Tells the tones in what the client gives to the loudspeaker. */
function watchOutput(running: VoiceConversation): void {
  let lastMs = performance.now();
  setInterval(() => {
    const nowMs = performance.now();
    const levels = running.getOutputByteFrequencyData();
    const strengths = tonesHz.map((hz) => levels[indexOf(hz, levels.length)] ?? 0);
    const strongest = Math.max(...strengths);
    const hz = tonesHz[strengths.indexOf(strongest)];
    if (strongest >= heardFrom && hz !== undefined) tell({ what: 'played', hz, ms: nowMs - lastMs });
    lastMs = nowMs;
  }, lookMs);
}

/** The client spreads 100 Hz to 8 kHz evenly over its bins. */
function indexOf(hz: number, bins: number): number {
  return Math.round(((hz - 100) / (8_000 - 100)) * bins);
}

function tell(told: Told): void {
  void window.tell(told);
}

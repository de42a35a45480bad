import { Session, systemClock } from '@duologue/core';
import { ScriptedMicrophone } from '@duologue/testkit';
import { ToneMeter } from '../../sound/tone-meter.ts';
import { weatherTool, type Client } from '../client.ts';

/** A session of this project, for comparison. */
export function sessionClient(mode: Client['mode']): Client {
  return {
    name: `Duologue session, ${mode}`,
    mode,
    agent: mode === 'voice' ? 'private' : 'public',
    hangsUpWith: 1000,
    liberties: [],
    silentAbout: [],
    connect({ httpUrl, agentId, apiKey }, tell) {
      const microphone = new ScriptedMicrophone(systemClock);
      const session = new Session({
        ...(mode === 'voice' && { apiKey }),
        agentId,
        baseUrl: httpUrl,
        ...(mode === 'voice'
          ? { audioInput: microphone }
          : { overrides: { conversation: { textOnly: true } } }),
        tools: [
          {
            name: weatherTool.name,
            description: 'Tells the weather in a city.',
            run(parameters: Readonly<Record<string, unknown>>) {
              tell({ what: 'toolCalled', name: weatherTool.name, parameters });
              return weatherTool.run();
            },
          },
        ],
      });
      const { connected, messageReceived, agentAudioPlayed, interrupted, problemOccurred, ended } =
        session.hooks;
      const name = 'conformance';
      connected.tap(name, () => tell({ what: 'started' }));
      messageReceived.for('agent_response').tap(name, ({ text }) => tell({ what: 'agentSaid', text }));
      messageReceived
        .for('agent_chat_response_part')
        .tap(name, ({ text }) => tell({ what: 'agentWrote', text }));
      messageReceived.for('user_transcript').tap(name, ({ text }) => tell({ what: 'userSaid', text }));
      messageReceived
        .for('agent_response_correction')
        .tap(name, ({ correctedText: text }) => tell({ what: 'corrected', text }));
      messageReceived.for('ping').tap(name, ({ pingMs: ms }) => {
        if (ms !== undefined) tell({ what: 'latency', ms });
      });
      const meter = new ToneMeter(16_000, (hz, ms) => tell({ what: 'played', hz, ms }));
      agentAudioPlayed.tap(name, ({ samples }) => meter.hear(samples));
      interrupted.tap(name, () => tell({ what: 'interrupted' }));
      problemOccurred.tap(name, ({ error }) => {
        // a busy computer is no fault of the session
        if (error.code !== 'SLOW_TAP') tell({ what: 'trouble', message: error.message });
      });
      ended.tap(name, ({ closeCode: code, closeReason: reason }) => {
        tell({ what: 'ended', ...(code !== undefined && { code }), ...(reason && { reason }) });
      });
      return {
        driver: {
          say: (samples) => microphone.speak(samples),
          message: (text) => session.sendUserMessage(text),
          hangUp: async () => void (await session.end()),
        },
        ended: session.run().then(() => {}),
      };
    },
  };
}

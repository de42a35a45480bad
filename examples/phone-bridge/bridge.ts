import type { IncomingMessage } from 'node:http';
import { CallRecorder, CallServer, twilioSignature } from '@duologue/audio-node';
import { Session } from '@duologue/core';
import type { EndpointOptions } from '@duologue/core';

export interface BridgeOptions {
  /** Where the agent is: `{ agentId }`, `{ apiKey, agentId }` or `{ url }`. */
  readonly agent: EndpointOptions;
  readonly port?: number;
  readonly host?: string;
  /** Part of the path that only the provider knows: `/twilio/SECRET`. */
  readonly secret?: string;
  /** Of the Twilio account: whom Twilio has not sent is kept out. */
  readonly authToken?: string | undefined;
  /** Where Twilio reaches the bridge: `https://phone.example.com`. */
  readonly publicUrl?: string | undefined;
  /** Where the calls are recorded. */
  readonly recordings: string;
  readonly print: (line: string) => void;
}

/** Answers phone calls with an agent. */
export function startBridge({
  agent,
  port = 0,
  host = '127.0.0.1',
  secret,
  authToken,
  publicUrl,
  recordings,
  print,
}: BridgeOptions): Promise<CallServer> {
  const knowsSecret = ({ url }: IncomingMessage) => secret === undefined || url?.split('/')[2] === secret;
  return CallServer.start({
    port,
    host,
    stopOn: ['SIGTERM', 'SIGINT'],
    maxCalls: 50,
    ...(publicUrl !== undefined && { publicUrl }),
    authorize: authToken === undefined ? knowsSecret : twilioSignature({ authToken }),
    answer: (call) => {
      const { provider, id, from = 'an unknown number' } = call.details;
      print(`${from} calls (${provider})`);
      // the id comes from outside: in a path it must be no more than a name
      const recording = `${recordings}/${encodeURIComponent(id)}.wav`;
      const session = new Session({ ...agent, plugins: [call, new CallRecorder(recording)] });
      call.onDigit((digit) => {
        // keys come in from the first ring to the goodbye, when the agent cannot be told of them
        if (session.state === 'connected') session.sendContextualUpdate(`The caller pressed ${digit}.`);
      });
      const { hooks } = session;
      hooks.messageReceived.for('user_transcript').tap('Print', ({ text }) => print(`  Caller  ${text}`));
      hooks.messageReceived.for('agent_response').tap('Print', ({ text }) => print(`  Agent   ${text}`));
      hooks.interrupted.tap('Print', ({ playedMs, heardText }) => {
        print(`  the caller cuts in after ${Math.round(playedMs)} ms, at "${heardText ?? ''}"`);
      });
      hooks.ended.tap('Print', ({ reason }) => print(`  the call is over (${reason})`));
      return session;
    },
    onProblem: (error) => print(`  a call failed: ${(error as Error).message}`),
  });
}

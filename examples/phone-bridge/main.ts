/**
 * Answers a phone call. Without options, both ends are played by scripts, and neither an account nor a key is needed:
 *   node --conditions=@duologue/source --import=tsx examples/phone-bridge/main.ts
 * With `--agent ID` it waits for real calls at `--port` (README.md says how to lead them there).
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { ConvaiServer } from '@duologue/testkit';
import { startBridge } from './bridge.ts';
import { placeCall } from './caller.ts';
import { phoneConversation } from './conversation.ts';

const { values } = parseArgs({
  options: { agent: { type: 'string' }, port: { type: 'string', default: '8080' } },
});
const print = (line: string) => console.log(line);
const recordings = 'recordings';

if (values.agent === undefined) {
  const agent = await ConvaiServer.listen(phoneConversation());
  const bridge = await startBridge({ agent: { url: agent.url }, recordings, print });
  const { heardMs, clears } = await placeCall(`ws://127.0.0.1:${bridge.port}/twilio`);
  await bridge.stop();
  await agent.close();
  print(
    `The caller heard ${(heardMs / 1_000).toFixed(1)} s of the agent, and the line was cleared ${clears} time(s).`,
  );
  print(
    `${recordings}/CA00000000000000000000000000000001.wav has the call: the caller left, the agent right.`,
  );
} else {
  const { ELEVENLABS_API_KEY: apiKey, PHONE_SECRET: secret = randomUUID() } = process.env;
  const { TWILIO_AUTH_TOKEN: authToken, PUBLIC_URL: publicUrl } = process.env;
  const agent = { agentId: values.agent, ...(apiKey !== undefined && { apiKey }) };
  const port = Number(values.port);
  const host = '0.0.0.0';
  const bridge = await startBridge({ agent, port, host, secret, authToken, publicUrl, recordings, print });
  print(
    `Waiting for calls: lead the webhook of your number to https://YOUR-HOST/twilio/${secret}, and that to port ${bridge.port} of this machine.`,
  );
}

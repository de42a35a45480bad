import path from 'node:path';
import { Session } from '@duologue/core';
import {
  Recorder,
  replay,
  scenario,
  standardRedaction,
  tone,
  type Scenario,
  type ScenarioSource,
} from '@duologue/testkit';

/** A call in which a value stands wherever both sides can say one. */
export function callAbout(value: string): Scenario {
  return scenario('sensitive', ({ server, client, user }) => [
    client.init(),
    server.metadata(),
    server.textParts([`Hello, is it `, value.slice(0, 5), value.slice(5), ` again?`]),
    server.say(`Hello, is it ${value} again?`, { audio: tone(440, 300) }),
    user.message(`Yes, ${value}.`, { when: 'silent' }),
    client.userMessage(),
    server.toolCall('look_up', { about: [{ value }] }),
    client.toolResult('look_up'),
    server.raw({ type: 'brand_new_event', brand_new_event: { note: `about ${value}` } }),
    server.say(`I have noted ${value}.`, { audio: tone(440, 300) }),
    user.say({ toneHz: 300, ms: 300 }),
    client.audio({ voiceMs: 200, silenceMs: 300 }),
    server.userTranscript(`Thank you. Once more: ${value}`),
    server.close({ reason: 'done' }),
  ]);
}

/** Plays a conversation with an app that says the value back, and records it without it. The result is the cassette. */
export async function recordAbout(
  value: string,
  source: ScenarioSource,
  folder: string,
  name: string,
): Promise<string> {
  const recorder = new Recorder({ path: path.join(folder, name), redact: standardRedaction({ env: {} }) });
  const lookUp = {
    name: 'look_up',
    description: 'Looks something up.',
    run: ({ about }: Readonly<Record<string, unknown>>) => ({ found: about, also: `see ${value}` }),
  };
  await replay(
    source,
    {
      createSession: (options) =>
        new Session({
          ...options,
          dynamicVariables: { caller: value },
          tools: [lookUp],
          plugins: [recorder],
        }),
    },
    ({ session }) => session.run().then(() => {}),
  );
  return recorder.cassettes[0] ?? '';
}

import { afterEach } from 'vitest';
import { scenario, type ScenarioOptions, type ScenarioWords, type Step } from '@duologue/testkit';
import { RawClient, type RawClientOptions } from './raw-client.ts';

const clients: RawClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client[Symbol.asyncDispose]();
});

/** A raw client in front of a script, after hello and metadata. It is cleaned up after the test. */
export async function play(
  write: (words: ScenarioWords) => readonly Step[],
  {
    name = 'a script',
    agent,
    ignore,
    reactions,
    ...options
  }: RawClientOptions & ScenarioOptions & { readonly name?: string } = {},
): Promise<RawClient> {
  const script = scenario(name, (words) => [words.server.metadata(), ...write(words)], {
    ...(agent && { agent }),
    ...(ignore && { ignore }),
    ...(reactions && { reactions }),
    ...(options.seed !== undefined && { seed: options.seed }),
  });
  const client = await RawClient.connect(script, options);
  clients.push(client);
  await client.hello();
  return client;
}

import { Session } from '@duologue/core';
import { prepareScenario, replay, scenario } from '@duologue/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { listen, realWork, replayRealWork } from '../support/real-work.ts';

it.each(['memory', 'sockets'] as const)(
  'lets virtual time stand still while tools wait for the real world (%s)',
  async (door) => {
    const { address, server } = await listen();
    onTestFinished(() => void server.close());
    expect(await replayRealWork(await prepareScenario(realWork), address, door)).toBeLessThan(100);
  },
);

it('names the tool that waits for the real world without saying so', async () => {
  const script = scenario('careless', ({ server, client }) => [
    server.metadata(),
    server.toolCall('careless'),
    client.toolResult('careless'),
    server.close(),
  ]);
  const world = { answer: () => {} };
  const careless = {
    name: 'careless',
    description: 'Waits.',
    timeoutMs: 600_000,
    run: () => new Promise<void>((resolve) => (world.answer = resolve)),
  };
  const replayed = replay(
    script,
    { createSession: (options) => new Session({ ...options, tools: [careless] }) },
    async ({ session }) => {
      session.hooks.problemOccurred.tap('Test', () => {});
      await session.run();
    },
  );
  await expect(replayed).rejects.toMatchObject({
    code: 'barrier_starved',
    message: expect.stringMatching(
      /The call of careless \(tool_\w+\) is not answered\. A tool that waits for the outside world has to wrap that in ctx\.io\(\)/,
    ) as string,
  });
  world.answer();
});

import { expect, it } from 'vitest';
import { play } from '../support/play.ts';

const userMessage = (text: string) => ({ type: 'user_message', text });

it('reacts to messages that no step waits for, in between the steps', async () => {
  const client = await play(
    ({ client: does, server }) => [does.userMessage('Order.'), server.say('Ordered.')],
    {
      reactions: ({ client: does, server }) => [
        { on: does.userMessage(/time/), do: [server.say('Noon.')] },
        { on: does.contextualUpdate(), do: ({ text }) => [server.say(`I see: ${String(text)}`)], times: 1 },
      ],
    },
  );
  await client.send(
    userMessage('What time is it?'),
    { type: 'contextual_update', text: 'The cart is empty.' },
    userMessage('Order.'),
    userMessage('And the time?'),
  );
  const said = client.frames.flatMap(({ agent_response_event: event }) =>
    event ? [(event as { agent_response: string }).agent_response] : [],
  );
  expect([said, client.conversation.failure]).toEqual([
    ['Noon.', 'I see: The cart is empty.', 'Ordered.', 'Noon.'],
    undefined,
  ]);
});

it('reacts no more often than it may', async () => {
  const client = await play(() => [], {
    reactions: ({ client: does, server }) => [{ on: does.userMessage(), do: [server.vad(1)], times: 1 }],
  });
  await client.send(userMessage('One'), userMessage('Two'));
  expect(client.conversation.failure?.code).toBe('extra_message');
});

it('gives a message to the step that is due before any reaction', async () => {
  const client = await play(({ client: does, server }) => [does.userMessage(), server.vad(0.1)], {
    reactions: ({ client: does, server }) => [{ on: does.userMessage(), do: [server.vad(0.9)] }],
  });
  await client.send(userMessage('One'), userMessage('Two'));
  expect(client.frames.slice(1).map(({ vad_score_event: event }) => event)).toEqual([
    { vad_score: 0.1 },
    { vad_score: 0.9 },
  ]);
});

it('can be interrupted by a message at any time', async () => {
  const client = await play(({ server }) => [server.say('One. Two. Three.')], {
    reactions: ({ client: does, server }) => [
      { on: does.userMessage(), do: [server.interrupt({ correction: 'One.' }), server.say('Yes?')] },
    ],
  });
  await client.send(userMessage('Stop'));
  expect(client.types.slice(1)).toEqual([
    'agent_response',
    'interruption',
    'agent_response_correction',
    'agent_response',
  ]);
});

it.each([{ optional: true }, { repeat: { max: 1 } }, { withinMs: 10 }])(
  'refuses a reaction whose message has %o, which would mean nothing',
  async (options) => {
    const playing = play(() => [], {
      reactions: ({ client: does, server }) => [
        { on: does.userMessage(undefined, options), do: [server.vad(1)] },
      ],
    });
    await expect(playing).rejects.toMatchObject({
      code: 'SCENARIO_INVALID',
      message: expect.stringContaining('How often at most is said by its `times`') as string,
    });
  },
);

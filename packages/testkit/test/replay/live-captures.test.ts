import { readFileSync } from 'node:fs';
import {
  Session,
  type Connection,
  type ConnectionListener,
  type Interruption,
  type Transport,
} from '@duologue/core';
import { replay, scenario, tone, VirtualClock } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const doors = ['memory', 'sockets'] as const;
const samplesPerMs = 16;

it.each(doors)('plays all of a text turn whose text comes after its audio (%s)', async (door) => {
  const script = scenario('a text turn', ({ server, client, user }) => [
    server.metadata(),
    user.message('Say hi.'),
    client.userMessage('Say hi.'),
    server.say('Hello there.', { audio: tone(440, 730), chunkMs: 100, response: 'after' }),
    server.close(),
  ]);
  await replay(script, { door, createSession: (harness) => new Session(harness) }, async ({ session }) => {
    const order: string[] = [];
    session.hooks.messageReceived.tap('Test', ({ type }) => order.push(type));
    const problems: string[] = [];
    session.hooks.problemOccurred.tap('Test', ({ error }) => problems.push(error.code));
    const { reason } = await session.run();
    expect({ reason, problems, ledger: session.playout.ledger, order }).toEqual({
      reason: 'agent',
      problems: [],
      ledger: [{ eventId: 1, ...allPlayed(730) }],
      order: ['conversation_initiation_metadata', ...Array<string>(8).fill('audio'), 'agent_response'],
    });
  });
});

it.each(
  doors.flatMap((door) => [
    { door, ids: 'live', interruptionId: 2 } as const,
    { door, ids: 'above', interruptionId: 1 } as const,
  ]),
)(
  'plays the reply after an interruption with the id $interruptionId to its end, and no more of the old one ($door)',
  async ({ door, ids, interruptionId }) => {
    const script = scenario('a turn that a message cuts', ({ server, client, user }) => [
      server.metadata(),
      user.message('Tell me a story.'),
      client.userMessage('Tell me a story.'),
      server.say('Once upon a time.', { audio: tone(440, 2_000), chunkMs: 100 }),
      user.message('Stop.', { when: { playedMs: 500 } }),
      client.userMessage('Stop.'),
      server.interrupt({ ids, correction: '...', lateChunks: 2 }),
      server.say('I stop.', { audio: tone(500, 730), chunkMs: 100 }),
      server.close(),
    ]);
    await replay(script, { door, createSession: (harness) => new Session(harness) }, async ({ session }) => {
      const order: string[] = [];
      const note = (word: string, eventId: number | undefined) => {
        const line = `${word} ${eventId}`;
        if (order.at(-1) !== line) order.push(line);
      };
      const { messageReceived, agentAudioPlayed, interrupted, problemOccurred } = session.hooks;
      messageReceived.for('audio').tap('Test', ({ eventId }) => note('audio', eventId));
      messageReceived.for('agent_response').tap('Test', ({ eventId }) => note('response', eventId));
      messageReceived.for('interruption').tap('Test', ({ eventId }) => note('interruption', eventId));
      messageReceived
        .for('agent_response_correction')
        .tap('Test', ({ eventId }) => note('correction', eventId));
      const cuts: Interruption[] = [];
      interrupted.tap('Test', (cut) => cuts.push(cut));
      const heard: number[] = [];
      agentAudioPlayed.tap('Test', ({ eventId }) => heard.push(eventId ?? -1));
      const problems: string[] = [];
      problemOccurred.tap('Test', ({ error }) => problems.push(error.code));
      const { reason } = await session.run();

      const cutAt = (cuts[0]?.playedMs ?? 0) * samplesPerMs;
      expect(cutAt).toBeGreaterThanOrEqual(500 * samplesPerMs);
      expect(cutAt).toBeLessThan(600 * samplesPerMs);
      expect({ reason, problems, cuts, ledger: session.playout.ledger, order }).toEqual({
        reason: 'agent',
        problems: [],
        cuts: [expect.objectContaining({ eventId: interruptionId, interruptedEventId: 1, by: 'service' })],
        ledger: [
          {
            eventId: 1,
            received: 2_000 * samplesPerMs,
            queued: 0,
            played: cutAt,
            dropped: 2_000 * samplesPerMs - cutAt,
          },
          { eventId: 2, ...allPlayed(730) },
        ],
        order: [
          'audio 1',
          'response 1',
          `interruption ${interruptionId}`,
          'correction 1',
          'audio 1',
          'audio 2',
          'response 2',
        ],
      });
      // once the new reply is heard, nothing of the old one is
      expect(heard.lastIndexOf(1)).toBeLessThan(heard.indexOf(2));
    });
  },
);

it('goes through a captured turn to its end, and says that its audio was cut inside a sample', async () => {
  const clock = new VirtualClock();
  const capture = new CapturedService('text_in_audio_out_turn.yaml');
  const session = new Session({ agentId: 'agent_1', transport: capture, clock, seed: 1 });
  const problems: string[] = [];
  session.hooks.problemOccurred.tap('Test', ({ error }) => problems.push(error.code));
  const dropped: [number, string][] = [];
  session.hooks.audioDropped.tap('Test', ({ sampleCount, why }) => dropped.push([sampleCount, why]));
  session.hooks.connected.tap('Test', () => session.sendUserMessage('Say hi.'));
  const { reason, conversationId } = await session.run();
  expect({
    reason,
    conversationId,
    problems,
    left: capture.left,
    dropped,
    said: session.transcript.map(({ role, text }) => [role, text]),
  }).toEqual({
    reason: 'agent',
    conversationId: 'conv_9201m2de74cme2rsstdw4qr2xxds',
    problems: ['BAD_AUDIO'],
    left: [],
    dropped: [[16, 'undecodable']],
    said: [
      ['user', 'Say hi.'],
      ['agent', 'Hello there.'],
    ],
  });
  clock[Symbol.dispose]();
});

function allPlayed(ms: number) {
  const samples = ms * samplesPerMs;
  return { received: samples, queued: 0, played: samples, dropped: 0 };
}

interface Interaction {
  readonly direction: 'sent' | 'received';
  readonly data: { readonly type?: string };
}

/** Says what was captured, each part when the client has sent what came before it, and then closes. */
class CapturedService implements Transport {
  readonly left: Interaction[];

  constructor(file: string) {
    const text = readFileSync(new URL(`../fixtures/live-captures/${file}`, import.meta.url), 'utf8');
    this.left = (parse(text) as { interactions: Interaction[] }).interactions;
  }

  connect(_request: unknown, listener: ConnectionListener): Connection {
    const close = (code: number, reason: string) => queueMicrotask(() => listener.closed({ code, reason }));
    queueMicrotask(() => listener.opened());
    return {
      bufferedBytes: 0,
      send: (frame) => {
        const [next] = this.left;
        if (next?.direction !== 'sent' || (JSON.parse(frame) as Interaction['data']).type !== next.data.type)
          return;
        this.left.shift();
        const until = this.left.findIndex(({ direction }) => direction === 'sent');
        const said = this.left.splice(0, until < 0 ? this.left.length : until);
        queueMicrotask(() => {
          for (const { data } of said) listener.received(JSON.stringify(data));
          if (this.left.length === 0) close(1000, '');
        });
      },
      close,
      terminate: () => close(1006, ''),
    };
  }
}

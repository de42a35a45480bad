import { expect, it } from 'vitest';
import type { AudioInput, LostConnection, Tool } from '../../src/index.ts';
import { FakeMicrophone, FakeSpeaker } from '../support/fake-audio.ts';
import {
  agentResponse,
  alignment,
  audio,
  correction,
  interruption,
  metadata,
  pcm,
  ping,
  queueStatus,
  tentativeTranscript,
  textPart,
  toolCall,
  userTranscript,
  type WireMessage,
} from '../support/server-words.ts';
import { SessionUnderTest, type SessionUnderTestOptions } from '../support/session-under-test.ts';
import { VirtualClock } from '@duologue/testkit';

/** A session that dials again at once, as often as it takes, with what opened the last connection. */
async function recovering(options: SessionUnderTestOptions = {}) {
  const stage = await SessionUnderTest.connected(options);
  const losses: LostConnection[] = [];
  stage.session.hooks.recoverConnection.tap('Again', (lost) => {
    losses.push(lost);
    return lost.attempt <= 3 ? lost.request : undefined;
  });
  return { stage, losses };
}

it('is brought back as a new conversation where a tap answers with a request', async () => {
  const { stage, losses } = await recovering();
  await using _ = stage;
  const { session, service, log } = stage;
  service.greeting = [metadata({ conversationId: 'conv_2' })];
  service.line.close(1006);
  expect(session.state).toBe('reconnecting');
  await stage.pass(10);

  expect(session.state).toBe('connected');
  expect(session.conversationId).toBe('conv_2');
  expect(log.of('ended')).toEqual([]);
  expect(log.of('connected').map(({ reconnected }) => reconnected)).toEqual([false, true]);
  expect(losses).toMatchObject([{ attempt: 1, error: { code: 'CONNECTION_LOST' } }]);
  expect(service.lines[1]?.request).toEqual(service.lines[0]?.request);
});

it('ends with the loss where nobody answers', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.recoverConnection.tap('No', () => undefined);
  stage.session.hooks.recoverConnection.tap('Broken', () => Promise.reject(new Error('no idea')));
  stage.service.line.close(1006);

  expect(await stage.session.ended).toMatchObject({ reason: 'failure', error: { code: 'CONNECTION_LOST' } });
  expect(stage.log.problems).toEqual(['TAP_FAILED']);
  expect(stage.log.of('stateChanged').map(({ state }) => state)).toEqual([
    'connecting',
    'connected',
    'reconnecting',
    'ending',
    'ended',
  ]);
});

it('asks again, counting, while the connection does not come back', async () => {
  const { stage, losses } = await recovering();
  await using _ = stage;
  stage.service.greeting = [];
  stage.service.line.close(1006);
  const end = await stage.session.ended;

  expect(losses.map(({ attempt, error }) => [attempt, error.code])).toEqual([
    [1, 'CONNECTION_LOST'],
    [2, 'CONNECT_TIMEOUT'],
    [3, 'CONNECT_TIMEOUT'],
    [4, 'CONNECT_TIMEOUT'],
  ]);
  expect(end).toMatchObject({ reason: 'failure', error: { code: 'CONNECT_TIMEOUT' } });
});

it('counts anew after it was connected', async () => {
  const { stage, losses } = await recovering();
  await using _ = stage;
  for (let loss = 0; loss < 3; loss += 1) {
    stage.service.line.close(1011);
    await stage.pass(10);
  }
  expect(losses.map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
  expect(stage.session.state).toBe('connected');
});

it('does not bring back a conversation that the agent ended', async () => {
  const { stage, losses } = await recovering();
  await using _ = stage;
  stage.service.line.close(1000);
  expect(await stage.session.ended).toMatchObject({ reason: 'agent' });
  expect(losses).toEqual([]);
});

it('aborts what ran on the lost connection, and takes its ids anew', async () => {
  const tool: Tool = {
    name: 'tool',
    description: 'Waits.',
    run: (_, { clock, signal }) => clock.sleep(100, signal).then(() => 'done'),
  };
  const { stage } = await recovering({ tools: [tool] });
  await using _ = stage;
  const { session, service, log } = stage;
  service.send(audio(1_000, 7), toolCall('tool', 'call_1'), interruption(7));
  service.line.close(1006);
  await stage.pass(10);
  service.send(audio(100, 1), toolCall('tool', 'call_1'), agentResponse('Hello again.', 1));
  await stage.pass(1_000);

  expect(log.of('toolFinished').map(({ outcome, answered }) => [outcome, answered])).toEqual([
    ['aborted', false],
    ['succeeded', true],
  ]);
  expect(service.heard('client_tool_result')).toHaveLength(1);
  expect(session.playout.ledger).toEqual([
    { eventId: 1, received: 1_600, queued: 0, played: 1_600, dropped: 0 },
  ]);
});

it('keeps the transcript of the whole session, and merges no turns across connections', async () => {
  const { stage, losses } = await recovering();
  await using _ = stage;
  stage.service.send(agentResponse('Hello.', 1));
  stage.service.line.close(1006);
  await stage.pass(10);
  stage.service.send(agentResponse('Hello again.', 1));

  expect(losses[0]?.transcript.map(({ text }) => text)).toEqual(['Hello.']);
  expect(stage.session.transcript.map(({ text }) => text)).toEqual(['Hello.', 'Hello again.']);
});

it('tells of a call that the loss has cut that it was aborted, before anybody is asked', async () => {
  const tool: Tool = {
    name: 'tool',
    description: 'Waits.',
    run: (_, { clock, signal }) => clock.sleep(1_000, signal),
  };
  const { stage, losses } = await recovering({ tools: [tool] });
  await using _ = stage;
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(100);
  stage.service.line.close(1006);
  await stage.pass(10);
  stage.service.send(userTranscript('And?'), agentResponse('Well.', 1));
  await stage.pass(10);

  const aborted = { role: 'tool', final: true, tool: { toolCallId: 'call_1', outcome: 'aborted' } };
  expect(losses[0]?.transcript).toMatchObject([aborted]);
  expect(stage.session.transcript).toMatchObject([aborted, { text: 'And?' }, { text: 'Well.' }]);
  // the time of the call belongs to no turn of the new connection
  await stage.session.end();
  expect(stage.log.of('turnCompleted').map(({ toolMs }) => toolMs)).toEqual([0]);
});

it.each<[string, WireMessage[], WireMessage[], object[]]>([
  [
    'a whole text',
    [audio(200, 3, alignment('Hello dear', 10))],
    [agentResponse('A new start.')],
    [
      { text: 'Hello dear', final: true, eventId: 3 },
      { text: 'A new start.', final: true },
    ],
  ],
  [
    'text that streams in',
    [textPart('start', '', 3), textPart('delta', 'I was saying', 3)],
    [textPart('start', ''), textPart('delta', 'A new start.')],
    [
      { text: 'I was saying', final: true },
      { text: 'A new start.', final: false },
    ],
  ],
  [
    'a correction',
    [agentResponse('Hello.', 3)],
    [correction('Hello.', 'Hel')],
    [{ text: 'Hello.', interrupted: false }],
  ],
  [
    'what the user says',
    [tentativeTranscript('I would')],
    [userTranscript('I would like tea.')],
    [
      { text: 'I would', final: true },
      { text: 'I would like tea.', final: true },
    ],
  ],
])('changes no turn of the lost conversation by %s without an id', async (_, before, after, entries) => {
  const { stage } = await recovering();
  await using _stage = stage;
  stage.service.send(...before);
  await stage.pass(600);
  stage.service.line.close(1006);
  await stage.pass(10);
  stage.service.send(...after);
  expect(stage.session.transcript).toMatchObject(entries);
  expect(stage.session.transcript).toHaveLength(entries.length);
});

it('takes a correction of the new conversation for none of the last interruption of the old one', async () => {
  const { stage } = await recovering();
  await using _ = stage;
  const { service, log } = stage;
  service.send(audio(1_000, 1), agentResponse('One two three.', 1));
  await stage.pass(500);
  service.send(interruption(1));
  service.line.close(1006);
  await stage.pass(10);
  service.send(agentResponse('New first.', 1), correction('New first.', 'New', 1));
  expect(log.of('interruptionSettled')).toMatchObject([
    { interruptedEventId: 1, playedMs: 500, source: 'playout' },
    { interruptedEventId: 1, playedMs: 0, heardText: 'New', source: 'correction' },
  ]);
});

it('stays as quiet as it was made', async () => {
  const clock = new VirtualClock();
  const speaker = new FakeSpeaker(clock);
  const { stage } = await recovering({ clock, audioOutput: speaker });
  await using _ = stage;
  stage.session.playout.duck(0.5);
  stage.service.line.close(1006);
  await stage.pass(10);
  stage.service.send(audio(new Int16Array(320).fill(1_000), 1));
  await stage.pass(100);
  expect([...new Set(speaker.written)]).toEqual([500]);
});

it('keeps what the user writes meanwhile, and sends it when the agent is back', async () => {
  const { stage } = await recovering();
  await using _ = stage;
  stage.service.line.close(1006);
  stage.session.sendUserMessage('Still there?');
  await stage.pass(10);
  expect(stage.service.heard('user_message')).toEqual([{ type: 'user_message', text: 'Still there?' }]);
});

it('forgets that the lost connection waited for a place', async () => {
  const { stage } = await recovering();
  await using _ = stage;
  stage.service.send(queueStatus('waiting'));
  stage.service.line.close(1006);
  await stage.pass(10);
  stage.session.sendUserMessage('Hello.');
  expect(stage.service.heard('user_message')).toHaveLength(1);
});

it('keeps the slots open where the formats stay, and opens them anew where they change', async () => {
  const clock = new VirtualClock();
  const microphone = new FakeMicrophone();
  const speaker = new FakeSpeaker(clock);
  const { stage } = await recovering({ clock, audioInput: microphone, audioOutput: speaker });
  await using _ = stage;
  const { service } = stage;
  const slotCalls = () => [microphone.calls, speaker.calls.filter((call) => call !== 'flush')];
  service.line.close(1006);
  await stage.pass(10);
  expect(slotCalls()).toEqual([['start'], ['start']]);
  microphone.hear(pcm(20));
  expect(service.line.microphone).toHaveLength(1);

  service.greeting = [metadata({ agentFormat: 'pcm_24000', userFormat: 'ulaw_8000' })];
  service.line.close(1006);
  await stage.pass(10);
  expect(slotCalls()).toEqual([
    ['start', 'stop', 'start'],
    ['start', 'stop', 'start'],
  ]);
  expect(microphone.started?.format).toEqual({ encoding: 'ulaw', sampleRateHz: 8_000 });
  expect(speaker.started?.format).toEqual({ encoding: 'pcm', sampleRateHz: 24_000 });
  service.send(audio(pcm(100, 24_000), 1));
  await stage.pass(500);
  expect(speaker.written).toHaveLength(2_400);
});

it('opens the slots at the next try where they did not open at this one', async () => {
  let opens = 0;
  const moody: AudioInput = {
    start() {
      opens += 1;
      if (opens === 2) throw new Error('busy');
    },
    stop() {},
  };
  const { stage, losses } = await recovering({ audioInput: moody });
  await using _ = stage;
  stage.service.greeting = [metadata({ userFormat: 'pcm_8000' })];
  stage.service.line.close(1006);
  await stage.pass(100);

  expect(opens).toBe(3);
  expect(losses.map(({ attempt, error }) => [attempt, error.code])).toEqual([
    [1, 'CONNECTION_LOST'],
    [2, 'AUDIO_INPUT_FAILED'],
  ]);
  expect(stage.session.state).toBe('connected');
});

it('tries again, as one recovery, where the new connection is lost before the slots are open', async () => {
  let opens = 0;
  const slow: AudioInput = {
    start: () => ((opens += 1) === 2 ? new Promise(() => {}) : undefined),
    stop() {},
  };
  const { stage, losses } = await recovering({ audioInput: slow });
  await using _ = stage;
  const { session, service, log } = stage;
  service.greeting = [metadata({ userFormat: 'pcm_8000' }), toolCall('tool', 'call_1'), ping(1)];
  service.line.close(1006);
  await stage.pass(50);
  service.line.close(1006);
  await stage.pass(100);

  expect(losses.map(({ attempt }) => attempt)).toEqual([1, 2]);
  expect(session.state).toBe('connected');
  expect(log.of('stateChanged').map(({ state }) => state)).toEqual([
    'connecting',
    'connected',
    'reconnecting',
    'connected',
    'reconnecting',
    'connected',
  ]);
  expect(service.lines).toHaveLength(3);
  expect(log.of('ended')).toEqual([]);
});

it('ends at once where end() is called while it waits for a tap', async () => {
  await using stage = await SessionUnderTest.connected();
  let signal: AbortSignal | undefined;
  stage.session.hooks.recoverConnection.tap('Slow', (lost) => {
    ({ signal } = lost);
    return new Promise(() => {});
  });
  stage.service.line.close(1006);
  await stage.pass(100);
  const startedMs = stage.clock.now();

  expect(await stage.session.end()).toMatchObject({ reason: 'user' });
  expect(stage.clock.now()).toBe(startedMs);
  expect(signal?.aborted).toBe(true);
});

it('contains a listener of the signal that fails', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.recoverConnection.tap('Slow', ({ signal }) => {
    signal.addEventListener('abort', () => {
      throw new Error('no');
    });
    return new Promise(() => {});
  });
  stage.service.line.close(1006);
  await stage.pass(100);
  expect(await stage.session.end()).toMatchObject({ reason: 'user' });
  expect(stage.log.problems).toEqual(['PLUGIN_FAILED']);
});

it('leaves no connection behind where end() is called while it dials', async () => {
  const { stage } = await recovering();
  await using _ = stage;
  stage.service.greeting = [];
  stage.service.line.close(1006);
  await stage.pass(100);
  expect(stage.service.lines).toHaveLength(2);
  expect(await stage.session.end()).toMatchObject({ reason: 'user' });

  expect(stage.service.line.state).toBe('closed');
  expect(stage.clock.pending).toEqual([]);
});

it.each([
  ['a tap is waited for', 100],
  ['nobody answers', 600],
])(
  'begins no new conversation where end() is called while %s and a goodbye takes its time',
  async (_, atMs) => {
    await using stage = await SessionUnderTest.connected();
    const { session, service, clock } = stage;
    let signal: AbortSignal | undefined;
    session.hooks.recoverConnection.tap('Again', async (lost) => {
      ({ signal } = lost);
      await clock.sleep(500);
      return lost.request;
    });
    session.hooks.beforeEnd.tap('Bye', () => clock.sleep(4_000));
    service.greeting = [];
    service.line.close(1006);
    await stage.pass(atMs);
    const dialed = service.lines.length;
    const ending = session.end();
    expect(signal?.aborted).toBe(true);
    await stage.pass(100);
    expect(service.lines.every(({ state }) => state === 'closed')).toBe(true);
    await stage.pass(3_000);
    expect(session.state).toBe('ending');
    expect(() => session.sendUserMessage('Hello?')).toThrow('not possible while the session is ending');

    expect(await ending).toMatchObject({ reason: 'user' });
    expect(service.lines).toHaveLength(dialed);
    expect(stage.log.of('stateChanged').map(({ state }) => state)).toEqual([
      'connecting',
      'connected',
      'reconnecting',
      'ending',
      'ended',
    ]);
  },
);

it('cuts a connection that is half open, and does not wait for it', async () => {
  const { stage } = await recovering();
  await using _ = stage;
  stage.service.send(ping(1));
  const [first] = stage.service.lines;
  first!.isHalfOpen = true;
  await stage.pass(30_100);
  expect(stage.session.state).toBe('connected');
  expect(stage.service.lines).toHaveLength(2);
  await stage.pass(2_000);
  expect(first?.isCut).toBe(true);
});

it('does not end before the socket that was left is closed', async () => {
  const { stage } = await recovering();
  await using _ = stage;
  stage.service.send(ping(1));
  const [first] = stage.service.lines;
  first!.isHalfOpen = true;
  await stage.pass(30_100);
  await stage.session.end();
  expect(first?.state).toBe('closed');
});

it('survives a tap that answers with something that cannot be dialed', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.recoverConnection.tap('Odd', ({ request, attempt }) =>
    attempt === 1 ? { ...request, initiation: undefined as never } : undefined,
  );
  stage.service.line.close(1006);
  expect(await stage.session.ended).toMatchObject({ reason: 'failure', error: { code: 'INVALID_OPTIONS' } });
});

it('counts the audio of the user that nobody could hear meanwhile', async () => {
  const microphone = new FakeMicrophone();
  await using stage = await SessionUnderTest.connected({ audioInput: microphone });
  stage.session.hooks.recoverConnection.tap('Later', ({ request }) =>
    stage.clock.sleep(500).then(() => request),
  );
  stage.service.line.close(1006);
  microphone.hear(pcm(20));
  await stage.pass(1_000);
  microphone.hear(pcm(20));

  expect(stage.log.of('audioDropped')).toEqual([
    { direction: 'user', sampleCount: 320, durationMs: 20, why: 'disconnected' },
  ]);
  expect(stage.service.line.microphone).toHaveLength(1);
});

it('sends nothing of the user on a new connection before its agent has answered', async () => {
  const microphone = new FakeMicrophone();
  const { stage } = await recovering({ audioInput: microphone });
  await using _ = stage;
  const { service } = stage;
  service.greeting = [];
  service.line.close(1006);
  await stage.pass(10);
  expect(service.lines.map(({ state }) => state)).toEqual(['closed', 'open']);
  microphone.hear(pcm(20));
  expect(service.line.microphone).toEqual([]);
  expect(stage.log.of('audioDropped')).toMatchObject([{ direction: 'user', why: 'disconnected' }]);

  service.send(metadata());
  await stage.pass(10);
  microphone.hear(pcm(20));
  expect(service.line.microphone).toHaveLength(1);
  expect(stage.log.of('audioDropped')).toHaveLength(1);
});

it('sends nothing that was recorded for the lost connection in the format of the new one', async () => {
  const microphone = new FakeMicrophone();
  const { stage } = await recovering({ audioInput: microphone });
  await using _ = stage;
  const { service } = stage;
  stage.session.hooks.connected.tap('Early', ({ reconnected }) => {
    if (reconnected) microphone.hear(pcm(20));
  });
  service.greeting = [metadata({ userFormat: 'pcm_8000' })];
  service.line.close(1006);
  await stage.pass(10);
  expect(service.line.microphone).toEqual([]);
  expect(stage.log.of('audioDropped')).toMatchObject([
    { direction: 'user', sampleCount: 320, durationMs: 20, why: 'disconnected' },
  ]);

  microphone.hear(pcm(20, 8_000));
  expect(service.line.microphone).toHaveLength(1);
});

it('counts what waited for a slow socket when its connection was lost', async () => {
  const microphone = new FakeMicrophone();
  const { stage } = await recovering({ audioInput: microphone });
  await using _ = stage;
  const { service } = stage;
  service.line.bufferedBytes = 1_000_000;
  microphone.hear(pcm(20));
  microphone.hear(pcm(40));
  service.line.close(1006);
  await stage.pass(10);
  expect(stage.log.of('audioDropped')).toMatchObject([
    { sampleCount: 320, why: 'disconnected' },
    { sampleCount: 640, why: 'disconnected' },
  ]);
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Hooks, Plugin, Tool } from '../../src/index.ts';
import { FakeMicrophone } from '../support/fake-audio.ts';
import { factNames } from '../support/fact-log.ts';
import {
  agentResponse,
  agentToolResponse,
  audio,
  correction,
  interruption,
  mcpToolCall,
  pcm,
  ping,
  toolCall,
  userTranscript,
} from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

const escaped: unknown[] = [];
const note = (reason: unknown) => void escaped.push(reason);

beforeEach(() => {
  escaped.length = 0;
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
});

afterEach(() => {
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
});

/** Lets everything that was rejected and not handled come up. */
async function comeUp(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A conversation in which everything happens once. */
async function everything(stage: SessionUnderTest, microphone: FakeMicrophone): Promise<void> {
  const { session, service } = stage;
  await session.start();
  service.send(ping(1), userTranscript('Hello?'), audio(200, 1), agentResponse('Hello.', 1));
  microphone.hear(pcm(20));
  await stage.pass(50);
  service.send(
    interruption(1),
    correction('Hello.', 'Hel...', 1),
    toolCall('tool', 'call_1'),
    toolCall('unknown', 'call_2'),
    mcpToolCall('mcp_1', 'awaiting_approval'),
    'no JSON',
    { type: 'of tomorrow' },
  );
  session.sendUserMessage('And now?');
  await stage.pass(100);
  service.send(audio(100, 2), agentToolResponse('end_call'));
  await session.ended;
  await comeUp();
}

const thrown: [string, unknown][] = [
  ['an error', new Error('crashed')],
  ['nothing', undefined],
  ['an object that cannot be read', Object.create(null)],
  [
    'an object whose message throws',
    {
      get message(): string {
        throw new Error('no');
      },
    },
  ],
];

it.each(thrown)('survives taps of every hook that throw %s', async (_, value) => {
  const microphone = new FakeMicrophone();
  const hooks = [
    ...factNames,
    'outgoingMessage',
    'userAudio',
    'agentAudio',
    'answerToolCall',
    'approveToolCall',
    'beforeEnd',
  ] as const;
  const plugin: Plugin = {
    name: 'Thrower',
    apply(host) {
      for (const hook of hooks) {
        (host.hooks[hook] as Hooks['connected']).tap('Thrower', () => {
          throw value;
        });
      }
    },
  };
  await using stage = new SessionUnderTest({ plugins: [plugin], audioInput: microphone });
  await everything(stage, microphone);

  expect(escaped).toEqual([]);
  expect(stage.log.of('ended')).toMatchObject([{ reason: 'agent' }]);
  expect(stage.service.heard('pong')).toHaveLength(1);
});

it.each(thrown)('survives taps of every hook that reject with %s', async (_, value) => {
  const microphone = new FakeMicrophone();
  const plugin: Plugin = {
    name: 'Rejecter',
    apply(host) {
      for (const hook of [
        ...factNames,
        'outgoingMessage',
        'userAudio',
        'agentAudio',
        'answerToolCall',
      ] as const) {
        const reject = (): never => Promise.reject(value as Error) as never;
        (host.hooks[hook] as Hooks['connected']).tap('Rejecter', reject);
      }
    },
  };
  await using stage = new SessionUnderTest({ plugins: [plugin], audioInput: microphone });
  await everything(stage, microphone);

  expect(escaped).toEqual([]);
  expect(stage.log.of('ended')).toMatchObject([{ reason: 'agent' }]);
});

it.each(thrown)('survives a tool, a microphone and a speaker that throw %s', async (_, value) => {
  const microphone = new FakeMicrophone();
  const tool: Tool = {
    name: 'tool',
    description: 'Throws.',
    run() {
      throw value;
    },
  };
  const crash = () => {
    throw value;
  };
  await using stage = new SessionUnderTest({
    tools: [tool],
    audioInput: Object.assign(microphone, { stop: crash }),
    audioOutput: {
      maxLeadMs: 100,
      start() {},
      write: crash,
      flush: crash,
      playedSamples: crash,
      stop: crash,
    },
  });
  await everything(stage, microphone);

  expect(escaped).toEqual([]);
  expect(stage.log.of('ended')).toMatchObject([{ reason: 'agent' }]);
  expect(stage.service.heard('client_tool_result')).toHaveLength(2);
});

it('survives a server that closes in the middle of anything', async () => {
  for (let step = 0; step < 6; step += 1) {
    const microphone = new FakeMicrophone();
    await using stage = new SessionUnderTest({ audioInput: microphone });
    let frames = 0;
    stage.session.hooks.messageReceived.tap('Killer', () => {
      frames += 1;
      if (frames === step + 1) stage.service.line.close(1006);
    });
    await everything(stage, microphone).catch(() => {});
    if (stage.session.state !== 'idle') await stage.session.end();
  }
  await comeUp();
  expect(escaped).toEqual([]);
});

it('survives rejections that nobody waits for: of start, of run, of end', async () => {
  await using stage = new SessionUnderTest();
  stage.service.opens = false;
  const starting = stage.session.start();
  setImmediate(() => stage.service.line.close(1006));
  await expect(starting).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
  void stage.session.end();
  void stage.session.ended;
  await comeUp();
  expect(escaped).toEqual([]);
});

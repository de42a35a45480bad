import { expect, it } from 'vitest';
import { Session, type Plugin, type PluginHost } from '../../src/index.ts';
import { FakeMicrophone } from '../support/fake-audio.ts';
import { agentResponse, toolCall } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

const plugin = (name: string, apply: (host: PluginHost) => void = () => {}): Plugin => ({ name, apply });

it('applies plugins in the order of the list', () => {
  const order: string[] = [];
  const named = (name: string) => plugin(name, () => void order.push(name));
  new Session({ agentId: 'a', plugins: [named('one'), named('two')] }).use(named('three'));
  expect(order).toEqual(['one', 'two', 'three']);
});

it('refuses a plugin object that serves another session', () => {
  const mine = plugin('mine');
  new Session({ agentId: 'a', plugins: [mine] });
  expect(() => new Session({ agentId: 'a', plugins: [mine] })).toThrow(
    expect.objectContaining({ code: 'PLUGIN_IN_USE' }),
  );
});

it('leaves plugins free where the options of the session are wrong', () => {
  const mine = plugin('mine');
  const wrong = { agentId: 'a', plugins: [mine], userId: 7 as never };
  expect(() => new Session(wrong)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  expect(() => new Session({ agentId: 'a', plugins: [mine] })).not.toThrow();
});

it.each<[string, unknown, string]>([
  ['nothing', undefined, 'INVALID_OPTIONS'],
  ['a plugin without a name', { name: '', apply() {} }, 'INVALID_OPTIONS'],
  ['a plugin without apply', { name: 'x' }, 'INVALID_OPTIONS'],
  ['a second plugin of a name', plugin('first'), 'DUPLICATE_PLUGIN'],
  [
    'a plugin that throws',
    plugin('x', () => {
      throw new Error('no');
    }),
    'PLUGIN_FAILED',
  ],
  ['a plugin that is asynchronous', { name: 'x', apply: async () => {} }, 'PLUGIN_FAILED'],
])('refuses %s', (_, given, code) => {
  const session = new Session({ agentId: 'a', plugins: [plugin('first')] });
  expect(() => session.use(given as Plugin)).toThrow(expect.objectContaining({ code }));
});

it('takes one audio input, and that of the options in the place of it', async () => {
  const [brought, fixed] = [new FakeMicrophone(), new FakeMicrophone()];
  const brings = (name: string) => plugin(name, ({ audio }) => audio.useInput(brought));
  expect(() => new Session({ agentId: 'a', plugins: [brings('one'), brings('two')] })).toThrow(
    expect.objectContaining({ code: 'DUPLICATE_AUDIO_SLOT', details: { slot: 'input', plugin: 'two' } }),
  );
  await using stage = await SessionUnderTest.connected({ plugins: [brings('one')], audioInput: fixed });
  expect([stage.session.state, brought.calls, fixed.calls]).toEqual(['connected', [], ['start']]);
});

it('gives each plugin random numbers of its own, the same for the same seed', () => {
  const draw = (seed: number, name: string) => {
    const drawn: number[] = [];
    const dice = plugin(name, (host) => void drawn.push(host.random('dice')(), host.random('dice')()));
    new Session({ agentId: 'a', seed, plugins: [dice] });
    return drawn;
  };
  expect(draw(7, 'a')).toEqual(draw(7, 'a'));
  expect(draw(7, 'a')).not.toEqual(draw(7, 'b'));
  expect(draw(7, 'a')).not.toEqual(draw(8, 'a'));
});

it('names the plugin that reports a problem', async () => {
  const restless = plugin('Restless', (host) => {
    host.hooks.connected.tap('Restless', () => host.reportProblem(new Error('too quiet')));
  });
  await using stage = await SessionUnderTest.connected({ plugins: [restless] });
  expect(stage.log.of('problemOccurred')).toMatchObject([
    {
      plugin: 'Restless',
      error: { code: 'PLUGIN_FAILED', message: 'The plugin "Restless" reports: too quiet' },
    },
  ]);
});

it('leaves a plugin free where a later one fails', () => {
  const good = { name: 'Good', apply() {} };
  const bad = {
    name: 'Bad',
    apply() {
      throw new Error('crashed');
    },
  };
  expect(() => new Session({ agentId: 'agent_1', plugins: [good, bad] })).toThrow('crashed');
  expect(() => new Session({ agentId: 'agent_1', plugins: [good] })).not.toThrow();
});

it('takes away what a plugin has added before it throws', async () => {
  const calls: string[] = [];
  const input = new FakeMicrophone();
  const addsEverything = (name: string, then: () => void) =>
    plugin(name, (host) => {
      const { hooks, tools, audio } = host;
      hooks.connected.tap(name, () => void calls.push(`${name} connected`));
      hooks.messageReceived.tap(name, () => void calls.push(`${name} message`));
      hooks.messageReceived.for('agent_response').tap(name, () => void calls.push(`${name} response`));
      hooks.outgoingMessage.tap({ name, stage: 'capture' }, () => null);
      hooks.beforeConnect.tap(name, () => void calls.push(`${name} before`));
      hooks.recoverConnection.tap(name, ({ request }) => request);
      tools.add({ name: `tool of ${name}`, description: 'For tests.', run: () => name });
      audio.useInput(input);
      host.onDispose(() => void calls.push(`${name} cleaned`));
      then();
    });
  const watcher = plugin('Watcher', ({ hooks }) => {
    hooks.messageReceived.tap('Watcher', ({ type }) => void calls.push(`Watcher ${type}`));
  });
  await using stage = new SessionUnderTest({ plugins: [watcher] });
  const { session, service } = stage;
  const broken = addsEverything('Broken', () => {
    throw new Error('no');
  });

  expect(() => session.use(broken)).toThrow('The plugin "Broken" failed in apply: no');
  expect(calls).toEqual(['Broken cleaned']);
  expect(session.tapTimings.filter(({ plugin: name }) => name === 'Broken')).toEqual([]);
  calls.length = 0;

  await session.start();
  service.send(agentResponse('Hello.', 1), toolCall('tool of Broken', 'call_1'));
  session.sendUserMessage('Hello?');
  await stage.pass(10);
  expect(calls).toEqual([
    'Watcher conversation_initiation_metadata',
    'Watcher agent_response',
    'Watcher client_tool_call',
  ]);
  expect(input.calls).toEqual([]);
  expect(service.heard('user_message')).toHaveLength(1);
  expect(stage.log.of('toolFinished')).toMatchObject([{ outcome: 'unknown_tool' }]);
  service.line.close(); // nobody brings it back
  expect((await session.ended).error?.code).toBe('CONNECTION_LOST');

  // the name, the slot and the object itself are free again
  session.use(addsEverything('Broken', () => {}));
  calls.length = 0;
  await session.start();
  service.send(agentResponse('Hello.', 1));
  expect(calls.filter((call) => call.endsWith('response'))).toEqual([
    'Watcher agent_response',
    'Broken response',
  ]);
  expect(input.calls).toEqual(['start']);
});

it('says of a pack that was not called that it is a function', () => {
  const notCalled = Object.assign(() => {}, {}) as unknown as Plugin;
  Object.defineProperty(notCalled, 'name', { value: 'dateTimePack' });
  expect(() => new Session({ agentId: 'agent_1', plugins: [notCalled] })).toThrow(
    'A plugin is an object, but "dateTimePack" is a function or a class: write dateTimePack() or new dateTimePack().',
  );
});

it('refuses a plugin after the session was disposed of', async () => {
  const session = new Session({ agentId: 'a' });
  await session[Symbol.asyncDispose]();
  expect(() => session.use(plugin('late'))).toThrow(
    expect.objectContaining({
      code: 'INVALID_STATE',
      message: 'The session was disposed of. Make a new one.',
    }),
  );
});

import { expect, it } from 'vitest';
import { Session, type SessionOptions } from '../../src/index.ts';

const problemOf = (options: object): unknown => {
  try {
    return new Session({ agentId: 'agent_1', ...options });
  } catch (error) {
    return error;
  }
};

it.each([
  ['agentID', 'agentId'],
  ['plugin', 'plugins'],
  ['audioinput', 'audioInput'],
  ['headres', 'headers'],
  ['dynamicVariable', 'dynamicVariables'],
  ['textOnly', 'overrides.conversation.textOnly'],
  ['firstMessage', 'overrides.agent.firstMessage'],
  ['language', 'overrides.agent.language'],
  ['prompt', 'overrides.agent.prompt.prompt'],
  ['voiceId', 'overrides.tts.voiceId'],
  ['speed', 'overrides.tts.speed'],
  ['keywords', 'overrides.asr.keywords'],
  ['clientTools', 'tools'],
])('asks of the option %s whether %s was meant', (given, meant) => {
  expect(problemOf({ [given]: 'x' })).toMatchObject({
    code: 'INVALID_OPTIONS',
    message: `There is no option "${given}". Did you mean ${meant}?`,
    details: { option: given },
  });
});

it.each(['volume', 'constructor'])('lists the options where nothing is like %s', (name) => {
  expect(problemOf({ [name]: 1 })).toMatchObject({
    code: 'INVALID_OPTIONS',
    message: expect.stringMatching(
      new RegExp(`^There is no option "${name}"\\. The options are plugins, tools, .*agentId, .*overrides`),
    ) as string,
  });
});

it.each([
  [
    { limits: { event: 5 } },
    'The option limits.event is 5; it must be left out: the limits are playoutMs, microphoneMs',
  ],
  [
    { liveness: { lostms: 5 } },
    'The option liveness.lostms is 5; it must be left out: liveness has suspectMs, lostMs.',
  ],
  [
    { overrides: { conversation: { text_only: true } } },
    'overrides.conversation.text_only is not an option. Did you mean overrides.conversation.textOnly?',
  ],
])('finds the misspelt name inside %o', (options, message) => {
  expect(problemOf(options)).toMatchObject({
    code: 'INVALID_OPTIONS',
    message: expect.stringContaining(message) as string,
  });
});

it.each<[object, string]>([
  [{ limits: null }, 'The option limits is null; it must be an object.'],
  [{ liveness: null }, 'The option liveness is null; it must be an object.'],
  [{ plugins: {} }, 'The option plugins is object; it must be a list.'],
  [{ tools: 'book_table' }, 'The option tools is string; it must be a list.'],
  [
    { tools: [null] },
    'A tool is an object with a name, a description and a run function; one of those given is null.',
  ],
  [{ headers: { 'x-a': 1 } }, 'The header x-a is number; it must be a string.'],
  [{ headers: null }, 'headers must be an object with a string for each header.'],
])('says what %o must be', (options, message) => {
  expect(problemOf(options)).toMatchObject({ code: 'INVALID_OPTIONS', message });
});

it('never repeats the value of an option, which may be a key', () => {
  expect((problemOf({ api_key: 'sk_secret' }) as Error).message).toBe(
    'There is no option "api_key". Did you mean apiKey?',
  );
  expect((problemOf({ frameMs: 'sk_secret' }) as Error).message).toBe(
    'The option frameMs is string; it must be from 10 to 250 milliseconds.',
  );
});

it('knows unknown names at compile time too', () => {
  // @ts-expect-error no such option
  const unknown: SessionOptions = { agentId: 'agent_1', agentID: 'agent_1' };
  // @ts-expect-error no such limit
  const limits: SessionOptions = { agentId: 'agent_1', limits: { event: 5 } };
  // @ts-expect-error the wire's spelling
  const overrides: SessionOptions = { agentId: 'agent_1', overrides: { conversation: { text_only: true } } };
  for (const options of [unknown, limits, overrides]) {
    expect(() => new Session(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }) as Error);
  }
});

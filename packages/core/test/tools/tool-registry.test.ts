import { expect, it } from 'vitest';
import { Session, type PluginHost, type Tool } from '../../src/index.ts';

const tool = (extra: object): Tool => ({ name: 'tool', description: 'x', run: () => 1, ...extra });

it.each<[string, object]>([
  ['no name', { name: '' }],
  ['a name that is none', { name: 7 }],
  ['nothing to run', { run: undefined }],
  ['a timeout of nothing', { timeoutMs: 0 }],
  ['a timeout of an hour', { timeoutMs: 3_600_000 }],
  ['a timeout that is none', { timeoutMs: Number.NaN }],
  ['a policy that is none', { onInterruption: 'stop' }],
  ['no room to run', { concurrency: 0 }],
  ['room for one call and a half', { concurrency: 1.5 }],
  ['no description', { description: undefined }],
  ['a misspelt option', { timeoutMS: 5 }],
  ['parameters that are no schema', { parameters: { city: { type: 'string' } } }],
])('refuses a tool with %s when the session is made', (_, extra) => {
  expect(() => new Session({ agentId: 'a', tools: [tool(extra)] })).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS' }),
  );
});

it('names the option of a tool that was meant, and lets a tool carry what is its own', () => {
  const make = (given: Tool) => new Session({ agentId: 'a', tools: [given] });
  expect(() => make(tool({ onInteruption: 'abort' }))).toThrow(
    'The tool "tool" has no option "onInteruption". Did you mean onInterruption?',
  );
  class Counting {
    readonly name = 'counting';
    readonly description = 'Counts.';
    readonly concurrent = 0;
    run = () => 1;
  }
  expect(() => make(new Counting())).not.toThrow();
  expect(() => make(tool({ icon: 'bell', concurrency: Infinity }))).not.toThrow();
});

it('refuses a second tool of a name, whoever brings it', () => {
  const plugin = {
    name: 'Pack',
    apply: (host: { tools: { add(tool: Tool): void } }) => host.tools.add(tool({})),
  };
  expect(() => new Session({ agentId: 'a', tools: [tool({})], plugins: [plugin] })).toThrow(
    expect.objectContaining({ code: 'DUPLICATE_TOOL' }),
  );
});

it('lets a plugin put a tool in the place of another, but only of one that is there', () => {
  const plugin = (name: string) => ({
    name: 'Pack',
    apply: (host: PluginHost) => {
      host.tools.add(tool({}));
      host.tools.replace(tool({ name }));
    },
  });

  expect(() => new Session({ agentId: 'a', plugins: [plugin('tool')] })).not.toThrow();
  expect(() => new Session({ agentId: 'a', plugins: [plugin('other')] })).toThrow(
    expect.objectContaining({
      code: 'UNKNOWN_TOOL',
      message: 'The session has no tool "other" that could be replaced. Add it.',
    }),
  );
});

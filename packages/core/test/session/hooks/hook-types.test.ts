import { expectTypeOf, it } from 'vitest';
import type { AudioChunk } from '../../../src/audio/audio-chunk.ts';
import type { ServerEvent, ServerEvents } from '../../../src/protocol/server-events.ts';
import type { SessionHooks } from '../../../src/session/create-hooks.ts';
import type { ConnectedFact } from '../../../src/session/facts.ts';
import type { Fact } from '../../../src/session/hook-kinds/fact.ts';
import type { KeyedFact } from '../../../src/session/hook-kinds/keyed-fact.ts';
import type { Question } from '../../../src/session/hook-kinds/question.ts';
import type { Step } from '../../../src/session/hook-kinds/step.ts';
import type { Stream } from '../../../src/session/hook-kinds/stream.ts';
import type { Hooks } from '../../../src/session/hooks.ts';
import type { FactHook, StreamHook } from '../../../src/session/taps.ts';
import type { ToolAnswer, ToolApprovalRequest, ToolCall } from '../../../src/tools/tool.ts';
import type { ConnectionRequest } from '../../../src/transport/transport.ts';
import { hooksUnderTest } from './hooks-under-test.ts';

it('gives a key the payload of its key, and an unknown key any event', () => {
  const { messageReceived } = hooksUnderTest().tappable;

  messageReceived.tap('All', (event) => expectTypeOf(event).toEqualTypeOf<ServerEvent>());
  expectTypeOf(messageReceived.for('agent_response')).toEqualTypeOf<
    FactHook<ServerEvents['agent_response']>
  >();
  messageReceived
    .for('agent_response')
    .tap('Print', ({ text }) => expectTypeOf(text).toEqualTypeOf<string>());
  expectTypeOf(messageReceived.for('brand_new')).toEqualTypeOf<FactHook<ServerEvent>>();
});

it('lets a stream tap return a value, null or nothing, but no promise and nothing else', () => {
  const { agentAudio } = hooksUnderTest().tappable;

  expectTypeOf(agentAudio).toEqualTypeOf<StreamHook<AudioChunk>>();
  agentAudio.tap('Same', (chunk) => chunk);
  agentAudio.tap({ name: 'Drop', onError: 'drop' }, () => null);
  agentAudio.tap('Watch', () => {});
  agentAudio.tap('Some', (chunk) => (chunk.eventId === 1 ? null : undefined));
  // @ts-expect-error a stream cannot wait
  agentAudio.tap('Async', async (chunk: AudioChunk) => chunk);
  // @ts-expect-error samples alone are no chunk
  agentAudio.tap('Samples', ({ samples }) => samples);
  // @ts-expect-error a fact has nothing to drop
  hooksUnderTest().tappable.connected.tap({ name: 'Drop', onError: 'drop' }, () => {});
});

it('lets a question be answered by value, promise and callback', () => {
  const { answerToolCall, approveToolCall } = hooksUnderTest().tappable;

  answerToolCall.tap('Value', ({ toolName }) => (toolName === 'a' ? { result: 1 } : undefined));
  answerToolCall.tap('Async', async (call) => {
    expectTypeOf(call).toEqualTypeOf<ToolCall>();
    return { result: 1 };
  });
  answerToolCall.tapPromise('Promise', async () => {});
  answerToolCall.tapAsync('Callback', (_, done) => {
    expectTypeOf(done).toEqualTypeOf<(error?: Error | null, answer?: ToolAnswer) => void>();
  });
  // @ts-expect-error an approval is true or false
  approveToolCall.tap('Yes', () => 'yes');
  // @ts-expect-error an answer is an object with a result
  answerToolCall.tap('Bare', () => 'booked');
});

it('hides from plugins what only the session does', () => {
  expectTypeOf<Hooks['connected']>().not.toHaveProperty('call');
  expectTypeOf<Hooks['agentAudio']>().not.toHaveProperty('call');
  expectTypeOf<Hooks['answerToolCall']>().not.toHaveProperty('call');
  expectTypeOf<Hooks['beforeEnd']>().not.toHaveProperty('call');
});

it('gives the session the other side of the same table', () => {
  expectTypeOf<SessionHooks>().toExtend<Hooks>();
  expectTypeOf<keyof SessionHooks>().toEqualTypeOf<keyof Hooks>();
  expectTypeOf<SessionHooks['connected']>().toEqualTypeOf<Fact<ConnectedFact>>();
  expectTypeOf<SessionHooks['messageReceived']>().toEqualTypeOf<KeyedFact<ServerEvent, ServerEvents>>();
  expectTypeOf<SessionHooks['agentAudio']>().toEqualTypeOf<Stream<AudioChunk>>();
  expectTypeOf<SessionHooks['approveToolCall']>().toEqualTypeOf<Question<ToolApprovalRequest, boolean>>();
  expectTypeOf<SessionHooks['beforeConnect']>().toEqualTypeOf<Step<ConnectionRequest>>();
});

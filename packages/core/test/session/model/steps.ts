import fc from 'fast-check';

/** What can happen next in a conversation. */
export type Step =
  | { readonly do: 'audio'; readonly ms: number; readonly id: number | undefined }
  | { readonly do: 'interruption'; readonly id: number | undefined }
  | { readonly do: 'text'; readonly kind: TextKind; readonly id: number | undefined }
  | {
      readonly do: 'tool';
      readonly tool: ToolKind;
      readonly call: number;
      readonly expects: boolean;
    }
  | { readonly do: 'mcp'; readonly call: number; readonly state: 'awaiting_approval' | 'success' }
  | { readonly do: 'ping' }
  | { readonly do: 'noise'; readonly frame: string }
  | { readonly do: 'queue'; readonly status: 'waiting' | 'admitted' }
  | { readonly do: 'user'; readonly call: UserCall }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'fault'; readonly fault: Fault }
  | { readonly do: 'deny'; readonly call: number }
  | { readonly do: 'lose'; readonly recoverMs: number; readonly opensAfter: number };

export type TextKind = 'agent_response' | 'part' | 'correction' | 'user_transcript';
export type ToolKind = 'quick' | 'slow' | 'abortable' | 'narrow' | 'stuck' | 'broken' | 'missing';
export type UserCall = 'message' | 'interrupt' | 'pause' | 'resume' | 'mute' | 'duck' | 'speak';
export type Fault = 'none' | 'throw' | 'reject';

const id = fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined, freq: 6 });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('audio'), ms: fc.integer({ min: 0, max: 160 }), id }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('interruption'), id }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('text'),
      kind: fc.constantFrom('agent_response', 'part', 'correction', 'user_transcript'),
      id,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('tool'),
      tool: fc.constantFrom('quick', 'slow', 'abortable', 'narrow', 'stuck', 'broken', 'missing'),
      call: fc.integer({ min: 1, max: 30 }),
      expects: fc.constant(true),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('tool'),
      tool: fc.constantFrom('quick', 'slow'),
      call: fc.integer({ min: 31, max: 40 }),
      expects: fc.constant(false),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('mcp'),
      call: fc.integer({ min: 1, max: 6 }),
      state: fc.constantFrom('awaiting_approval', 'success'),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'ping' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('noise'),
      frame: fc.constantFrom('', 'no JSON', '[]', '{"type":"audio"}', '{"type":"tomorrow"}', '{"type":7}'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('queue'), status: fc.constantFrom('waiting', 'admitted') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('user'),
      call: fc.constantFrom('message', 'message', 'interrupt', 'pause', 'resume', 'mute', 'duck', 'speak'),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('pass'), ms: fc.integer({ min: 1, max: 150 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('fault'), fault: fc.constantFrom('none', 'throw', 'reject') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deny'), call: fc.integer({ min: 1, max: 6 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('lose'),
      recoverMs: fc.constantFrom(0, 60),
      opensAfter: fc.constantFrom(0, 3),
    }),
  },
) as fc.Arbitrary<Step>;

/** How a conversation ends after its last step. */
export type Ending = 'end' | 'drain' | 'goodbye' | 'hang-up' | 'crash';

export interface Sequence {
  readonly steps: readonly Step[];
  readonly ending: Ending;
}

export const sequence: fc.Arbitrary<Sequence> = fc.record({
  steps: fc.array(step, { minLength: 12, maxLength: 70, size: 'max' }),
  ending: fc.constantFrom('end', 'drain', 'goodbye', 'hang-up', 'crash'),
});

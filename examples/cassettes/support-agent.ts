import { Session, type SessionOptions } from '@duologue/core';
import { defineTool } from '@duologue/tools';

const findRefund = defineTool({
  name: 'find_refund',
  description: 'Finds out what became of a refund.',
  parameters: {
    type: 'object',
    properties: { order: { type: 'integer' }, phone: { type: 'string' } },
    required: ['order'],
  } as const,
  run: ({ order }) => `The refund of order ${String(order)} was sent on Monday and takes three days.`,
});

/** The app: a session with everything that makes it ours. */
export function createSupportAgent(options: SessionOptions): Session {
  return new Session({ ...options, tools: [findRefund] });
}

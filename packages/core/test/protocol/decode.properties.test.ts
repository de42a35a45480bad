import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { DuologueError } from '../../src/errors.ts';
import { serverMessageSchemas } from '../../src/protocol/contract.generated.ts';
import { decodeFrame } from '../../src/protocol/decode.ts';
import type { ServerEvent } from '../../src/protocol/server-events.ts';
import { valuesOf } from './schema-arbitrary.ts';

const types = Object.keys(serverMessageSchemas) as (keyof typeof serverMessageSchemas)[];

/** The names of a message of the contract, and of the fields in its payload, with any values under them. */
const garbled = fc.constantFrom(...types).chain((type) => {
  const payloads = Object.entries(
    serverMessageSchemas[type].properties as Record<string, { properties?: object }>,
  );
  return fc.record(
    Object.fromEntries(
      payloads.map(([key, { properties = {} }]) => {
        const fields = fc.record(
          Object.fromEntries(Object.keys(properties).map((name) => [name, fc.jsonValue({ maxDepth: 2 })])),
          { requiredKeys: [] },
        );
        return [key, key === 'type' ? fc.constant(type) : fc.oneof(fields, fc.jsonValue({ maxDepth: 1 }))];
      }),
    ),
    { requiredKeys: ['type'] },
  );
});

const frames = fc.oneof(
  fc.string(),
  fc.json(),
  garbled.map((message) => JSON.stringify(message)),
);

/** What becomes of a frame: the event, or the error. */
function decoded(text: string): { event?: ServerEvent; error?: DuologueError } {
  try {
    return { event: decodeFrame(text) };
  } catch (error) {
    return { error: error as DuologueError };
  }
}

it('reads any text into an event with its raw form, or refuses it with BAD_FRAME', () => {
  fc.assert(
    fc.property(frames, (text) => {
      const { event, error } = decoded(text);
      expect(event?.raw).toEqual(event && JSON.parse(text));
      expect(event?.type).toBe(event?.raw.type);
      expect(error?.constructor).toBe(error && DuologueError);
      expect(error?.code).toBe(error && 'BAD_FRAME');
    }),
    { numRuns: 500 },
  );
});

it('reads everything that the contract allows, also with fields of tomorrow', () => {
  const messages = fc.oneof(...types.map((type) => valuesOf(serverMessageSchemas[type], { open: true })));
  fc.assert(
    fc.property(messages, (message) => {
      const text = JSON.stringify(message);
      const { type, raw } = decodeFrame(text);
      expect(types).toContain(type);
      expect(raw).toEqual(JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});

it('gives an event id where it is a whole number, and nowhere else', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.maxSafeInteger(), fc.maxSafeNat().map(String)), (id) => {
      const text = JSON.stringify({ type: 'interruption', interruption_event: { event_id: id } });
      const digits = typeof id === 'string' && /^[0-9]+$/.test(id) ? Number(id) : id;
      const whole = Number.isSafeInteger(digits) ? { eventId: (digits as number) + 0 } : {};
      expect(decodeFrame(text)).toEqual({ type: 'interruption', raw: JSON.parse(text), ...whole });
    }),
  );
});

it('never repeats the frame in an error, but for the id of a call that waits for its answer', () => {
  const secret = 'sk_5ecret';
  const texts = fc.oneof(
    fc.tuple(fc.string(), fc.string()).map(([before, after]) => `${before}${secret}${after}`),
    garbled.map((message) =>
      JSON.stringify(message, (key, value: unknown) =>
        typeof value === 'string' && key !== 'type' && key !== 'tool_call_id' ? secret : value,
      ),
    ),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const { error } = decoded(text);
      expect(`${error?.message} ${JSON.stringify(error?.details)}`).not.toContain(secret);
      expect(error?.cause).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

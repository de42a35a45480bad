/** Compares samples as memory: `expect` alone compares them one by one, which takes seconds for minutes of sound. */
import { expect } from 'vitest';

expect.addEqualityTesters([
  (a: unknown, b: unknown) =>
    a instanceof Int16Array && b instanceof Int16Array ? bytesOf(a).equals(bytesOf(b)) : undefined,
]);

function bytesOf({ buffer, byteOffset, byteLength }: Int16Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

import { expect, it } from 'vitest';
import { crowd } from '../support/one-server.ts';

it('plays a thousand spoken conversations at once in one server', async () => {
  const { open, failed, hashes, ids } = await crowd(1_000);
  console.log(
    `one server: ${open} conversations open at once, ${failed} failed, ${hashes.size} canonical trace`,
  );
  expect({ open, failed, hashes: hashes.size, ids: ids.size }).toEqual({
    open: 1_000,
    failed: 0,
    hashes: 1,
    ids: 1_000,
  });
});

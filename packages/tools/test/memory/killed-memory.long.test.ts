import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectAcknowledgedWrites } from './killed-memory.ts';

it.each([1, 20, 60, 100, 150, 200, 250, 300, 350, 400])(
  'opens again with every acknowledged write after it was killed behind %s of 500 pairs',
  async (pairs) => {
    expect.hasAssertions();
    const folder = mkdtempSync(join(tmpdir(), 'duologue-memory-'));
    try {
      await expectAcknowledgedWrites(join(folder, 'memory.db'), pairs);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

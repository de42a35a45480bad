import { expect, it } from 'vitest';
import { importOptional } from '../src/index.ts';

it('says what has to be installed, and for whom', async () => {
  const missing: string = '@duologue/no-such-package';

  await expect(
    importOptional(missing, 'The pack "magic"', () => import(/* @vite-ignore */ missing)),
  ).rejects.toMatchObject({
    code: 'MISSING_PACKAGE',
    message: `The pack "magic" needs the package ${missing}. Install it: npm install ${missing}`,
    details: { packageName: missing },
  });
});

it('hands on what the package brings, and what it throws', async () => {
  const broken = new Error('broken');

  expect(await importOptional('magic', 'Nobody', () => Promise.resolve(7))).toBe(7);
  await expect(importOptional('magic', 'Nobody', () => Promise.reject(broken))).rejects.toBe(broken);
});

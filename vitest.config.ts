import { defineConfig } from 'vitest/config';

const tests = ['packages/*/test', 'examples', 'test'];

// `vitest run` is the quick suite, `vitest run --mode long` the one that takes minutes.
export default defineConfig(({ mode }) => ({
  ssr: { resolve: { conditions: ['@duologue/source', 'module', 'node', 'development|production'] } },
  test: {
    include: tests.map((folder) => `${folder}/**/*.${mode === 'long' ? 'long.test' : 'test'}.ts`),
    exclude: [
      '**/node_modules/**',
      '**/dist/**',
      'test/fixtures/**',
      ...(mode === 'long' ? [] : ['**/*.long.test.ts']),
    ],
    passWithNoTests: true,
    diff: { truncateThreshold: 60 },
    testTimeout: mode === 'long' ? 300_000 : 10_000,
    coverage: { provider: 'v8', include: ['packages/*/src/**'], reportsDirectory: 'out/coverage' },
  },
}));

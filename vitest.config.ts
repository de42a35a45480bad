import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const tests = ['packages/*/test', 'examples', 'test'];

/** Kinds of test that `vitest run` leaves out and `vitest run --mode <kind>` runs: minutes long, or with sound devices. */
const kinds = ['long', 'devices'];

export default defineConfig(({ mode }) => ({
  ssr: { resolve: { conditions: ['@duologue/source', 'node', 'development|production'] } },
  test: {
    experimental: { fsModuleCache: true },
    include: tests.map((folder) => `${folder}/**/*.${kinds.includes(mode) ? `${mode}.test` : 'test'}.ts`),
    exclude: [
      '**/node_modules/**',
      '**/dist/**',
      'test/fixtures/**',
      ...kinds.filter((kind) => kind !== mode).map((kind) => `**/*.${kind}.test.ts`),
    ],
    passWithNoTests: true,
    // Nothing here keeps module state, so test files share a process: half the time, and proof of it.
    isolate: false,
    setupFiles: ['test/sample-equality.ts', 'test/resolve-anew.ts'],
    diff: { truncateThreshold: 60 },
    testTimeout: mode === 'long' ? 300_000 : 30_000,
    // there is one sound card, and it keeps real time
    fileParallelism: mode !== 'devices',
    // many tests wait for a process or a socket, so a second worker pays even on two cores
    maxWorkers: Math.max(2, availableParallelism() - 1),
    globalSetup: mode === 'devices' ? ['packages/audio-node/test/device/sound-card-setup.ts'] : [],
    coverage: { provider: 'v8', include: ['packages/*/src/**'], reportsDirectory: 'out/coverage' },
  },
}));

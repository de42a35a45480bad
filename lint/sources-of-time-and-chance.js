/**
 * What a program can learn the time, wait, or roll dice with on Node, by the object that offers it.
 *
 * `time` and `chance` are forbidden members; `leadsTo` names members that are such objects themselves.
 * @typedef {{ time?: string[], chance?: string[], leadsTo?: Record<string, string> }} Source
 */

/** @type {Record<string, Source>} */
export const sources = {
  globalThis: {
    time: ['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'scheduler'],
    leadsTo: {
      globalThis: 'globalThis',
      global: 'globalThis',
      self: 'globalThis',
      window: 'globalThis',
      AbortSignal: 'AbortSignal',
      Atomics: 'Atomics',
      console: 'console',
      crypto: 'crypto',
      Math: 'Math',
      process: 'process',
      Temporal: 'Temporal',
    },
  },
  AbortSignal: { time: ['timeout'] },
  Atomics: { time: ['wait', 'waitAsync'] },
  console: { time: ['time', 'timeLog', 'timeEnd', 'timeStamp'], leadsTo: { default: 'console' } },
  crypto: {
    chance: [
      'getRandomValues',
      'prng',
      'pseudoRandomBytes',
      'randomBytes',
      'randomFill',
      'randomFillSync',
      'randomInt',
      'randomUUID',
      'rng',
    ],
    leadsTo: { default: 'crypto', webcrypto: 'crypto' },
  },
  Math: { chance: ['random'] },
  module: { time: ['createRequire'], leadsTo: { default: 'module' } },
  os: { time: ['uptime'], leadsTo: { default: 'os' } },
  process: { time: ['hrtime', 'uptime', 'getBuiltinModule'], leadsTo: { default: 'process' } },
  Temporal: { time: ['Now'] },
  temporalPolyfill: { leadsTo: { default: 'temporalPolyfill', Temporal: 'Temporal' } },
};

/** Modules that are such an object, without the `node:` prefix. */
export const modules = new Map([
  ['console', 'console'],
  ['crypto', 'crypto'],
  ['module', 'module'],
  ['os', 'os'],
  ['process', 'process'],
  ['temporal-polyfill', 'temporalPolyfill'],
  ['@js-temporal/polyfill', 'temporalPolyfill'],
]);

/** Modules of which nothing may be imported. */
export const forbiddenModules = new Set([
  'perf_hooks',
  'timers',
  'timers/promises',
  'temporal-polyfill/global',
  'temporal-polyfill/shim',
]);

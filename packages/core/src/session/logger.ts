import type { Logger } from './plugin.ts';

/** Says nothing. */
export const silentLogger: Logger = Object.freeze({ debug() {}, info() {}, warn() {}, error() {} });

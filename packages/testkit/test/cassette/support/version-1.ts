/** A recording of the call of `recorded-call.ts` in version 1 of the format. It is frozen: what was written once has to be read for ever. */
export const version1: URL = new URL('../../fixtures/cassettes/version-1.cassette.yaml', import.meta.url);

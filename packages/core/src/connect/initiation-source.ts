import type { SourceInfo } from '../protocol/contract.generated.ts';

/** How Duologue names itself: in the first message to the service, and in traces. */
export const ownSource: Required<SourceInfo> = Object.freeze({ source: 'duologue', version: '0.1.0' });

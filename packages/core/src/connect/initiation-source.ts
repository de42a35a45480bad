import type { SourceInfo } from '../protocol/contract.generated.ts';

/** How Duologue names itself to the service: in the first message and in the address. */
export const ownSource: Required<SourceInfo> = Object.freeze({ source: 'duologue', version: '0.1.0' });

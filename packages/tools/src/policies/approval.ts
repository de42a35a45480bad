import type { ToolApprovalRequest } from '@duologue/core';
import type { PackPolicy } from './policy.ts';

export interface ApprovalOptions {
  /** Asks a person. `false`, a throw and no answer in the session's `approvalTimeoutMs` deny the call. */
  readonly ask: (request: ToolApprovalRequest) => boolean | Promise<boolean>;
  /** Which tools of the pack need it; default all. */
  readonly tools?: readonly string[];
}

/** Has a person allow each call of a pack before it runs. The time it takes is not counted against the tool's own. */
export function requireApproval({ ask, tools }: ApprovalOptions): PackPolicy {
  return {
    apply({ hooks }, isOfPack) {
      hooks.approveToolCall.tap({ name: 'requireApproval', stage: 'guard' }, (request) => {
        const concerns = isOfPack(request.toolName) && (tools?.includes(request.toolName) ?? true);
        return concerns && request.kind === 'client' ? ask(request) : undefined;
      });
    },
  };
}

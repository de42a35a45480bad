import { DuologueError } from '../errors.ts';
import type { ClientMessage } from '../protocol/client-messages.ts';
import { encodeMessage } from '../protocol/encode.ts';
import type { McpApprovals } from '../tools/mcp-approvals.ts';
import { approvalIn } from './approval-message.ts';
import type { SessionHooks } from './create-hooks.ts';
import { whySessionsOwn } from './own-messages.ts';

export interface OutboxOptions {
  readonly hooks: SessionHooks;
  /** Messages that may wait. */
  readonly limit: number;
  /** False where the connection is gone. */
  readonly send: (message: ClientMessage) => boolean;
  /** Where an approval that is sent by hand counts as the one answer. */
  readonly approvals: () => McpApprovals;
  readonly report: (error: DuologueError) => void;
  /** A message of the user has gone out. */
  readonly userWrote: (text: string) => void;
}

/** What the app sends, held back until the agent is there and the service has a place for the conversation. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #waiting: ClientMessage[] = [];
  #open = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** @throws DuologueError INVALID_MESSAGE, OVERFLOW */
  check(message: ClientMessage): void {
    encodeMessage(message);
    const why = whySessionsOwn(message);
    if (why !== undefined) {
      throw new DuologueError(
        'INVALID_MESSAGE',
        `A message "${message.type}" of this kind cannot be sent by hand. ${why}.`,
      );
    }
    const approval = approvalIn(message);
    if (approval && !this.#options.approvals().awaits(approval.toolCallId)) {
      throw notAwaited(approval.toolCallId);
    }
    if (!this.#open && this.#isFull) throw this.#overflow();
  }

  /** Sends a message that was checked, or keeps it until `open`. */
  take(message: ClientMessage): void {
    if (this.#open) this.#send(message);
    else if (this.#isFull) this.#options.report(this.#overflow());
    else this.#waiting.push(message);
  }

  /** Sends what has waited, in order, and everything from now on. */
  open(): void {
    this.#open = true;
    for (const message of this.#waiting.splice(0)) this.#send(message);
  }

  /** Keeps everything until `open`. */
  hold(): void {
    this.#open = false;
  }

  /** Lets what is taken until the returned function is called go out before what waits now. */
  letPass(): () => void {
    const waited = this.#waiting.splice(0);
    return () => void this.#waiting.push(...waited);
  }

  /** The conversation is over: what still waits is never sent. */
  close(): void {
    const lost = this.#waiting.splice(0).length;
    if (lost === 0) return;
    const text = `${lost} messages were never sent: the conversation ended while they waited for the agent.`;
    this.#options.report(new DuologueError('SEND_FAILED', text, { details: { lost } }));
  }

  get #isFull(): boolean {
    return this.#waiting.length >= this.#options.limit;
  }

  #overflow(): DuologueError {
    const { limit } = this.#options;
    const text = `${limit} messages already wait for the agent to answer. Send after start() has resolved.`;
    return new DuologueError('OVERFLOW', text, { details: { limit } });
  }

  #send(message: ClientMessage): void {
    const { hooks, send, approvals, report, userWrote } = this.#options;
    const changed = hooks.outgoingMessage.call(message);
    if (changed === null) return;
    const approval = approvalIn(changed);
    if (approval) {
      const { toolCallId, isApproved } = approval;
      if (!approvals().answer(toolCallId, isApproved)) report(notAwaited(toolCallId));
      return;
    }
    try {
      if (!send(changed)) {
        report(
          new DuologueError(
            'SEND_FAILED',
            `The message "${changed.type}" was not sent: the connection is closed.`,
          ),
        );
      } else if (changed.type === 'user_message' && changed.text) {
        userWrote(changed.text);
      } else if (changed.type === 'multimodal_message' && changed.text) {
        userWrote(changed.text);
      }
    } catch (error) {
      // a tap made it into something that the contract does not know
      report(error as DuologueError);
    }
  }
}

function notAwaited(toolCallId: string): DuologueError {
  const text = `No call of an MCP tool with the id "${toolCallId}" waits for an approval. Each has one answer, and it is no where neither send() nor an approveToolCall tap gives one: let a tap wait while you decide.`;
  return new DuologueError('INVALID_MESSAGE', text, { details: { toolCallId } });
}

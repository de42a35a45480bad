import { systemClock, type Timer } from '@duologue/core';
import type { ConvaiServer } from '../server/convai-server.ts';
import { Child, type ChildEnd } from './child.ts';
import type { CliIo } from './io.ts';

export interface PlayToCommandOptions {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** How long the command may take to connect, in milliseconds. */
  readonly connectMs: number;
  /** How long the command may go on once its last conversation is over, in milliseconds. */
  readonly graceMs: number;
  /** Where the command's own output goes. */
  readonly stdout: 'inherit' | 'stderr';
}

/** What a command did. */
export interface Played {
  readonly end: ChildEnd;
  /** Why it was told to end, where it was. */
  readonly stopped: 'never connected' | 'went on' | 'interrupted' | undefined;
}

/** Runs a command until it ends, or until it has nothing more to say to the server. @throws Error where it cannot be started */
export async function playToCommand(
  server: ConvaiServer,
  { command, env, connectMs, graceMs, stdout }: PlayToCommandOptions,
  io: CliIo,
): Promise<Played> {
  const child = new Child(command, { ...io.env, ...env }, stdout);
  let open = 0;
  let stopped: Played['stopped'];
  const stop = (why: Played['stopped']) => {
    stopped ??= why;
    child.stop();
  };
  let deadline: Timer | undefined = systemClock.setTimeout(() => stop('never connected'), connectMs);
  server.onForeignConversation(() => {
    open += 1;
    deadline?.cancel();
  });
  server.onConversationEnd(() => {
    open -= 1;
    if (open === 0) deadline = systemClock.setTimeout(() => stop('went on'), graceMs);
  });
  const interrupt = () => stop('interrupted');
  io.signal.addEventListener('abort', interrupt, { once: true });
  try {
    const end = await child.ended;
    // a process takes its sockets along: their ends arrive at once
    await within(1_000, Promise.all(server.conversations.map(({ closed }) => closed)));
    return { end, stopped };
  } finally {
    deadline?.cancel();
    io.signal.removeEventListener('abort', interrupt);
  }
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const limit = new AbortController();
  await Promise.race([work, systemClock.sleep(ms, limit.signal).catch(() => {})]);
  limit.abort();
}

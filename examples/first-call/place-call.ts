import { Session, type SessionEnd, type SessionOptions } from '@duologue/core';
import { replay } from '@duologue/testkit';
import type { LiveCallee, ScriptedCallee } from './command-line.ts';
import { firstCall } from './conversation.ts';
import { LiveCaller, type Line } from './live-caller.ts';
import { checkMicrophone } from './microphone.ts';

/** How the two ends of a call are used. */
export interface CallWork {
  /** Makes the session; `ends` says who is called and who speaks into the microphone. */
  readonly createSession: (ends: SessionOptions) => Session;
  readonly run: (session: Session) => Promise<SessionEnd>;
}

/** No call to a live agent lasts longer, in milliseconds. */
const longestLiveCallMs = 300_000;

/**
 * Calls the scripted agent: a server on a port of this machine plays it, and the caller of the script holds the microphone.
 * @throws ScenarioFailure where the call does not go as the script says
 */
export async function callScript(
  { fast, muteCaller }: ScriptedCallee,
  { createSession, run }: CallWork,
): Promise<SessionEnd> {
  const replayed = { door: 'sockets', time: fast ? 'virtual' : 'real', createSession } as const;
  let end: SessionEnd | undefined;
  try {
    await replay(firstCall({ muteCaller }), replayed, async ({ session }) => (end = await run(session)));
  } catch (error) {
    // whoever hangs up leaves the script unfinished
    if (end?.reason !== 'user') throw error;
  }
  return end as SessionEnd;
}

/**
 * Calls an agent of ElevenLabs, or any server of its protocol, with recorded questions in the place of a microphone.
 * @throws UsageError before the call, where the question cannot be read
 */
export async function callLive(callee: LiveCallee, { createSession, run }: CallWork): Promise<SessionEnd> {
  if (callee.microphone !== undefined) await checkMicrophone(callee.microphone);
  const caller = new LiveCaller(callee.microphone === undefined ? ownLines : [{ clip: callee.microphone }]);
  const { kind, target, apiKey } = callee;
  const where =
    kind === 'url' ? { url: target } : { agentId: target, ...(apiKey !== undefined && { apiKey }) };
  const session = createSession({ ...where, plugins: [caller] });
  const hangUp = () => void session.end();
  session.hooks.connected.tap('hang up', () => {
    const timer = session.clock.setTimeout(hangUp, longestLiveCallMs);
    session.hooks.ended.tap('hang up', () => timer.cancel());
  });
  void caller.finished.then(hangUp);
  return run(session);
}

/** Who is called, in words: without anything secret that an address may hold. */
export function announce(callee: ScriptedCallee | LiveCallee, { url = '' }: SessionOptions): string {
  const address = URL.canParse(url) ? withoutSecrets(new URL(url)) : '';
  switch (callee.kind) {
    case 'scripted':
      return `Calling the scripted agent at ${address}${callee.fast ? ', in virtual time' : ''}.`;
    case 'url':
      return `Calling ${address}, for 5 minutes at most.`;
    case 'agent':
      return `Calling the agent ${callee.target} of ElevenLabs. This uses credits of its owner, and stops after 5 minutes.`;
  }
}

function withoutSecrets({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`;
}

/** What the caller of this example says, with the same barge-in as in the script. */
const ownLines: readonly Line[] = [
  { clip: new URL('speech/caller-question.wav', import.meta.url) },
  { clip: new URL('speech/caller-day.wav', import.meta.url) },
  { clip: new URL('speech/caller-goodbye.wav', import.meta.url), cutInAfterMs: 6_700 },
];

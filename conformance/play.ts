import { systemClock } from '@duologue/core';
import { ConvaiServer, DrivenUser, prepareScenario, scenario, type Conversation } from '@duologue/testkit';
import type { Client } from './clients/client.ts';
import type { Part, PartName } from './scenarios/part.ts';
import { Story } from './story.ts';

/** What became of one part with one client. */
export interface PartResult {
  readonly client: string;
  readonly part: PartName;
  /** What is not as it must be; empty where all is well. */
  readonly failures: readonly string[];
}

const apiKey = 'key-of-the-conformance-run';
/** How long a step waits for a client: browsers open microphones at leisure. */
const patienceMs = 15_000;
/** How long a whole conversation may take. */
const limitMs = 45_000;

/** Lets a client play parts of one conversation, with a server of its own. */
export async function play(client: Client, parts: readonly Part[]): Promise<PartResult[]> {
  /** Where each part ends, in steps. */
  const ends: number[] = [];
  const script = scenario(client.name, (words) =>
    parts.flatMap(({ steps }) => {
      const written = steps(words);
      ends.push((ends.at(-1) ?? 0) + written.length);
      return written;
    }),
  );
  const story = new Story();
  const trouble = await converse(client, script, story);
  const failedAt = failedStep(story.conversation);
  return parts.map(({ name, claims }, index) => {
    const begin = ends[index - 1] ?? 0;
    const failures = claims(story, client).flatMap(([claim, holds]) => (holds ? [] : [`not so: ${claim}`]));
    if (failedAt !== undefined && failedAt >= begin && failedAt < (ends[index] ?? 0))
      failures.unshift(story.conversation?.failure?.message ?? 'the script was not played to its end');
    else if (failedAt !== undefined && failedAt < begin) failures.unshift('not reached');
    if (trouble !== undefined && index === parts.length - 1) failures.unshift(trouble);
    return { client: client.name, part: name, failures };
  });
}

/** Has the conversation, and writes it down. The result is what went wrong outside of it. */
async function converse(
  client: Client,
  script: ReturnType<typeof scenario>,
  story: Story,
): Promise<string | undefined> {
  const prepared = await prepareScenario(script);
  const server = await ConvaiServer.listen(prepared, {
    clock: systemClock,
    ...(client.agent === 'private' && { apiKey }),
    patienceMs,
  });
  const limit = systemClock.timeoutSignal(limitMs);
  try {
    const target = { httpUrl: server.httpUrl, agentId: 'agent_test', apiKey };
    const call = client.connect(target, (told) => story.note(told));
    server.onForeignConversation((conversation, link) => {
      story.conversation = conversation;
      new DrivenUser({ driver: call.driver, prepared, clock: systemClock }).join(conversation, link);
    });
    await Promise.race([call.ended, aborted(limit)]);
    await Promise.race([story.conversation?.closed, aborted(limit)]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    await server.close();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`The client was not done after ${limitMs} ms.`)));
  });
}

/** The step at which a script failed or was left; undefined where it was played to its end. */
function failedStep(conversation: Conversation | undefined): number | undefined {
  if (!conversation) return 0;
  if (conversation.failure) return conversation.failure.facts.stepIndex ?? 0;
  return conversation.isComplete ? undefined : (conversation.unfinished().facts.stepIndex ?? 0);
}

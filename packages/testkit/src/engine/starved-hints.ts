import { acceptIt, isNeverAccepted } from '../scenario/check-acceptance.ts';
import { missingMoment, momentOf } from '../scenario/missing-moment.ts';
import type { Step } from '../scenario/scenario.ts';
import type { UserStep } from '../scenario/user-steps.ts';
import type { Stage } from './stage.ts';

/** What keeps every client from going on with a conversation. */
export function acceptanceHints({ prepared }: Stage): string[] {
  return isNeverAccepted(prepared.scenario)
    ? [`The script never accepts the conversation. ${acceptIt}.`]
    : [];
}

/** Why what a step waits for may not have come. */
export function starvedHints(stage: Stage, step: Step): string[] {
  const open = stage.calls.open.map(
    ({ toolName, id }) =>
      `The call of ${toolName} (${id}) is not answered. A tool that waits for the outside world has to wrap that in ctx.io(), or virtual time passes it by.`,
  );
  const hints = [...acceptanceHints(stage), ...open, ...userHints(stage, step), ...momentHints(stage, step)];
  if (!('expect' in step) || step.expect !== 'audio') return hints;
  const { heardMs, voicedMs } = stage.ear;
  return [...hints, `The microphone was heard for ${heardMs} ms in all, ${voicedMs} ms of it speech.`];
}

/** Of a step that waits for a moment of a turn: whether the turn has it. */
function momentHints({ say }: Stage, step: Step): string[] {
  const missing = say && missingMoment(say, momentOf(step));
  return missing === undefined ? [] : [`${missing.replace(/^./, (first) => first.toUpperCase())}.`];
}

/** Of a step that waits for the user: whether the script has let them do it. */
function userHints({ prepared, cursor, ear }: Stage, step: Step): string[] {
  const wanted = 'expect' in step ? deeds[step.expect as keyof typeof deeds] : undefined;
  if (!wanted || (wanted.user === 'say' && ear.voicedMs > 0)) return [];
  const done = prepared.scenario.steps
    .slice(0, cursor)
    .findLastIndex((before) => 'user' in before && before.user === wanted.user);
  if (done >= 0) {
    return [
      `Step ${done + 1} (user.${wanted.user}) was asked for, and nothing of it has come. Is the session still waiting for its moment, or does a tap drop what it sends?`,
    ];
  }
  return [
    `A step \`expect\` only waits. Where the script plays the user, too, a step before it has to do it: ${wanted.way}.`,
  ];
}

/** The step of the user that brings what an `expect` waits for, and how it is written. */
const deeds: Readonly<Record<string, { readonly user: UserStep['user']; readonly way: string }>> = {
  userMessage: { user: 'message', way: '`user: { message: … }` (`user.message(…)`)' },
  contextualUpdate: { user: 'context', way: '`user: { context: … }` (`user.context(…)`)' },
  userActivity: { user: 'activity', way: '`user: activity` (`user.activity()`)' },
  feedback: { user: 'feedback', way: '`user: { feedback: like }` (`user.feedback(…)`)' },
  audio: { user: 'say', way: '`user: { say: question.wav }` (`user.say(…)`)' },
  closed: { user: 'hangUp', way: '`user: hang_up` (`user.hangUp()`)' },
};

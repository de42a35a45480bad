import { Type, type TProperties } from 'typebox';
import { closed, flag, ms, oneOf, optional, shared, speechSource, text } from './fields.ts';

const when = shared(
  'userWhen',
  Type.Union(
    [
      Type.Literal('now'),
      Type.Literal('silent'),
      closed({ playedMs: ms('Audio of the turn that was heard') }),
      closed({ word: text('A word of the turn, once it was heard to its end.') }),
    ],
    {
      description: 'now, when the agent is silent, or when so much of the turn that is being said was heard.',
    },
  ),
);

/** A step in which the user does something. */
const userStep = <const Word extends string, Fields extends TProperties>(
  word: Word,
  description: string,
  fields: Fields,
) =>
  closed(
    { user: Type.Literal(word), ...fields, when: optional(when), as: optional(text('A name for the step.')) },
    description,
  );

export const userSteps = [
  userStep('say', 'Speaks into the microphone; by default once the agent is silent.', {
    audio: speechSource,
  }),
  userStep('message', 'Sends a text message.', { text: text('The text.') }),
  userStep('context', 'Tells the agent what goes on, without interrupting.', {
    text: text('The text.'),
    contextId: optional(text('The service keeps only the newest of each id.')),
  }),
  userStep('activity', 'Shows that the user is busy.', {}),
  userStep('feedback', 'Rates the last turn of the agent.', {
    score: Type.Union([oneOf(['like', 'dislike'], 'The rating.'), Type.Null()], {
      description: 'null takes it back.',
    }),
  }),
  userStep('hangUp', 'Ends the conversation; by default once the agent is silent.', {}),
  userStep('wait', 'Makes later steps of the user wait.', { ms: optional(ms('How long')) }),
  userStep('mute', 'Mutes the microphone, or opens it again.', { muted: flag('Whether it is muted.') }),
] as const;

import { Type } from 'typebox';
import { closed, flag, ms, oneOf, optional, speechSource, text } from './fields.ts';
import { stepFamily } from './step-family.ts';

const when = Type.Union(
  [
    Type.Literal('now'),
    Type.Literal('silent'),
    closed({ playedMs: ms('Audio of the turn that was heard') }),
    closed({ word: text('A word of the turn, once it was heard to its end.') }),
  ],
  {
    description:
      'now, or when the agent is silent; default silent for speech and for hanging up, now for the rest.',
  },
);

/** A step in which the user does something. */
const userStep = stepFamily(
  'user',
  { when: optional(when), as: optional(text('A name for the step.')) },
  { spread: { when: 'at' } },
);

export const userSteps = [
  userStep(
    'say',
    'Speaks into the microphone; by default once the agent is silent.',
    {
      audio: speechSource,
    },
    { main: 'audio' },
  ),
  userStep('message', 'Sends a text message.', { text: text('The text.') }, { main: 'text' }),
  userStep(
    'context',
    'Tells the agent what goes on, without interrupting.',
    {
      text: text('The text.'),
      contextId: optional(text('The service keeps only the newest of each id.')),
    },
    { main: 'text' },
  ),
  userStep('activity', 'Shows that the user is busy.', {}),
  userStep(
    'feedback',
    'Rates the last turn of the agent.',
    {
      score: Type.Union([oneOf(['like', 'dislike'], 'The rating.'), Type.Null()], {
        description: 'null takes it back.',
      }),
    },
    { main: 'score' },
  ),
  userStep('hangUp', 'Ends the conversation; by default once the agent is silent.', {}),
  userStep('wait', 'Makes later steps of the user wait.', { ms: optional(ms('How long')) }, { main: 'ms' }),
  userStep(
    'mute',
    'Mutes the microphone, or opens it again.',
    { muted: flag('Whether it is muted; alone, it is.') },
    { main: 'muted', bare: true },
  ),
] as const;

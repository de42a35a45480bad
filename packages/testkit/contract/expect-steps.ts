import { Type } from 'typebox';
import { closed, count, flag, matcher, ms, oneOf, optional, shared, text, textMatcher } from './fields.ts';
import { messageWords } from './message-words.ts';
import { stepFamily } from './step-family.ts';

/** A step that waits for something the client does. */
const expectStep = stepFamily('expect', {
  as: optional(text('A name for what the step brings, for later steps.')),
  withinMs: optional(ms('How long it may take')),
});

const messageFields = {
  match: optional(matcher('The message as on the wire; what is not named may be anything.')),
  exact: optional(flag('Nothing beyond what is named may be there.')),
  optional: optional(flag('Passed over where another message comes.')),
  repeat: optional(
    closed(
      {
        min: optional(count('At least.')),
        max: optional(Type.Integer({ minimum: 1, description: 'At most.' })),
      },
      'How often it may come.',
    ),
  ),
};

const words = { text: optional(textMatcher('The text of the message.')) };

const controlSteps = [
  expectStep('init', 'The first message of a client.', messageFields, { main: 'match' }),
  expectStep('userMessage', 'A text message of the user.', { ...words, ...messageFields }, { main: 'text' }),
  expectStep(
    'contextualUpdate',
    'Background for the agent.',
    { ...words, ...messageFields },
    { main: 'text' },
  ),
  expectStep('userActivity', 'The user is busy.', messageFields),
  expectStep(
    'feedback',
    'What the user thinks of a turn.',
    {
      score: optional(textMatcher('like, dislike or null.')),
      ...messageFields,
    },
    { main: 'score' },
  ),
  expectStep('multimodal', 'Text and files as one turn.', messageFields, { main: 'match' }),
  expectStep('any', 'Any control message: all but audio and pongs.', messageFields, { main: 'match' }),
  expectStep(
    'toolResult',
    'The result of a tool call.',
    {
      of: text('The name of the call (`as`), or of its tool.'),
      result: optional(
        matcher('A text is compared with the whole result, an object with the result read as JSON.'),
      ),
      isError: optional(flag('Whether the tool failed.')),
      exact: messageFields.exact,
    },
    { main: 'of' },
  ),
  expectStep(
    'approval',
    'Whether an MCP tool may run.',
    {
      of: text('The name of the call (`as`), or of its tool.'),
      isApproved: optional(flag('The answer.')),
    },
    { main: 'of' },
  ),
] as const;

export const expectSteps = [
  ...controlSteps,
  expectStep(
    'audio',
    'Audio of the user, counted in the stream itself.',
    {
      ms: optional(ms('Any audio, so much in all')),
      voiceMs: optional(ms('Audio with the energy of speech, so much in all')),
      silenceMs: optional(ms('Then silence without a break, the end of a turn')),
    },
    { main: 'ms' },
  ),
  expectStep('pong', 'The answer to the last ping.', {}),
  expectStep(
    'closed',
    'The client closes the connection.',
    {
      code: optional(count('The close code.')),
      reason: optional(matcher('The close reason.')),
    },
    { main: 'code' },
  ),
  expectStep(
    'nothing',
    'No control message for a while.',
    {
      forMs: ms('How long'),
      type: optional(oneOf([...messageWords, 'toolResult', 'approval'], 'Only messages of this type count.')),
    },
    { main: 'forMs' },
  ),
  expectStep(
    'anyOrder',
    'Messages that may come in any order; of one that fits several, the others decide which it is.',
    {
      steps: Type.Array(
        Type.Union([...controlSteps].map((step) => shared(`expect.${step.properties.expect.const}`, step))),
        { minItems: 1, description: 'The messages.' },
      ),
    },
    { main: 'steps' },
  ),
] as const;

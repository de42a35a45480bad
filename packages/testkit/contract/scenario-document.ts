import { Type, type TSchema } from 'typebox';
import { audioFormatNames } from '@duologue/core';
import { expectSteps } from './expect-steps.ts';
import { closed, count, oneOf, optional, shared, text } from './fields.ts';
import { messageWords } from './message-words.ts';
import { serverSteps } from './server-steps.ts';
import { userSteps } from './user-steps.ts';

const include = closed(
  { include: text('Another scenario, relative to this file: its steps stand here.') },
  'The steps of another file.',
);

/** Each step stands once in the file, under `server.say` or the like. */
const ref = (step: { readonly properties: Readonly<Record<string, unknown>> }) => {
  const [[family, word] = ['', {}]] = Object.entries(step.properties);
  return shared(`${family}.${(word as { const: string }).const}`, step as TSchema);
};
const isOneOf = (words: readonly string[]) => (step: { readonly properties: object }) =>
  words.includes((Object.values(step.properties)[0] as { const: string }).const);

const reaction = closed(
  {
    on: Type.Union(expectSteps.filter(isOneOf([...messageWords, 'any'])).map(ref)),
    do: Type.Array(Type.Union(serverSteps.filter((step) => !isOneOf(['metadata', 'pause'])(step)).map(ref)), {
      minItems: 1,
      orFunction: true,
    }),
    times: optional(count('How often at most.')),
  },
  'What the server does whenever a message comes that no step waits for.',
);

/** What a scenario file may hold, by the names of the engine. The one source of the schemas. */
export const scenarioDocument: TSchema = closed({
  version: Type.Literal(1, { description: 'The version of this format.' }),
  name: optional(text('What the conversation is about; default the name of the file.')),
  seed: optional(count('Seeds ids and every other random choice; default 1.')),
  agent: optional(
    closed(
      {
        outputFormat: optional(oneOf(audioFormatNames, 'What the agent sends; default pcm_16000.')),
        inputFormat: optional(oneOf(audioFormatNames, 'What the agent wants to hear; default pcm_16000.')),
        conversationId: optional(text('Default one drawn from the seed.')),
      },
      'How the agent is set up.',
    ),
  ),
  ignore: optional(
    Type.Array(oneOf(messageWords, 'A kind of message.'), {
      description: 'Messages that may come at any time.',
    }),
  ),
  matrix: optional(
    Type.Object(
      {},
      {
        additionalProperties: Type.Array(Type.Unknown(), { minItems: 1 }),
        description: 'One scenario for each combination of these values; ${name} stands for the value.',
      },
    ),
  ),
  reactions: optional(
    Type.Array(reaction, { description: 'Answers to messages that come at any time: on, do, times.' }),
  ),
  steps: Type.Array(Type.Union([...[...expectSteps, ...serverSteps, ...userSteps].map(ref), include]), {
    description: 'The conversation, step by step.',
    minItems: 1,
  }),
});

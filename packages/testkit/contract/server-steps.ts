import { Type } from 'typebox';
import { closed, count, fields, flag, ms, oneOf, optional, speechSource, text } from './fields.ts';
import { stepFamily } from './step-family.ts';

/** A step in which the server does something. */
const serverStep = stepFamily('server', {
  as: optional(text('A name for what the step brings, for later steps.')),
});

const said = (description: string) =>
  Type.String({
    orFunction: true,
    description: `${description} {{weather.result.celsius}} stands for a value that an earlier step brought.`,
  });
const turn = { eventId: optional(count('The id of the turn; default the one that is open, or the next.')) };
const spokenWord = closed({
  text: text('The word.'),
  startMs: ms('When it begins'),
  endMs: ms('When it ends'),
});
const at = Type.Union(
  [
    closed({ voiceMs: ms('Speech energy in the microphone while the turn is said') }),
    closed({ playedMs: ms('Audio of the turn that was heard') }),
    closed({ word: text('A word of the turn, once it was heard to its end.') }),
    closed({ chunk: count('Chunks of the turn that were sent.') }),
  ],
  { description: 'When; default at once.' },
);

export const serverSteps = [
  serverStep(
    'metadata',
    'Accepts the conversation, once the client has said hello.',
    {
      fields: optional(fields('Further fields of conversation_initiation_metadata_event.')),
    },
    { main: 'fields' },
  ),
  serverStep(
    'say',
    'A turn of the agent: text, and speech where there is audio.',
    {
      text: said('All that the agent says.'),
      audio: optional(speechSource),
      chunkMs: optional(ms('Length of a chunk; default 100 ms')),
      pace: optional(
        Type.Union([Type.Literal('burst'), Type.Literal('realtime'), Type.Number({ exclusiveMinimum: 0 })], {
          description: 'How fast chunks are sent: burst (default), realtime, or a factor of real time.',
        }),
      ),
      response: optional(
        oneOf(['after', 'before', 'amid', 'none'], 'Where the text stands among the audio; default after.'),
      ),
      alignment: optional(flag('Whether chunks say when each character is heard; default true.')),
      words: optional(
        Type.Array(spokenWord, { description: 'When each word is spoken; default spread over the audio.' }),
      ),
      ...turn,
    },
    { main: 'text' },
  ),
  serverStep(
    'textParts',
    'Text as it is written.',
    {
      parts: Type.Array(said('A part.'), { description: 'One delta each.' }),
      ...turn,
    },
    { main: 'parts' },
  ),
  serverStep(
    'userTranscript',
    'What was understood of the speech of the user.',
    {
      text: said('The words.'),
      ...turn,
    },
    { main: 'text' },
  ),
  serverStep(
    'tentativeTranscript',
    'What the user seems to be saying.',
    {
      text: said('The words.'),
      ...turn,
    },
    { main: 'text' },
  ),
  serverStep(
    'toolCall',
    'Calls a tool of the client.',
    {
      name: text('The tool.'),
      parameters: optional(fields('Its parameters.')),
      expectsResponse: optional(flag('Whether the agent waits for a result.')),
      ...turn,
    },
    { main: 'name' },
  ),
  serverStep(
    'mcpToolCall',
    'Calls a tool on an MCP server, or says what became of the call.',
    {
      name: text('The tool.'),
      state: oneOf(['loading', 'awaiting_approval', 'success', 'failure'], 'How far it has come.'),
      parameters: optional(fields('Its parameters.')),
      of: optional(text('The name of the call whose earlier state this follows.')),
      fields: optional(fields('Further fields of mcp_tool_call.')),
    },
    { main: 'name' },
  ),
  ...(['agentToolRequest', 'agentToolResponse'] as const).map((word) =>
    serverStep(
      word,
      'A tool that the agent ran itself, such as end_call.',
      {
        name: text('The tool.'),
        toolType: optional(text('system (default), webhook, client or mcp.')),
        isError: optional(flag('Whether it failed.')),
        fields: optional(fields('Further fields of the message.')),
      },
      { main: 'name' },
    ),
  ),
  serverStep(
    'interrupt',
    'The user cuts in: interruption, and the correction that says what was heard.',
    {
      at: optional(at),
      optional: optional(flag('Passed over where the turn is heard to its end first.')),
      ids: optional(
        oneOf(
          ['above', 'live'],
          'The id of the turn that is cut (above, default), or of the next one (live).',
        ),
      ),
      correction: optional(
        Type.Union([Type.Boolean(), Type.String()], {
          description: 'Whether a correction follows, or what it says.',
        }),
      ),
      lateChunks: optional(count('Chunks that are held back and arrive after the interruption.')),
    },
    { spread: { at: 'at' } },
  ),
  serverStep(
    'correction',
    'What was heard of a turn, alone.',
    { heard: said('The words.'), ...turn },
    { main: 'heard' },
  ),
  serverStep(
    'vad',
    'How likely it is that the user speaks.',
    {
      score: Type.Number({ minimum: 0, maximum: 1, description: '0 to 1.' }),
    },
    { main: 'score' },
  ),
  serverStep(
    'ping',
    'Wants a pong.',
    {
      pingMs: optional(
        Type.Union([ms('The last round trip'), Type.Null()], {
          description: 'The last round trip; default null.',
        }),
      ),
    },
    { main: 'pingMs' },
  ),
  serverStep(
    'error',
    'Says that something failed.',
    {
      code: count('1000, 1002, 1008 or 1011.'),
      message: optional(text('What failed.')),
      errorType: optional(text('Such as llm_timeout.')),
    },
    { main: 'code' },
  ),
  serverStep(
    'queueStatus',
    'The conversation waits for a free place.',
    {
      status: oneOf(['waiting', 'admitted', 'timed_out'], 'How it stands.'),
    },
    { main: 'status' },
  ),
  serverStep(
    'raw',
    'Anything at all.',
    {
      message: Type.Union([fields('A message.'), Type.String()], {
        description: 'An object becomes JSON, a text is sent as it stands.',
      }),
    },
    { main: 'message' },
  ),
  serverStep('pause', 'The server does nothing for a while.', { ms: ms('How long') }, { main: 'ms' }),
  serverStep(
    'close',
    'The server closes the connection.',
    {
      code: optional(
        Type.Integer({
          minimum: 1000,
          maximum: 4999,
          description: 'Default 1000; 1005 closes without a code, 1006 cuts the connection.',
        }),
      ),
      reason: optional(text('Why, in at most 123 bytes.')),
    },
    { main: 'code' },
  ),
] as const;

import { Type } from 'typebox';
import { eventId, flag, integer, list, nullable, oneOf, open, optional, record, text } from './shapes.ts';
import { serverMessage } from './server-message.ts';

const partKind = oneOf(['start', 'delta', 'stop'], 'The text is empty in `start` and `stop`.');

const alignment = open(
  'AlignmentPayload',
  {
    chars: list(text(), 'The characters of the text that the audio says.'),
    char_start_times_ms: list(Type.Number(), 'When each begins, from the start of this piece of audio.'),
    char_durations_ms: list(Type.Number(), 'How long each lasts.'),
  },
  'Which character is heard when. The three lists have the same length.',
);

const attachment = open('AttachmentPayload', {
  url: text(),
  name: text(),
  mime_type: optional(nullable(text())),
});

/** What is said in a conversation, by both sides. */
export const turnMessages = [
  serverMessage('audio', 'AudioWireMessage', 'A piece of the speech of the agent.', {
    audio_event: open('AudioPayload', {
      audio_base_64: text('In the announced format.'),
      event_id: eventId,
      alignment: optional(nullable(alignment)),
      is_final: optional(nullable(flag('Seen live; not in the public contract.'))),
    }),
  }),
  serverMessage('agent_response', 'AgentResponseWireMessage', 'The whole text of a turn of the agent.', {
    agent_response_event: open('AgentResponsePayload', {
      agent_response: text(),
      event_id: eventId,
      attachments: optional(nullable(list(attachment))),
      response_id: optional(nullable(text('Seen live; not in the public contract.'))),
      in_response_to_ids: optional(nullable(list(text(), 'Seen live; not in the public contract.'))),
      response_type: optional(nullable(text('Seen live; not in the public contract.'))),
    }),
  }),
  serverMessage(
    'agent_response_correction',
    'AgentResponseCorrectionWireMessage',
    'What was heard of a turn that the user cut.',
    {
      agent_response_correction_event: open('AgentResponseCorrectionPayload', {
        original_agent_response: text(),
        corrected_agent_response: text('`...` where nothing was heard.'),
        event_id: eventId,
      }),
    },
  ),
  serverMessage(
    'agent_chat_response_part',
    'AgentChatResponsePartWireMessage',
    'Text of the agent as it is written.',
    {
      text_response_part: open('TextResponsePartPayload', {
        text: text(),
        type: partKind,
        event_id: eventId,
      }),
    },
  ),
  serverMessage(
    'agent_reasoning_response_part',
    'AgentReasoningResponsePartWireMessage',
    'Reasoning of the agent as it is written. Experimental.',
    {
      reasoning_response_part: open('ReasoningResponsePartPayload', {
        text: text(),
        type: partKind,
        event_id: optional(text('A string here, unlike everywhere else.')),
      }),
    },
  ),
  serverMessage('user_transcript', 'UserTranscriptWireMessage', 'What the user said.', {
    user_transcription_event: open('UserTranscriptPayload', { user_transcript: text(), event_id: eventId }),
  }),
  serverMessage(
    'tentative_user_transcript',
    'TentativeUserTranscriptWireMessage',
    'What the user seems to be saying; it may change.',
    {
      tentative_user_transcription_event: open('TentativeUserTranscriptPayload', {
        user_transcript: text(),
        event_id: eventId,
      }),
    },
  ),
  serverMessage('interruption', 'InterruptionWireMessage', 'The user cut in.', {
    interruption_event: open('InterruptionPayload', { event_id: eventId }),
  }),
  serverMessage('rich_content', 'RichContentWireMessage', 'A component for a screen. Experimental.', {
    rich_content: open('RichContentPayload', {
      rich_content_id: text(),
      component: text(),
      props: record(),
      event_id: eventId,
    }),
  }),
  serverMessage('agent_typing', 'AgentTypingWireMessage', 'A person on the side of the agent is typing.', {
    agent_typing_event: open('AgentTypingPayload', {
      is_typing: flag(),
      duration_ms: optional(integer()),
    }),
  }),
  serverMessage(
    'internal_tentative_agent_response',
    'InternalTentativeAgentResponseWireMessage',
    'What the agent might say. Internal to the service.',
    {
      tentative_agent_response_internal_event: open('InternalTentativeAgentResponsePayload', {
        tentative_agent_response: text(),
      }),
    },
  ),
];

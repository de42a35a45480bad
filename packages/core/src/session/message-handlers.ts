import type { ServerEvents } from '../protocol/server-events.ts';
import type { AgentToolOutcome } from '../protocol/tool-events.ts';
import type { AudioPath } from './audio-path.ts';
import type { Handlers } from './dispatch.ts';
import type { Interruptions } from './interruptions.ts';
import type { ToolDesk } from './tool-desk.ts';
import type { Transcript } from './transcript.ts';
import type { TurnMeter } from './turn-meter.ts';
import type { UserSpeech } from './user-speech.ts';

/** What messages act on. */
export interface HandlerContext {
  readonly audio: AudioPath;
  readonly interruptions: Interruptions;
  readonly meter: TurnMeter;
  readonly transcript: Transcript;
  readonly desk: () => ToolDesk;
  readonly agentAnswered: (event: ServerEvents['conversation_initiation_metadata']) => void;
  readonly agentHangsUp: () => void;
  readonly placeChanged: (status: string) => void;
  readonly serviceFailed: (event: ServerEvents['error']) => void;
  /** `transcriptMs`: how long the user's voice is over, where one was heard. */
  readonly userStopped: (transcriptMs: number | undefined) => void;
  readonly speech: UserSpeech;
  /** A moment of the clock in milliseconds since `connected`. */
  readonly sinceConnected: (atMs: number) => number;
}

/** What each type of message does, in the tick in which it arrives. */
export function messageHandlers(context: HandlerContext): Handlers {
  const { audio, interruptions, meter, transcript, desk, userStopped, speech } = context;
  const agentTurnBegan = (eventId: number | undefined) => {
    if (eventId !== undefined && audio.voice?.gate.isCurrent(eventId)) audio.voice.beginTurn();
  };
  const userSpoke = (text: string, eventId: number | undefined, final: boolean) =>
    transcript.userSpoke(text, eventId, { final, atMs: context.sinceConnected(speech.beganAtMs) });
  const agentToolAnswered = ({ toolName, isError, isCalled, isBlocked }: AgentToolOutcome) => {
    const ran = !isError && isCalled !== false && isBlocked !== true;
    if (toolName === 'end_call' && ran) context.agentHangsUp();
  };
  return {
    conversation_initiation_metadata: context.agentAnswered,
    queue_status: ({ status }) => context.placeChanged(status),
    error: context.serviceFailed,
    ping: ({ pingMs }) => meter.pinged(pingMs),
    audio(event) {
      const { voice } = audio;
      if (!voice?.receive(event)) return;
      transcript.agentBegan(event.eventId, voice.playout.ledger.alignedText(event.eventId));
    },
    interruption: ({ eventId }) => interruptions.cut(audio.voice, desk(), eventId, 'service'),
    agent_chat_response_part({ part, text, eventId }) {
      audio.voice?.gate.announce(eventId);
      if (part === 'start') agentTurnBegan(eventId);
      if (text === '') return;
      meter.textArrived(eventId);
      transcript.agentStreamed(text, eventId);
    },
    agent_response({ text, eventId }) {
      audio.voice?.gate.announce(eventId);
      agentTurnBegan(eventId);
      meter.textCompleted(text, eventId, audio.voice !== undefined);
      transcript.agentSaid(text, eventId);
    },
    agent_response_correction: ({ originalText, correctedText, eventId }) =>
      interruptions.correct(originalText, correctedText, eventId),
    tentative_user_transcript: ({ text, eventId }) => userSpoke(text, eventId, false),
    vad_score: ({ score }) => speech.scored(score),
    user_transcript({ text, eventId }) {
      userStopped(speech.silentMs);
      userSpoke(text, eventId, true);
      speech.transcribed();
    },
    client_tool_call({ toolName, toolCallId, parameters, eventId, expectsResponse = true }) {
      const tag = eventId === undefined ? {} : { eventId };
      desk().take({ toolName, toolCallId, parameters, ...tag, expectsResponse });
    },
    mcp_tool_call: (event) => desk().approvals.take(event),
    agent_tool_response: agentToolAnswered,
    agent_tool_response_full_payload: agentToolAnswered,
  };
}

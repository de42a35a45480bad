import type { Say, ServerStep } from '../scenario/server-steps.ts';
import { show } from '../match/show.ts';
import { SayStream } from './say-stream.ts';
import type { Stage } from './stage.ts';
import { StepFailure } from './step-failure.ts';
import type { WireMessage } from '../messages/wire-message.ts';
import * as wire from '../messages/server-messages.ts';

/** Steps of the server that are done as soon as they begin. */
export type ActStep = Exclude<ServerStep, { server: 'interrupt' | 'pause' }>;

/** Does what a step says. `following` is the next thing that the server does. */
export function act(stage: Stage, step: ActStep, following: ServerStep | undefined): void {
  switch (step.server) {
    case 'metadata':
      return stage.send(
        wire.metadata(stage.conversationId, stage.outputFormat, stage.inputFormat, step.fields),
      );
    case 'say':
      return say(stage, step, following);
    case 'textParts': {
      const id = step.eventId ?? stage.turns.current();
      stage.send(wire.textPart('', 'start', id));
      for (const part of step.parts) stage.send(wire.textPart(stage.names.textOf(part), 'delta', id));
      return stage.send(wire.textPart('', 'stop', id));
    }
    case 'userTranscript':
      return stage.send(
        wire.userTranscript(stage.names.textOf(step.text), step.eventId ?? stage.turns.current()),
      );
    case 'tentativeTranscript':
      return stage.send(
        wire.tentativeTranscript(stage.names.textOf(step.text), step.eventId ?? stage.turns.current()),
      );
    case 'toolCall':
      return callTool(stage, step);
    case 'mcpToolCall':
      return callMcpTool(stage, step);
    case 'agentToolRequest':
    case 'agentToolResponse': {
      const { name, toolType = 'system', isError = false, fields } = step;
      const tool = { name, id: stage.newId('tool'), type: toolType, isError, eventId: stage.turns.current() };
      return stage.send(wire.agentTool(step.server, tool, fields));
    }
    case 'correction': {
      const original = stage.say?.text ?? '';
      return stage.send(
        wire.correction(original, stage.names.textOf(step.heard), step.eventId ?? stage.turns.last),
      );
    }
    case 'vad':
      return stage.send(wire.vadScore(step.score));
    case 'ping':
      return stage.send(wire.ping(stage.pings.open(), step.pingMs ?? null));
    case 'error':
      return stage.send(wire.serverError(step.code, step.message, step.errorType));
    case 'queueStatus':
      return stage.send(wire.queueStatus(step.status));
    case 'raw':
      return sendRaw(stage, step.message);
    case 'close':
      stage.effects.push({ do: 'close', code: step.code ?? 1000, reason: step.reason ?? '' });
      return;
    default:
      // what a reaction makes of a message is known only now
      throw new StepFailure({
        code: 'harness_error',
        cause: `There is no step of the server ${show((step as ServerStep).server)}.`,
      });
  }
}

function say(stage: Stage, step: Say, following: ServerStep | undefined): void {
  const next = following?.server === 'interrupt' ? following : undefined;
  const speech = stage.prepared.speechOf(step);
  const stream = new SayStream({
    step,
    text: stage.names.textOf(step.text),
    eventId: step.eventId ?? stage.turns.forText(),
    speech,
    startMs: stage.nowMs,
    heardFromMs: Math.max(stage.nowMs, stage.heardToMs),
    after: stage.controlTaken,
    heldBack: next?.lateChunks ?? 0,
    lastChunk: next?.at && 'chunk' in next.at ? next.at.chunk : undefined,
  });
  stage.say = stream;
  stage.playedMs = stage.playedMs === undefined ? undefined : 0;
  stage.heardToMs = stream.heardToMs;
}

function callTool(stage: Stage, step: Extract<ActStep, { server: 'toolCall' }>): void {
  const { name, parameters = {}, expectsResponse, as = name, eventId = stage.turns.current() } = step;
  const id = stage.newId('tool');
  const message = wire.clientToolCall({ name, id, parameters, eventId, expectsResponse });
  const names = [...new Set([as, name])];
  stage.calls.add({ id, toolName: name, names, expectsAnswer: expectsResponse !== false });
  for (const alias of names) stage.names.set(alias, message);
  stage.send(message);
}

function callMcpTool(stage: Stage, step: Extract<ActStep, { server: 'mcpToolCall' }>): void {
  const { name, state, parameters = {}, of, as = name, fields } = step;
  const earlier = of === undefined ? undefined : stage.calls.byName(of);
  const id = earlier?.id ?? stage.newId('mcp');
  const message = wire.mcpToolCall(name, id, parameters, state, fields);
  const names = [...new Set([as, name, ...(earlier?.names ?? [])])];
  stage.calls.add({ id, toolName: name, names, expectsAnswer: state === 'awaiting_approval' });
  for (const alias of names) stage.names.set(alias, message);
  stage.send(message);
}

function sendRaw(stage: Stage, message: WireMessage | string): void {
  if (typeof message !== 'string') return stage.send(message);
  stage.framesSent += 1;
  stage.effects.push({ do: 'sendText', text: message, after: { control: stage.controlTaken } });
}

import { differences, type Difference } from '../match/differences.ts';
import { messageTypes, type ExpectStep } from '../scenario/expect-steps.ts';
import type { Step } from '../scenario/scenario.ts';
import { clientTypeOf } from '../messages/client-contract.ts';
import { readResult } from './named-values.ts';
import type { ToolCalls } from './tool-calls.ts';
import type { WireMessage } from '../messages/wire-message.ts';

/** A step that waits for one control message. */
export type ControlStep = Extract<
  ExpectStep,
  { expect: keyof typeof messageTypes | 'any' | 'toolResult' | 'approval' }
>;

function isControlStep(step: Step): step is ControlStep {
  return 'expect' in step && !['audio', 'pong', 'closed', 'nothing', 'anyOrder'].includes(step.expect);
}

/** The control steps of which a step is made: itself, or those that may come in any order. */
export function controlStepsOf(step: Step): readonly ControlStep[] {
  if (isControlStep(step)) return [step];
  if ('server' in step && step.server === 'metadata') return [{ expect: 'init' }]; // it waits for it where no step before does
  return 'expect' in step && step.expect === 'anyOrder' ? step.steps : [];
}

/**
 * How a message compares with a step: `undefined` where it is of another kind altogether (another type,
 * the answer to another call), otherwise the places where it differs, none where it matches.
 */
export function compareControl(
  step: ControlStep,
  message: WireMessage,
  calls: ToolCalls,
): Difference[] | undefined {
  const type = clientTypeOf(message);
  if (step.expect === 'toolResult') {
    if (type !== 'client_tool_result' || calls.byName(step.of)?.id !== message.tool_call_id) return undefined;
    return [...compareField(message, 'is_error', step.isError), ...compareResult(step, message.result)];
  }
  if (step.expect === 'approval') {
    if (type !== 'mcp_tool_approval_result' || calls.byName(step.of)?.id !== message.tool_call_id)
      return undefined;
    return compareField(message, 'is_approved', step.isApproved);
  }
  if (step.expect !== 'any' && type !== messageTypes[step.expect]) return undefined;
  if (step.match === undefined) return [];
  const { type: _type, ...fields } = message;
  const whole = step.exact && !hasType(step.match) ? fields : message;
  return differences(step.match, whole, { exact: step.exact ?? false });
}

function compareField(message: WireMessage, name: string, expected: unknown): Difference[] {
  return expected === undefined ? [] : differences({ [name]: expected }, message);
}

/** An object is compared with the result as data, anything else with the string itself. */
function compareResult(step: Extract<ControlStep, { expect: 'toolResult' }>, result: unknown): Difference[] {
  const { result: expected, exact = false } = step;
  if (expected === undefined) return [];
  const isData =
    typeof expected === 'object' &&
    expected !== null &&
    !(expected instanceof RegExp) &&
    !('asymmetricMatch' in expected);
  return differences({ result: expected }, { result: isData ? readResult(result) : result }, { exact });
}

function hasType(match: unknown): boolean {
  return typeof match === 'object' && match !== null && 'type' in match;
}

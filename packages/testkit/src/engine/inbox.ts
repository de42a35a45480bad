import type { Difference } from '../match/differences.ts';
import { clientTypeOf } from '../messages/client-contract.ts';
import { show } from '../match/show.ts';
import { describeMessage } from '../messages/describe-message.ts';
import type { WireMessage } from '../messages/wire-message.ts';
import { messageTypes } from '../scenario/expect-steps.ts';
import { describeStep, type Reaction, type Step } from '../scenario/scenario.ts';
import { compareControl, controlStepsOf, type ControlStep } from './control-match.ts';
import type { Stage } from './stage.ts';
import { StepFailure } from './step-failure.ts';

const answerTypes: readonly string[] = ['client_tool_result', 'mcp_tool_approval_result'];

/** Control messages of the client that no step has taken yet, in the order in which they came. */
export class Inbox {
  readonly #stage: Stage;
  readonly #steps: readonly Step[];
  readonly #ignored: ReadonlySet<string>;
  readonly #reacted = new Map<Reaction, number>();
  #waiting: WireMessage[] = [];

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#steps = stage.prepared.scenario.steps;
    this.#ignored = new Set(stage.prepared.scenario.ignore?.map((name) => messageTypes[name]));
  }

  get waiting(): readonly WireMessage[] {
    return this.#waiting;
  }

  /**
   * Takes in a message, for the steps that are not done to take.
   * @throws StepFailure where none of them could
   */
  add(message: WireMessage): void {
    const type = clientTypeOf(message) ?? '';
    if (this.#ignored.has(type)) return;
    if (answerTypes.includes(type) && !this.#noteAnswer(message)) return;
    if (!this.#isDue(message) && this.#react(message)) return;
    this.#waiting.push(message);
    if (this.#isWanted(type)) return;
    const isOver = this.#stage.cursor >= this.#steps.length;
    throw new StepFailure({
      code: isOver ? 'extra_message' : 'unexpected_message',
      cause: `The client sent ${describeMessage(message)}, and no ${isOver ? '' : 'later '}step waits for such a message.`,
      hints: answerTypes.includes(type)
        ? ['Where the agent calls a tool, a later step has to take the answer.']
        : [],
      unmatched: this.#waiting,
    });
  }

  /** The message that is the step's turn: the answer to its call, past the answers to other calls, or else the next one. */
  next(step: ControlStep): WireMessage | undefined {
    return this.#waiting[this.#indexFor(step)];
  }

  /**
   * Takes the message that is the step's turn. The result is `none` where nothing is there yet,
   * and the failure where something else is.
   */
  take(step: ControlStep): 'taken' | 'none' | StepFailure {
    const message = this.next(step);
    if (!message) return 'none';
    const refusal = this.refusal(step, message);
    if (refusal) return refusal;
    this.accept(message);
    this.name(step, message);
    return 'taken';
  }

  /** Why a message is not for a step; undefined where it is. */
  refusal(step: ControlStep, message: WireMessage): StepFailure | undefined {
    const found = this.compare(step, message);
    if (!found) return this.#otherKind(step, message);
    if (found.length === 0) return undefined;
    return new StepFailure({
      code: 'field_mismatch',
      cause: `The client sent ${describeMessage(message)}, which is not what the step wants.`,
      differences: found,
      unmatched: this.#waiting,
    });
  }

  /** How a message compares with a step: `undefined` where it is of another kind, otherwise the places where it differs. */
  compare(step: ControlStep, message: WireMessage): Difference[] | undefined {
    return compareControl(step, message, this.#stage.calls);
  }

  /** Takes a message out. */
  accept(message: WireMessage): void {
    const { turns } = this.#stage;
    this.#waiting = this.#waiting.filter((one) => one !== message);
    this.#stage.controlTaken += 1;
    if (message.type === messageTypes.init) this.#stage.initTaken = true;
    if (message.type === messageTypes.userMessage || message.type === messageTypes.multimodal) turns.end();
  }

  /** Notes a message under the names that the step which has taken it goes by. */
  name(step: ControlStep, message: WireMessage): void {
    const { names, calls } = this.#stage;
    if (step.as !== undefined) names.set(step.as, message);
    if (step.expect !== 'toolResult') return;
    const aliases = [...(calls.byName(step.of)?.names ?? []), ...(step.as === undefined ? [] : [step.as])];
    for (const alias of aliases) names.setResult(alias, message.result, message.is_error === true);
  }

  /** Whether the step that is due wants this message next. */
  #isDue(message: WireMessage): boolean {
    const step = this.#steps[this.#stage.cursor];
    if (!step || this.#waiting.length > 0) return false;
    return controlStepsOf(step).some((inner) => this.compare(inner, message)?.length === 0);
  }

  /** Takes a message that the script has a reaction for. */
  #react(message: WireMessage): boolean {
    const { reactions = [] } = this.#stage.prepared.scenario;
    for (const reaction of reactions) {
      const count = this.#reacted.get(reaction) ?? 0;
      if (count >= (reaction.times ?? Infinity)) continue;
      if (this.compare(reaction.on, message)?.length !== 0) continue;
      this.#reacted.set(reaction, count + 1);
      this.accept(message);
      this.name(reaction.on, message);
      this.#stage.reactions.push(...(typeof reaction.do === 'function' ? reaction.do(message) : reaction.do));
      return true;
    }
    return false;
  }

  /** Whether a step that is not done could take a message of this type. */
  #isWanted(type: string): boolean {
    for (let index = this.#stage.cursor; index < this.#steps.length; index += 1) {
      const step = this.#steps[index];
      if (step && controlStepsOf(step).some((inner) => couldTake(inner, type))) return true;
    }
    return false;
  }

  /** The answer to a call is found by its id, past the answers to other calls; every other message in its turn. */
  #indexFor(step: ControlStep): number {
    if (step.expect !== 'toolResult' && step.expect !== 'approval') return 0;
    const id = this.#stage.calls.byName(step.of)?.id;
    const index = this.#waiting.findIndex(
      (message) => !answerTypes.includes(clientTypeOf(message) ?? '') || message.tool_call_id === id,
    );
    return index < 0 ? this.#waiting.length : index;
  }

  #otherKind(step: ControlStep, message: WireMessage): StepFailure {
    const fits = this.#steps
      .slice(this.#stage.cursor + 1)
      .find((candidate) =>
        controlStepsOf(candidate).some((inner) => this.compare(inner, message)?.length === 0),
      );
    return new StepFailure({
      code: fits ? 'out_of_order' : 'unexpected_message',
      cause: `The client sent ${describeMessage(message)}, but ${describeStep(step)} is due.`,
      hints: fits
        ? [
            `It looks like step ${this.#steps.indexOf(fits) + 1} (${describeStep(fits)}) came before step ${this.#stage.cursor + 1}.`,
          ]
        : [],
      unmatched: this.#waiting,
    });
  }

  /** Books the answer to a call. Returns false where no step needs to take it. @throws StepFailure for a wrong id */
  #noteAnswer(message: WireMessage): boolean {
    const call = this.#stage.calls.byId(message.tool_call_id);
    if (!call || call.answered) {
      const { open } = this.#stage.calls;
      throw new StepFailure({
        code: 'tool_result_unknown_id',
        cause: call
          ? `The client answered the call of ${call.toolName} (${call.id}) twice.`
          : `The client answered a call ${show(message.tool_call_id)} that was never made.`,
        hints: open.map(
          ({ toolName, id }) => `The call of ${toolName} has the id ${id} and is not answered yet.`,
        ),
        unmatched: [message],
      });
    }
    call.answered = true;
    return call.expectsAnswer;
  }
}

function couldTake(step: ControlStep, type: string): boolean {
  if (step.expect === 'any') return true;
  if (step.expect === 'toolResult') return type === 'client_tool_result';
  if (step.expect === 'approval') return type === 'mcp_tool_approval_result';
  return type === messageTypes[step.expect];
}

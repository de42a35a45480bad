import { meant } from '../document/meant.ts';
import type { PreparedScenario } from '../scenario/prepare.ts';

/** The agent that plays the scenario of a server, whatever others there are. */
export const ownAgent = 'agent_test';

/** Which scenario clients get: all of them the same one, or each that of the agent it names. */
export class AgentTable {
  readonly ownScenario: PreparedScenario;
  readonly #others: ReadonlyMap<string, PreparedScenario> | undefined;

  constructor(ownScenario: PreparedScenario, others: ReadonlyMap<string, PreparedScenario> | undefined) {
    this.ownScenario = ownScenario;
    this.#others = others;
  }

  /** What an agent plays; undefined where there is no such agent. */
  scenarioOf(id: string): PreparedScenario | undefined {
    return !this.#others || id === ownAgent ? this.ownScenario : this.#others.get(id);
  }

  /** What to tell a client that names an agent which is not there. */
  unknown(id: string): string {
    const known = [...(this.#others?.keys() ?? [])];
    const what = id === '' ? 'agent_id is missing' : `There is no agent "${id}"`;
    return `${what}${meant(id, known) || `. There are ${known.join(', ') || 'none'}.`}`;
  }
}

import type { EngineOptions, ScriptEngine } from '../../engine/script-engine.ts';
import type { PreparedScenario } from '../../scenario/prepare.ts';
import type { UserPlay } from './user-part.ts';

/** How a cassette is replayed. */
export interface CassetteSettings {
  readonly file: string;
  readonly plays: ReadonlySet<UserPlay>;
  readonly relaxed: boolean;
  readonly listens: boolean;
  readonly ignore: readonly string[];
  readonly freshEventIds: boolean;
}

/** A cassette that can be replayed like a scenario, any number of times. */
export interface PreparedCassette extends PreparedScenario {
  readonly settings: CassetteSettings;
  /** The id of the conversation when it was recorded. */
  readonly recordedId: string;
  createEngine(options: EngineOptions): ScriptEngine;
}

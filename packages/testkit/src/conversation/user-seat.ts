import type { UserAction } from '../engine/effects.ts';
import type { Player } from './player.ts';

/** Where whoever plays the user sits down: what is asked of them before that waits for them. */
export class UserSeat {
  #player: Player | undefined;
  readonly #waiting: UserAction[] = [];

  /** Seats a player, for what waits and for what is to come. */
  take(player: Player): void {
    this.#player = player;
    for (const action of this.#waiting.splice(0)) player.act(action);
  }

  act(action: UserAction): void {
    if (this.#player) this.#player.act(action);
    else this.#waiting.push(action);
  }

  /** How much of a turn was played, in milliseconds; undefined where nobody can know. */
  playedMs(eventId: number): number | undefined {
    return this.#player?.playedMs?.(eventId);
  }

  /** The first step that was asked for and has not begun, where somebody plays the user. */
  get undone(): UserAction | undefined {
    return this.#player?.undone;
  }
}

/**
 * Keeps stale audio out, and lets the reply after an interruption in.
 *
 * Ids do not tell the two apart alone: the service has been seen to send `interruption` with the id of the turn that was
 * cut and with the id of the reply that follows. What tells them apart is the highest audio id that had arrived:
 * the id of the interruption is stale where audio with it was already here.
 */
export class InterruptionGate {
  #highestId = Number.NEGATIVE_INFINITY;
  /** Audio with a smaller id is stale. Only rises. */
  #firstAdmittedId = Number.NEGATIVE_INFINITY;
  #untaggedAdmitted = true;
  /** The highest id of a turn whose text has come. */
  #announcedId = Number.NEGATIVE_INFINITY;

  /** Books the id of a chunk and tells whether the chunk may be heard. Audio without an id belongs to the current turn. */
  admit(eventId: number | undefined): boolean {
    if (eventId === undefined) {
      // it may be of the turn whose text has come
      this.#announcedId = Number.NEGATIVE_INFINITY;
      return this.#untaggedAdmitted;
    }
    this.#highestId = Math.max(this.#highestId, eventId);
    const admitted = this.isCurrent(eventId);
    if (admitted) this.#untaggedAdmitted = true;
    return admitted;
  }

  /** Whether audio of this id may still be heard. */
  isCurrent(eventId: number | undefined): boolean {
    return eventId === undefined ? this.#untaggedAdmitted : eventId >= this.#firstAdmittedId;
  }

  /** Cuts the current turn; without an id, everything that has arrived. */
  interrupt(eventId: number | undefined): void {
    const cutId = eventId ?? this.#highestId;
    const firstAdmittedId = this.#highestId >= cutId ? cutId + 1 : cutId;
    this.#firstAdmittedId = Math.max(this.#firstAdmittedId, firstAdmittedId);
    this.#untaggedAdmitted = false;
  }

  /** The text of a turn has come; its audio may follow. */
  announce(eventId: number | undefined): void {
    this.#announcedId = Math.max(this.#announcedId, eventId ?? this.#announcedId);
  }

  /** Cuts everything that is known so far, at the user's wish. Returns the turn of which nothing but text has come, where there is one. */
  interruptAll(): number | undefined {
    const unheardId = this.#announcedId > this.#highestId ? this.#announcedId : undefined;
    this.interrupt(unheardId === undefined ? undefined : unheardId + 1);
    this.#highestId = Math.max(this.#highestId, this.#announcedId);
    return unheardId;
  }

  /** The next turn has begun: audio without an id belongs to it. */
  beginTurn(): void {
    this.#untaggedAdmitted = true;
  }
}

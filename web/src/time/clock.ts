/**
 * The server's time, estimated from the times in its answers, because the clock of the browser may be wrong. All times
 * are in milliseconds since 1970.
 */
export class ServerClock {
  /** The browser's own time, which may be wrong. `now` returns it until an answer has told the server's time. */
  readonly local: () => number;
  #best: { offset: number; took: number } | null = null;
  #atLeast = -Infinity;

  constructor(local: () => number = Date.now) {
    this.local = local;
  }

  /**
   * Notes the time in an answer that no cache kept. The server wrote it at some moment of the call, and it
   * is taken for the time at the middle of the call. The error is at most half of the call's duration, so
   * the shortest call counts.
   */
  noteAnswer(serverTime: number, sentAt: number): void {
    const receivedAt = this.local();
    const took = receivedAt - sentAt;
    if (this.#best !== null && this.#best.took <= took) return;
    this.#best = { offset: serverTime - (sentAt + receivedAt) / 2, took };
  }

  /**
   * Notes the time in an answer that a cache may have kept. Such a time may be too early, so the answer that puts this
   * clock furthest ahead counts. After `noteAnswer` none counts.
   */
  noteCached(serverTime: number): void {
    this.#atLeast = Math.max(this.#atLeast, serverTime - this.local());
  }

  /** Whether an answer that no cache kept was seen. */
  get isExact(): boolean {
    return this.#best !== null;
  }

  now(): number {
    const known = this.#best?.offset ?? this.#atLeast;
    return this.local() + (Number.isFinite(known) ? known : 0);
  }
}

export const clock = new ServerClock();

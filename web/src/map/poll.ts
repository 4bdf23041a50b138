/** After an error the pause doubles, up to this many milliseconds before a random part is added. */
const MOST_MS = 30_000;

/** What is shown counts as outdated after this time without an answer, in milliseconds. Long pauses make it longer. */
const OUTDATED_MS = 10_000;

/** Receives the answers of a poll, its errors, and whether the newest answer is outdated. */
export interface Listener<Answer> {
  onAnswer: (answer: Answer) => void;
  onError: (error: unknown) => void;
  onOutdated: (isOutdated: boolean) => void;
}

/** What a poll needs of a browser. Tests give it another time and another page. */
export interface Surroundings {
  now: () => number;
  /** Calls back after some milliseconds, unless the returned function is called before. */
  after: (milliseconds: number, callback: () => void) => () => void;
  random: () => number;
  isHidden: () => boolean;
  /** Calls back whenever the page is hidden or shown, until the returned function is called. */
  onVisibility: (callback: () => void) => () => void;
}

export const browser: Surroundings = {
  now: Date.now,
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
  random: Math.random,
  isHidden: () => document.hidden,
  onVisibility(callback) {
    document.addEventListener("visibilitychange", callback);
    return () => document.removeEventListener("visibilitychange", callback);
  },
};

/**
 * Asks again and again while the page can be seen, as often as each answer allows in `pollAfterMs`. For the pauses
 * after errors see `MOST_MS`.
 * @returns a function that ends the poll.
 */
export function poll<Answer extends { pollAfterMs: number }>(
  ask: () => Promise<Answer>,
  { onAnswer, onError, onOutdated }: Listener<Answer>,
  { now, after, random, isHidden, onVisibility }: Surroundings = browser,
): () => void {
  let isOver = false;
  let isAsking = false;
  let pause = 1_000;
  let answeredAt = now();
  let outdatedAfter = OUTDATED_MS;
  let cancelTurn = () => {};
  let cancelOutdated = () => {};

  function watchAge(): void {
    cancelOutdated();
    // When a hidden page is shown again, a new answer has at least a second to come before the
    // old one is called outdated.
    const left = Math.max(1_000, answeredAt + outdatedAfter - now());
    cancelOutdated = after(left, () => onOutdated(true));
  }

  async function turn(): Promise<void> {
    cancelTurn();
    if (isAsking) return;
    isAsking = true;
    try {
      const answer = await ask();
      if (isOver) return;
      pause = answer.pollAfterMs;
      answeredAt = now();
      // An operator may make all viewers ask less often. Then an answer is outdated only after two pauses.
      outdatedAfter = Math.max(OUTDATED_MS, 2 * pause);
      onOutdated(false);
      onAnswer(answer);
    } catch (error) {
      if (isOver) return;
      pause = Math.min(2 * pause, MOST_MS);
      onError(error);
    } finally {
      isAsking = false;
    }
    if (isHidden()) return;
    watchAge();
    // Up to a fifth is added at random. Otherwise viewers who came at the same moment would go on to ask together.
    cancelTurn = after(pause * (1 + random() / 5), () => void turn());
  }

  function seen(): void {
    cancelTurn();
    cancelOutdated();
    if (isHidden()) return;
    watchAge();
    void turn();
  }

  const stopListening = onVisibility(seen);
  seen();
  return () => {
    isOver = true;
    stopListening();
    cancelTurn();
    cancelOutdated();
  };
}

import { performance } from "node:perf_hooks";

/** The reads that calls share. The key is the question as JSON. */
const reads = new Map<string, { answer: Promise<unknown>; begunAt: number; forMs: number }>();

interface Sharing {
  /** How long a read is shared, in milliseconds from its start: a read may hang, and a kept answer grows old. */
  forMs: number;
  /** Whether calls may also share a read that is finished. */
  isKept: boolean;
}

export const WHILE_IN_PROGRESS: Sharing = { forMs: 1_000, isKept: false };

/** Runs a read, or shares an earlier read with the same question. A read that failed is not shared any more. */
export function shareRead<A>(
  question: readonly unknown[],
  sharing: Sharing,
  read: () => Promise<A>,
): Promise<A> {
  const now = performance.now();
  const key = JSON.stringify(question);
  for (const [old, { begunAt, forMs }] of reads) if (now - begunAt >= forMs) reads.delete(old);
  const known = reads.get(key);
  if (known !== undefined) return known.answer as Promise<A>;
  const begun = { answer: read(), begunAt: now, forMs: sharing.forMs };
  reads.set(key, begun);
  const forget = () => reads.get(key) === begun && reads.delete(key);
  begun.answer.then(() => sharing.isKept || forget(), forget);
  return begun.answer;
}

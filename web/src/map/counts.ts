import type { GetSeatCountsAnswer } from "../../../functions/src/contract.js";

export type Counts = GetSeatCountsAnswer["blocks"][number];

/**
 * Takes each block from the answer in which its version is higher, or from `answer` if the versions are the same. A
 * block that `answer` leaves out, because its map is not built yet, stays as it was.
 */
export function newerCounts(shown: GetSeatCountsAnswer, answer: GetSeatCountsAnswer): GetSeatCountsAnswer {
  const blocks = new Map(shown.blocks.map((counts) => [counts.block, counts]));
  for (const counts of answer.blocks) {
    const before = blocks.get(counts.block);
    if (before === undefined || before.version <= counts.version) blocks.set(counts.block, counts);
  }
  return { ...answer, blocks: [...blocks.values()] };
}

/** Adds up the seats of several blocks. */
export function sumOf(all: readonly Pick<Counts, "seats" | "free" | "locked" | "sold">[]) {
  const sum = { seats: 0, free: 0, locked: 0, sold: 0 };
  for (const { seats, free, locked, sold } of all) {
    sum.seats += seats;
    sum.free += free;
    sum.locked += locked;
    sum.sold += sold;
  }
  return sum;
}

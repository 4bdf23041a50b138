import type { Tally } from "local-firestore/counts";

/** Prices of Cloud Firestore, Standard edition, beyond the free quota, in US dollars for each operation. */
export const prices = {
  location: "Seoul (asia-northeast3)",
  source: "https://cloud.google.com/firestore/pricing",
  reads: 0.038 / 100_000,
  writes: 0.115 / 100_000,
  deletes: 0.013 / 100_000,
};

/** What operations cost, in US dollars. */
export function usd({ reads, writes, deletes }: Pick<Tally, "reads" | "writes" | "deletes">): number {
  return reads * prices.reads + writes * prices.writes + deletes * prices.deletes;
}

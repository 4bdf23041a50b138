import type { Store } from "../parts/storage.js";

const keyOf = (performanceId: string) => `choice ${performanceId}`;

/** The seats of a performance that this tab chose, in all blocks. Somebody else may have taken them since. */
export function keptChoice(storage: Store, performanceId: string): string[] {
  return JSON.parse(storage.getItem(keyOf(performanceId)) ?? "[]") as string[];
}

export function keepChoice(storage: Store, performanceId: string, seatIds: readonly string[]): void {
  storage.setItem(keyOf(performanceId), JSON.stringify(seatIds));
}

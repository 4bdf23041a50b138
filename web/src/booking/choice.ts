import type { Store } from "../parts/storage.js";

const keyOf = (performanceId: string) => `choice ${performanceId}`;

/** The seats of a performance that this tab keeps as chosen, in all blocks. They may be taken. */
export function keptChoice(storage: Store, performanceId: string): string[] {
  return JSON.parse(storage.getItem(keyOf(performanceId)) ?? "[]") as string[];
}

export function keepChoice(storage: Store, performanceId: string, seatIds: readonly string[]): void {
  storage.setItem(keyOf(performanceId), JSON.stringify(seatIds));
}

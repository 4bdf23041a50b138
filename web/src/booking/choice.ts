import type { Store } from "../parts/storage.js";

const keyOf = (performanceId: string) => `choice ${performanceId}`;

/** The seats of a performance that this tab chose, in all blocks. Somebody else may have taken them since. */
export function keptChoice(storage: Store, performanceId: string): string[] {
  return JSON.parse(storage.getItem(keyOf(performanceId)) ?? "[]") as string[];
}

/** Forgets those kept seats that are among `instead`, and keeps the `chosen` ones in their place. */
export function keepChoice(
  storage: Store,
  performanceId: string,
  instead: readonly string[],
  chosen: readonly string[] = [],
): void {
  const others = keptChoice(storage, performanceId).filter((seatId) => !instead.includes(seatId));
  storage.setItem(keyOf(performanceId), JSON.stringify([...others, ...chosen]));
}

import type { Store } from "../parts/storage.js";
import { readList, writeList } from "./keeping.js";
import { choiceKey } from "./keptKeys.js";

/** The seats of a performance that this tab keeps as chosen, in all blocks. They may be taken. */
export function keptChoice(storage: Store, performanceId: string): string[] {
  return readList(storage, choiceKey(performanceId), (id) => typeof id === "string");
}

/** Keeps these seats as chosen, and no others. A seat may be named twice. */
export function keepChoice(storage: Store, performanceId: string, seatIds: readonly string[]): void {
  writeList(storage, choiceKey(performanceId), [...new Set(seatIds)]);
}

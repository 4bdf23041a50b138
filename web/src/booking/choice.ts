import type { Store } from "../parts/storage.js";
import { choiceKey } from "./keptKeys.js";

/** The seats of a performance that this tab keeps as chosen, in all blocks. They may be taken. */
export function keptChoice(storage: Store, performanceId: string): string[] {
  return JSON.parse(storage.getItem(choiceKey(performanceId)) ?? "[]") as string[];
}

/** Keeps these seats as chosen, and no others. A seat may be named twice. */
export function keepChoice(storage: Store, performanceId: string, seatIds: readonly string[]): void {
  storage.setItem(choiceKey(performanceId), JSON.stringify([...new Set(seatIds)]));
}

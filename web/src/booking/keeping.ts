import type { Store } from "../parts/storage.js";

/** Reads a kept list. It is empty if nothing is kept, or something else. `isFit` finds what may be in it. */
export function readList<T>(storage: Store, key: string, isFit: (each: unknown) => each is T): T[] {
  return parseList(storage.getItem(key), isFit);
}

export function parseList<T>(text: string | null, isFit: (each: unknown) => each is T): T[] {
  try {
    const kept: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(kept) ? kept.filter(isFit) : [];
  } catch {
    return [];
  }
}

/** Keeps a list. Without room for it nothing is kept: what the shop must know, the service knows, too. */
export function writeList(storage: Store, key: string, list: readonly unknown[]): void {
  try {
    if (list.length > 0) storage.setItem(key, JSON.stringify(list));
    else storage.removeItem(key);
  } catch {
    storage.removeItem(key);
  }
}

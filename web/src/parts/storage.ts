/** The part of a browser's storage that is used. */
export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** What this tab remembers over a reload. */
export const tabStore = storeOf(() => sessionStorage);

/** What this browser remembers. */
export const browserStore = storeOf(() => localStorage);

/** Returns a storage. If the browser blocks it or it is full, returns a replacement that forgets all at a reload. */
function storeOf(open: () => Store): Store {
  const probe = "probe";
  try {
    const store = open();
    store.setItem(probe, probe);
    store.removeItem(probe);
    return store;
  } catch {
    const values = new Map<string, string>();
    return {
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: (key) => void values.delete(key),
    };
  }
}

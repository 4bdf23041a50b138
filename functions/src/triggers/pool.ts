/** Runs a function for each item, for at most `size` items at the same time. */
export async function inPool<T>(
  size: number,
  items: readonly T[],
  run: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const runInTurn = async () => {
    for (const item of waiting) await run(item);
  };
  await Promise.all(Array.from({ length: Math.min(size, items.length) }, runInTurn));
}

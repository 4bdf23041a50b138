/** The median: the middle reading, or the mean of the two middle readings. */
export function median(readings: readonly number[]): number {
  return quantile(readings, 0.5);
}

/** The value below which a share `q` of the readings lies, interpolated between neighbours. NaN without readings. */
export function quantile(readings: readonly number[], q: number): number {
  if (readings.length === 0) return Number.NaN;
  const sorted = [...readings].sort((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}

/** How long something takes, in milliseconds. */
export async function timed(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await act();
  return performance.now() - start;
}

/**
 * Measures contenders in turn, for the given number of rounds. Each round starts with the next contender, so that a
 * change over time, such as a warming cache, favours none.
 * @returns the readings of each contender, in the order in which the contenders were given.
 */
export async function alternating<C, R>(
  rounds: number,
  contenders: readonly C[],
  measure: (contender: C, round: number) => Promise<R>,
): Promise<R[][]> {
  const readings: R[][] = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const index = (round + turn) % contenders.length;
      readings[index]!.push(await measure(contenders[index]!, round));
    }
  }
  return readings;
}

/** Does `count` pieces of work, at most `clients` at a time. */
export async function inParallel(
  count: number,
  clients: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const client = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(clients, count) }, client));
}

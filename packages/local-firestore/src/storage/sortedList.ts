/**
 * Compares an entry with a range that is searched for: negative before the range, 0 in it, positive after it. The
 * results must agree with the order of the list.
 */
export type Probe<T> = (entry: T) => number;

const CHUNK = 512;

/** A sorted list. It is stored in chunks, so that inserting, removing and searching are fast at any length. */
export class SortedList<T> {
  private chunks: T[][] = [];

  constructor(
    private readonly compare: (a: T, b: T) => number,
    entries: T[] = [],
  ) {
    const sorted = [...entries].sort(compare);
    for (let i = 0; i < sorted.length; i += CHUNK) this.chunks.push(sorted.slice(i, i + CHUNK));
  }

  insert(entry: T): void {
    const probe: Probe<T> = (other) => this.compare(other, entry);
    const c = Math.min(this.chunkAt(probe), this.chunks.length - 1);
    const chunk = this.chunks[c];
    if (chunk === undefined) {
      this.chunks.push([entry]);
      return;
    }
    chunk.splice(firstIndex(chunk, probe), 0, entry);
    if (chunk.length > 2 * CHUNK) this.chunks.splice(c + 1, 0, chunk.splice(CHUNK));
  }

  remove(entry: T): void {
    const probe: Probe<T> = (other) => this.compare(other, entry);
    const c = this.chunkAt(probe);
    const chunk = this.chunks[c];
    if (chunk === undefined) return;
    const i = firstIndex(chunk, probe);
    const found = chunk[i];
    if (found === undefined || this.compare(found, entry) !== 0) return;
    chunk.splice(i, 1);
    if (chunk.length === 0) this.chunks.splice(c, 1);
  }

  /** The entries for which the probe returns 0, in order. The list must not change during the iteration. */
  *ascend(probe: Probe<T>): Generator<T> {
    let c = this.chunkAt(probe);
    let i = firstIndex(this.chunks[c] ?? [], probe);
    for (; c < this.chunks.length; c++, i = 0) {
      const chunk = this.chunks[c] ?? [];
      for (; i < chunk.length; i++) {
        const entry = chunk[i] as T;
        if (probe(entry) > 0) return;
        yield entry;
      }
    }
  }

  /** The entries for which the probe returns 0, in reverse order. The list must not change during the iteration. */
  *descend(probe: Probe<T>): Generator<T> {
    const after: Probe<T> = (entry) => (probe(entry) > 0 ? 0 : -1);
    let c = Math.min(this.chunkAt(after), this.chunks.length - 1);
    let i = firstIndex(this.chunks[c] ?? [], after) - 1;
    for (; c >= 0; c--, i = (this.chunks[c]?.length ?? 0) - 1) {
      const chunk = this.chunks[c] ?? [];
      for (; i >= 0; i--) {
        const entry = chunk[i] as T;
        if (probe(entry) < 0) return;
        yield entry;
      }
    }
  }

  /** The index of the first chunk whose last entry is not before the sought range. Past the end if there is none. */
  private chunkAt(probe: Probe<T>): number {
    let low = 0;
    let high = this.chunks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const chunk = this.chunks[middle] ?? [];
      if (probe(chunk[chunk.length - 1] as T) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The index of the first entry that is not before the sought range. */
function firstIndex<T>(entries: T[], probe: Probe<T>): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (probe(entries[middle] as T) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

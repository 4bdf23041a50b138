import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { gaveUp } from "../../firestore/commit.js";
import { inTime, withOwnDeadline } from "../../shared/deadline.js";
import type { Block } from "../domain/blocks.js";
import { drawBlock, mapRef, type Changed, type DrawnMap, type Plan } from "./drawBlock.js";

/** The pause after a group's write, before the map's next group is written, in milliseconds. */
const PAUSE_MS = 1_000;

/** How long one write may take with all its attempts, in milliseconds. The limit exists because a read may hang. */
const DRAWING_MS = 15_000;

/** Changes of one block that are written together. */
interface Group {
  changed: Changed[];
  /** Whether the group's write has begun. Changes that come later go into another group. */
  isClosed: boolean;
  /** When the group's write ended, on the instance's monotonic clock, in milliseconds. Infinity until then. */
  endedAt: number;
  drawn: Promise<DrawnMap | null>;
}

/** The latest group of each map, by the map's id and the plan's version. */
const groups = new Map<string, Group>();

/**
 * Draws seats as `drawBlock` does, but with fewer writes. Changes of a plan's block that arrive while the instance
 * writes its map, and for a second after that, go into one write. Otherwise the events of many purchases would compete
 * for one map.
 * @returns what `drawBlock` returns for the gathered changes.
 */
export function gather(plan: Plan, block: Block, changed: readonly Changed[]): Promise<DrawnMap | null> {
  const now = performance.now();
  for (const [old, { endedAt }] of groups) if (now - endedAt >= PAUSE_MS) groups.delete(old);
  const key = `${mapRef(plan, block).id} ${plan.version}`;
  const latest = groups.get(key);
  if (latest?.isClosed === false) {
    latest.changed.push(...changed);
    return latest.drawn;
  }
  const group = { changed: [...changed], isClosed: false, endedAt: Infinity } as Group;
  groups.set(key, group);
  group.drawn = drawAfter(latest, group, () => drawBlock(plan, block, group.changed));
  return group.drawn;
}

async function drawAfter<T>(earlier: Group | undefined, group: Group, draw: () => Promise<T>): Promise<T> {
  if (earlier !== undefined) {
    await Promise.allSettled([earlier.drawn]);
    await setTimeout(Math.max(0, earlier.endedAt + PAUSE_MS - performance.now()));
  }
  group.isClosed = true;
  try {
    return await withOwnDeadline(DRAWING_MS, () => inTime(DRAWING_MS, draw(), gaveUp));
  } finally {
    group.endedAt = performance.now();
  }
}

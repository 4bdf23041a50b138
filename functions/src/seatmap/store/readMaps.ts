import { performanceNotFound } from "../../performances/findPerformance.js";
import { gaveUp } from "../../firestore/commit.js";
import { getAll } from "../../firestore/database.js";
import { noteServerTime, serverNow } from "../../firestore/serverClock.js";
import { inTime } from "../../shared/deadline.js";
import { drawBlock, findPlan, mapRef, standing, type DrawnMap, type Plan } from "./drawBlock.js";

/** How many maps an instance builds at the same time, because each costs a read for every seat. */
const AT_ONCE = 4;

/** How long a build may take, in milliseconds. The limit exists because a read may hang. */
const BUILD_MS = 10_000;

/** The builds in progress, by the map's id. Calls that want the same map share its build. */
const building = new Map<string, Promise<DrawnMap | null>>();

/**
 * Reads the maps of a performance's blocks in one round trip. A map that is absent or of another layout is built.
 * @param blockId the only block to read. If there is no such block, `blocks` and `maps` are empty.
 * @returns the plan with the blocks that were read, their maps in the same order, and the database's time.
 * @throws Refusal PERFORMANCE_NOT_FOUND, CONTENDED, OUTCOME_UNKNOWN.
 */
export async function readMaps(
  performanceId: string,
  blockId?: string,
): Promise<Plan & { maps: DrawnMap[]; readAt: Date }> {
  for (;;) {
    const plan = await findPlan(performanceId);
    if (plan === null) throw performanceNotFound();
    const blocks = plan.blocks.filter(({ block }) => blockId === undefined || block === blockId);
    const found = await getAll(blocks.map((block) => mapRef(plan, block)));
    const maps = await Promise.all(
      found.map(async (map, index) => {
        const block = blocks[index]!;
        return standing(plan, block, map) ?? build(map.id, () => drawBlock(plan, block, [], map));
      }),
    );
    const readAt = found[0] === undefined ? serverNow() : noteServerTime(found[0].readTime);
    if (maps.every((map) => map !== null)) return { ...plan, blocks, maps, readAt };
  }
}

async function build(id: string, draw: () => Promise<DrawnMap | null>): Promise<DrawnMap | null> {
  while (!building.has(id) && building.size >= AT_ONCE)
    await Promise.allSettled([Promise.race(building.values())]);
  const shared = building.get(id);
  if (shared !== undefined) return shared;
  const built = inTime(BUILD_MS, draw(), gaveUp).finally(() => building.delete(id));
  building.set(id, built);
  return built;
}

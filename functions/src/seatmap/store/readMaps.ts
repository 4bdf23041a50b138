import type { DocumentSnapshot } from "firebase-admin/firestore";
import { performanceNotFound } from "../../performances/findPerformance.js";
import { gaveUp } from "../../firestore/commit.js";
import { getAll } from "../../firestore/database.js";
import { noteServerTime, serverNow } from "../../firestore/serverClock.js";
import { inTime, withOwnDeadline } from "../../shared/deadline.js";
import type { Block } from "../domain/blocks.js";
import type { SeatMap } from "../domain/seatMap.js";
import { AT_ONCE, drawBlock, findPlan, mapRef, standing, type DrawnMap, type Plan } from "./drawBlock.js";

/** How long a build may take, in milliseconds. The limit exists because a read may hang. */
const BUILD_MS = 15_000;

/** The builds in progress, by the map's id. Calls that want the same map share its build. */
const building = new Map<string, Promise<DrawnMap | null>>();

/** The maps of a performance, or one of them. */
export interface MapsAsRead {
  maps: DrawnMap[];
  /** Whether some maps are missing, because too many had to be built at once. */
  isPartial: boolean;
  /** The database's time when the stored maps were read. */
  readAt: Date;
}

/**
 * Reads the maps of a performance's blocks. Maps that are absent, malformed or of another layout are built, at most
 * four at once. The rest is left out, because one call must not read all seats of a venue.
 * @param blockId the only block to read. If there is no such block, there are no maps.
 * @throws Refusal PERFORMANCE_NOT_FOUND, CONTENDED, OUTCOME_UNKNOWN.
 */
export async function readMaps(performanceId: string, blockId?: string): Promise<MapsAsRead> {
  for (;;) {
    const plan = await findPlan(performanceId);
    if (plan === null) throw performanceNotFound();
    const blocks = plan.blocks.filter(({ block }) => blockId === undefined || block === blockId);
    const found = await getAll(blocks.map((block) => mapRef(plan, block)));
    const readAt = found[0] === undefined ? serverNow() : noteServerTime(found[0].readTime);
    const maps = blocks.map((block, index) => standing(plan, block, found[index]!) as DrawnMap | null);
    const absent = [...maps.keys()].filter((index) => maps[index] === null);
    const toBuild = absent.slice(0, AT_ONCE);
    await Promise.all(
      toBuild.map(async (index) => (maps[index] = await build(plan, blocks[index]!, found[index]!))),
    );
    if (toBuild.some((index) => maps[index] === null)) continue;
    const isPartial = absent.length > toBuild.length;
    return { maps: maps.filter((map) => map !== null), isPartial, readAt };
  }
}

/** Builds a map, or shares its build. Returns null if the performance has changed since the plan was read. */
async function build(plan: Plan, block: Block, asRead: DocumentSnapshot<SeatMap>): Promise<DrawnMap | null> {
  const { id } = asRead;
  const shared = building.get(id);
  if (shared !== undefined) return shared;
  const draw = () => inTime(BUILD_MS, drawBlock(plan, block, [], asRead), gaveUp);
  const built = withOwnDeadline(BUILD_MS, draw).finally(() => building.delete(id));
  building.set(id, built);
  return built;
}

import { FieldValue, type DocumentReference, type DocumentSnapshot } from "firebase-admin/firestore";
import { logger } from "firebase-functions/logger";
import type { OccupiedSeat } from "../../bookings/domain/seat.js";
import { occupiedSeats } from "../../bookings/store/collections.js";
import type { PaymentIntent } from "../../payments/domain/paymentIntent.js";
import { paymentIntents } from "../../payments/store/collections.js";
import { performances } from "../../performances/collection.js";
import {
  findAsRead,
  forgetPerformance,
  versionOf,
  type PerformanceAsRead,
} from "../../performances/findPerformance.js";
import { paymentIntentIdOf, seatKey, seatMapKey } from "../../shared/ids.js";
import { optimisticCommit, Outdated, updateUnchanged } from "../../firestore/commit.js";
import { getAll } from "../../firestore/database.js";
import { unlessMalformed } from "../../firestore/readable.js";
import { noteServerTime } from "../../firestore/serverClock.js";
import { blocksOf, layoutOf, seatIdsOf, within, type Block } from "../domain/blocks.js";
import { baseAt, type Shown } from "../domain/codec.js";
import { draw, read, shownOf, type SeatMap } from "../domain/seatMap.js";
import { seatMaps } from "./collections.js";

/** A performance and its blocks, as an instance knows them. It may be ten seconds old. */
export interface Plan extends PerformanceAsRead {
  performanceId: string;
  blocks: Block[];
}

/** Seats that a booking has or had, of which some or their payment have changed. */
export interface Changed {
  bookingId: string;
  seatIds: readonly string[];
  /** The time of the event that told of the change. */
  heardOf?: Date;
}

export type DrawnMap = Omit<SeatMap, "updatedAt">;

/** Finds the plan of a performance, or null if there is no such performance, or none that can be read. */
export async function findPlan(performanceId: string): Promise<Plan | null> {
  const found = await findAsRead(performanceId);
  return found && { ...found, performanceId, blocks: blocksOf(found.performance) };
}

export function mapRef({ performanceId }: Plan, { block }: Block) {
  return seatMaps.doc(seatMapKey(performanceId, block));
}

/** Returns a block's map as it was read, or null if it must be built: it is absent, malformed, or of another layout. */
export function standing(plan: Plan, block: Block, snapshot: DocumentSnapshot<SeatMap>): SeatMap | null {
  const map = unlessMalformed(() => snapshot.data()) ?? null;
  return map?.layout === layoutOf(block, plan.version) ? map : null;
}

/**
 * Draws seats of a block as they are now, or all its seats if the map must be built. The map is also written if it shows
 * the same as before. Otherwise a call that read the seats earlier and then stood still could write what it read.
 * @param changed the seats to draw, and the bookings that probably own them.
 * @param asRead the map, if it was read before and must be built.
 * @returns the map, or null if the performance has changed since the plan was read. Then find the plan again.
 * @throws Refusal CONTENDED, OUTCOME_UNKNOWN.
 */
export function drawBlock(
  plan: Plan,
  block: Block,
  changed: readonly Changed[],
  asRead?: DocumentSnapshot<SeatMap>,
): Promise<DrawnMap | null> {
  const { performanceId, version } = plan;
  const some = [...new Set(changed.flatMap(({ seatIds }) => within(block, seatIds)))];
  return optimisticCommit<DrawnMap | null>(async ({ batch, isRepeated }) => {
    const known = isRepeated ? undefined : asRead;
    const drawn = known ? seatIdsOf(block) : some;
    const refs = [performances.doc(performanceId), ...changed.map(({ bookingId }) => intentRef(bookingId))];
    const found = await getAll([
      ...(known ? [] : [mapRef(plan, block)]),
      ...refs,
      ...drawn.map((seatId) => seatRef(performanceId, seatId)),
    ] as DocumentReference[]);
    const map = known ?? (found.shift() as DocumentSnapshot<SeatMap>);
    // The read was interrupted. What it read first may be older than the map, and drawing it would undo a change.
    if (found.some(({ readTime }) => readTime < map.readTime)) throw new Outdated();
    const [performance, ...intents] = found.splice(0, refs.length) as [DocumentSnapshot, ...Intent[]];
    if (versionOf(performance) !== version) {
      forgetPerformance(performanceId);
      return { answer: null };
    }
    const before = standing(plan, block, map);
    if (before !== null && drawn.length === 0) return { answer: before };
    const isBuilt = before === null && !known;
    const seatIds = isBuilt ? seatIdsOf(block) : drawn;
    const seats = isBuilt
      ? await getAll(seatIds.map((seatId) => seatRef(performanceId, seatId)))
      : (found as Seat[]);
    const shown = await look(seatIds, seats, intents);
    const now = Math.max(...seats.map(({ readTime }) => noteServerTime(readTime).getTime()));
    const base = baseAt(now);
    const next = {
      performanceId,
      block: block.block,
      layout: layoutOf(block, version),
      base: new Date(base),
      rows: draw(block, before === null ? shown : new Map([...read(block, before, base), ...shown]), base),
      // The time of a new map is above any version that a map had before it was deleted.
      version: before === null ? now : before.version + 1,
    };
    const written = { ...next, updatedAt: FieldValue.serverTimestamp() };
    if (map.exists) updateUnchanged(batch, map, written);
    else batch.create(map.ref as DocumentReference, written);
    return {
      onceCommitted: (committedAt) => {
        const heard = changed.flatMap(({ heardOf }) => heardOf?.getTime() ?? []);
        const delayMs = heard.length > 0 ? committedAt.toMillis() - Math.min(...heard) : undefined;
        logger.info("seats.shown", { performanceId, block: block.block, seats: seatIds.length, delayMs });
        return next;
      },
    };
  });
}

/** Finds out what to show of seats. Each is drawn from the intent of its owner. Intents that are not given are read. */
async function look(
  seatIds: readonly string[],
  snapshots: readonly Seat[],
  intents: readonly Intent[],
): Promise<Map<string, Shown>> {
  const seats = snapshots.map((snapshot) => unlessMalformed(() => snapshot.data()));
  const owners = new Map(intents.map((intent) => [intent.id, intent]));
  const ownerOf = (seat: OccupiedSeat) => paymentIntentIdOf(seat.bookingId);
  const locked = seats.filter((seat) => seat?.status === "locked") as OccupiedSeat[];
  const others = new Set(locked.map(ownerOf).filter((id) => !owners.has(id)));
  for (const intent of await getAll([...others].map((id) => paymentIntents.doc(id))))
    owners.set(intent.id, intent);
  return new Map(
    seats.map((seat, index) => {
      const owner = seat && unlessMalformed(() => owners.get(ownerOf(seat))?.data());
      return [seatIds[index]!, shownOf(seat, owner)];
    }),
  );
}

type Intent = DocumentSnapshot<PaymentIntent>;
type Seat = DocumentSnapshot<OccupiedSeat>;

function intentRef(bookingId: string) {
  return paymentIntents.doc(paymentIntentIdOf(bookingId));
}

function seatRef(performanceId: string, seatId: string) {
  return occupiedSeats.doc(seatKey(performanceId, seatId));
}

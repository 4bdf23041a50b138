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
import { gaveUp, optimisticCommit, Outdated, updateUnchanged } from "../../firestore/commit.js";
import { getAll } from "../../firestore/database.js";
import { unlessMalformed } from "../../firestore/readable.js";
import { noteServerTime } from "../../firestore/serverClock.js";
import { inTime } from "../../shared/deadline.js";
import { blocksOf, layoutOf, seatIdsOf, within, type Block } from "../domain/blocks.js";
import { baseAt, type Shown } from "../domain/codec.js";
import { draw, read, shownOf, type SeatMap } from "../domain/seatMap.js";
import { seatMaps } from "./collections.js";

/** A performance and its blocks. The instance may have read them some seconds ago. */
export interface Plan extends PerformanceAsRead {
  performanceId: string;
  blocks: Block[];
}

/** The seats that a booking has or had, to be drawn anew. */
export interface Changed {
  bookingId: string;
  seatIds: readonly string[];
  /** The time of the event that reported the change. */
  heardOf?: Date;
}

/** The most attempts at one write. There are many, because several instances may write the same map at once. */
const ATTEMPTS = 20;

/** The most reads of a whole block that an instance waits for at once, and the most maps that a call builds at once. */
export const AT_ONCE = 4;

/** How long the read of all seats of a block may take, in milliseconds. The limit exists because a read may hang. */
const READING_MS = 10_000;

/** The reads of all seats of a block that this instance waits for. */
const reading = new Set<Promise<unknown>>();

export type DrawnMap = Omit<SeatMap, "updatedAt">;

/** Finds the plan of a performance, or null if the performance does not exist or is malformed. */
export async function findPlan(performanceId: string): Promise<Plan | null> {
  const found = await findAsRead(performanceId);
  return found && { ...found, performanceId, blocks: blocksOf(found.performance) };
}

export function mapRef({ performanceId }: Plan, { block }: Block) {
  return seatMaps.doc(seatMapKey(performanceId, block));
}

/** Returns the map in `snapshot`, or null if the map must be built: it is absent, malformed, or of another layout. */
export function standing(plan: Plan, block: Block, snapshot: DocumentSnapshot<SeatMap>): SeatMap | null {
  const map = unlessMalformed(() => snapshot.data()) ?? null;
  return map?.layout === layoutOf(block, plan.version) ? map : null;
}

/**
 * Writes a block's map with the changed seats as they are now, or with all its seats if the map must be built. Drawn
 * seats are written even if the map looks the same, so that the commit of a slower call fails.
 * @param changed the seats to draw, and the bookings that probably own them.
 * @param asRead the map as the caller read it. If it must be built, the first attempt need not read it again. If it
 * stands, it is repaired: all seats are drawn.
 * @returns the map, or null if the performance has changed since the plan was read. Then find the plan again.
 * @throws Refusal CONTENDED, OUTCOME_UNKNOWN.
 */
export function drawBlock(
  plan: Plan,
  block: Block,
  changed: readonly Changed[],
  asRead?: DocumentSnapshot<SeatMap>,
): Promise<DrawnMap | null> {
  const { performanceId } = plan;
  const isRepair = asRead !== undefined && standing(plan, block, asRead) !== null;
  return optimisticCommit<DrawnMap | null>(async ({ batch, isRepeated }) => {
    const isWhole = asRead !== undefined && !isRepeated;
    const found = isWhole
      ? await inTurn(() => readTogether(plan, block, seatIdsOf(block), changed, asRead))
      : await readTogether(plan, block, seatsOf(block, changed), changed);
    if (versionOf(found.performance) !== plan.version) {
      forgetPerformance(performanceId);
      return { answer: null };
    }
    const before = standing(plan, block, found.map);
    const isAll = before === null || isRepair;
    if (!isAll && found.seats.length === 0) return { answer: before };
    const seats = isAll && !isWhole ? await inTurn(() => readSeats(plan, block)) : found.seats;
    const map = redraw(plan, block, before, seats, await look(seats, found.intents));
    const written = { ...map, updatedAt: FieldValue.serverTimestamp() };
    if (found.map.exists) updateUnchanged(batch, found.map, written);
    else batch.create(found.map.ref as DocumentReference, written);
    return {
      onceCommitted: (committedAt) => {
        const heard = changed.flatMap(({ heardOf }) => heardOf?.getTime() ?? []);
        const delayMs = heard.length > 0 ? committedAt.toMillis() - Math.min(...heard) : undefined;
        logger.info("seats.shown", { performanceId, block: block.block, seats: seats.length, delayMs });
        return map;
      },
    };
  }, ATTEMPTS);
}

export async function readSeats({ performanceId }: Plan, block: Block): Promise<Seat[]> {
  const seatIds = seatIdsOf(block);
  const found = await getAll(seatIds.map((seatId) => seatRef(performanceId, seatId)));
  return found.map((snapshot, index) => ({ seatId: seatIds[index]!, snapshot }));
}

/**
 * Decides what to show of seats, by their documents and, for locked seats, by their owners' intents. It reads those of
 * these intents that are not given.
 */
export async function look(
  seats: readonly Seat[],
  intents: readonly Intent[] = [],
): Promise<Map<string, Shown>> {
  const known = new Map(intents.map((intent) => [intent.id, intent]));
  const occupied = seats.map(({ seatId, snapshot }) => ({
    seatId,
    seat: unlessMalformed(() => snapshot.data()),
  }));
  const ownerOf = (seat: OccupiedSeat) => paymentIntentIdOf(seat.bookingId);
  const owners = occupied.flatMap(({ seat }) => (seat?.status === "locked" ? ownerOf(seat) : []));
  const others = [...new Set(owners)].filter((id) => !known.has(id));
  for (const intent of await getAll(others.map((id) => paymentIntents.doc(id)))) known.set(intent.id, intent);
  return new Map(
    occupied.map(({ seatId, seat }) => {
      const owner = seat && unlessMalformed(() => known.get(ownerOf(seat))?.data());
      return [seatId, shownOf(seat, owner)];
    }),
  );
}

type Intent = DocumentSnapshot<PaymentIntent>;

interface Seat {
  seatId: string;
  snapshot: DocumentSnapshot<OccupiedSeat>;
}

/**
 * Runs `read`, which reads all seats of a block, once fewer than AT_ONCE of these reads are in progress. A read that
 * takes longer than READING_MS is given up, and is not counted any more.
 * @throws Refusal as `gaveUp` does, if the read is given up.
 */
async function inTurn<T>(read: () => Promise<T>): Promise<T> {
  while (reading.size >= AT_ONCE) await Promise.allSettled([Promise.race(reading)]);
  const begun = inTime(READING_MS, read(), gaveUp).finally(() => reading.delete(begun));
  reading.add(begun);
  return begun;
}

/**
 * Reads together the map, unless it is given, and the performance, intents and seats of a change.
 * @throws Outdated if a document was read at an earlier time than the map, because the map may then show a newer state.
 * This can happen if the read is interrupted and continued.
 */
async function readTogether(
  plan: Plan,
  block: Block,
  seatIds: readonly string[],
  changed: readonly Changed[],
  asRead?: DocumentSnapshot<SeatMap>,
) {
  const { performanceId } = plan;
  const bookingIds = new Set(changed.map(({ bookingId }) => bookingId));
  const found = await getAll([
    ...(asRead ? [] : [mapRef(plan, block)]),
    performances.doc(performanceId),
    ...[...bookingIds].map((bookingId) => paymentIntents.doc(paymentIntentIdOf(bookingId))),
    ...seatIds.map((seatId) => seatRef(performanceId, seatId)),
  ] as DocumentReference[]);
  const map = asRead ?? (found.shift() as DocumentSnapshot<SeatMap>);
  if (found.some(({ readTime }) => readTime < map.readTime)) throw new Outdated();
  const [performance, ...others] = found as [DocumentSnapshot, ...DocumentSnapshot[]];
  noteServerTime(performance.readTime);
  const intents = others.splice(0, bookingIds.size) as Intent[];
  const seats = others.map((snapshot, index) => ({ seatId: seatIds[index]!, snapshot }) as Seat);
  return { map, performance, intents, seats };
}

function seatsOf(block: Block, changed: readonly Changed[]): string[] {
  return [...new Set(changed.flatMap(({ seatIds }) => within(block, seatIds)))];
}

/** Returns the map with `seats` drawn anew. */
function redraw(
  plan: Plan,
  block: Block,
  before: SeatMap | null,
  seats: readonly Seat[],
  shown: ReadonlyMap<string, Shown>,
): DrawnMap {
  const now = seats.reduce((latest, { snapshot }) => Math.max(latest, snapshot.readTime.toMillis()), 0);
  const base = baseAt(now);
  return {
    performanceId: plan.performanceId,
    block: block.block,
    layout: layoutOf(block, plan.version),
    base: new Date(base),
    rows: draw(block, before === null ? shown : new Map([...read(block, before, base), ...shown]), base),
    // A new map's version is its read time in milliseconds, to be higher than an earlier map's version. Each later
    // write adds one.
    version: before === null ? now : before.version + 1,
  };
}

function seatRef(performanceId: string, seatId: string) {
  return occupiedSeats.doc(seatKey(performanceId, seatId));
}

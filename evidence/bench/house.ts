import { createHash } from "node:crypto";
import type { DocumentReference } from "firebase-admin/firestore";
import { db } from "../../functions/src/firestore/database.js";
import { openBooking } from "../../functions/src/bookings/domain/purchase.js";
import { priceOrder } from "../../functions/src/bookings/domain/order.js";
import { occupiedSeats } from "../../functions/src/bookings/store/collections.js";
import { findPerformance } from "../../functions/src/performances/findPerformance.js";
import { paymentIntents } from "../../functions/src/payments/store/collections.js";
import { layoutOf } from "../../functions/src/seatmap/domain/blocks.js";
import { baseAt, type Shown } from "../../functions/src/seatmap/domain/codec.js";
import { draw } from "../../functions/src/seatmap/domain/seatMap.js";
import { seatMaps } from "../../functions/src/seatmap/store/collections.js";
import { findPlan } from "../../functions/src/seatmap/store/drawBlock.js";
import { readMaps } from "../../functions/src/seatmap/store/readMaps.js";
import { purchaseIds, seatKey, seatMapKey } from "../../functions/src/shared/ids.js";
import { LOCK_MS } from "../../functions/src/bookings/domain/booking.js";
import { seatIdsOf } from "./design.js";
import { ours } from "./ours.js";
import { inParallel } from "../support/measure.js";

/** A section of ten rows of 50 seats becomes one block. The blocks are named b1, b2 and so on. */
const ROWS_PER_BLOCK = 10;

/** Seats are bought in pairs that sit beside each other. */
const PAIR = 2;

/** The most documents in one batch. */
const AT_ONCE = 400;

/**
 * Stores a house in the middle of a sale. Half of its pairs of seats are occupied, spread as if at random, but the same
 * ones each time. Of ten such pairs, five are sold, four are locked and one is being paid for. A lock ends in one to
 * five minutes. Bookings are not stored. The seat maps are stored directly, because building them would read all seats.
 */
export async function houseInMidSale(performanceId: string, blocks: number): Promise<void> {
  const venue = { sections: blocks, rowsPerSection: ROWS_PER_BLOCK };
  await ours.open(performanceId, venue);
  const performance = await findPerformance(performanceId);
  const seatIds = seatIdsOf(venue);
  const pairs = Array.from({ length: seatIds.length / PAIR }, (_, index) =>
    seatIds.slice(index * PAIR, (index + 1) * PAIR),
  );
  const shuffled = pairs.map((pair) => ({ pair, at: chance(pair[0]!) })).sort((a, b) => a.at - b.at);
  const occupied = shuffled.slice(0, pairs.length / 2).map(({ pair }) => pair);
  // One order is priced and used for all pairs, because pricing 12,500 orders would take seconds.
  const wish = { userId: "user", performanceId, seatIds: pairs[0]!, requestId: null };
  const order = priceOrder(performance, { ...wish, paymentMethod: "CREDIT_CARD" }, new Date());
  const shown = new Map<string, Shown>(seatIds.map((seatId) => [seatId, "free"]));
  const writes = occupied.flatMap((pair, index) => {
    const ids = purchaseIds(`user${index}`, null);
    const seats = order.seats.map((seat, place) => ({ ...seat, seatId: pair[place]! }));
    const since = new Date(Date.now() - chance(`since ${pair[0]}`) * (LOCK_MS - 60_000));
    const { intent, locks } = openBooking({ ...order, ...ids, seats }, since);
    const [isSold, isPaying] = [index % 10 < 5, index % 10 === 9];
    const documents = locks.map((lock) => {
      shown.set(lock.seatId, isSold ? "sold" : isPaying ? "held" : lock.lockedUntil!.getTime());
      const seat = isSold ? { ...lock, status: "booked", lockedUntil: null } : lock;
      return { ref: occupiedSeats.doc(seatKey(performanceId, lock.seatId)), data: seat };
    });
    if (isSold) return documents;
    const status = isPaying ? "PROCESSING" : intent.status;
    return [...documents, { ref: paymentIntents.doc(intent.paymentIntentId), data: { ...intent, status } }];
  });
  await inParallel(Math.ceil(writes.length / AT_ONCE), 8, async (index) => {
    const batch = db.batch();
    for (const { ref, data } of writes.slice(index * AT_ONCE, (index + 1) * AT_ONCE))
      batch.set(ref as DocumentReference, data);
    await batch.commit();
  });
  await storeMaps(performanceId, shown);
}

async function storeMaps(performanceId: string, shown: ReadonlyMap<string, Shown>): Promise<void> {
  const plan = (await findPlan(performanceId))!;
  const base = baseAt(Date.now());
  const common = { performanceId, base: new Date(base), updatedAt: new Date() };
  const stored = plan.blocks.map((block) =>
    seatMaps.doc(seatMapKey(performanceId, block.block)).set({
      ...common,
      block: block.block,
      layout: layoutOf(block, plan.version),
      rows: draw(block, shown, base),
      // In a sale, a map's first version is a time in milliseconds. A number of the same
      // length keeps answers as long.
      version: base + Math.floor(chance(block.block) * 5_000),
    }),
  );
  await Promise.all(stored);
}

/** Builds the maps of all blocks. One call of `readMaps` builds at most four of them. */
export async function buildMaps(performanceId: string): Promise<void> {
  while ((await readMaps(performanceId)).isPartial);
}

/** A number from 0 to 1. It looks random, but is always the same for the same text. */
const chance = (text: string) => createHash("sha256").update(text).digest().readUInt32BE(0) / 2 ** 32;

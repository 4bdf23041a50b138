import type { Tally } from "local-firestore/counts";
import { refusalCode } from "../calls.js";
import { seatIdsOf } from "../design.js";
import { inParallel } from "../../support/measure.js";
import type { Keeping } from "../keeping.js";
import { countPurchase, type Costs } from "../scenarios/purchase.js";
import { openHouses, type Houses } from "../scenarios/watching.js";
import type { World } from "../world.js";

/** What was counted and timed on this project: purchases of a given number of seats, and looks at houses. */
export interface Counted {
  costs: Costs;
  /** The operations of a sweep that finds one expired booking. */
  expire: Tally;
  /** How often one purchase's payment intent is written. */
  intentWrites: { paid: number; abandoned: number };
  /** Processor time of a booking that gets its seats and of a refused one, on this machine, in milliseconds. */
  cpuMs: { sold: number; taken: number };
  /** What it costs to keep the seat map, for each change of a purchase. */
  keeping: Keeping;
  opened: Houses;
}

const VENUE = { sections: 1, rowsPerSection: 40 };
const CALLS = 600;
const AT_ONCE = 8;

/**
 * Counts a paid and an abandoned purchase, what it costs to show them, and what it costs to look at houses. Measures
 * the processor time of bookings that get seats, and of refused ones.
 */
export async function count(world: World, seats: number): Promise<Counted> {
  const costs = await countPurchase(world, world.ours, seats);
  const intentWrites = {
    paid: await intentWritesOf(world, true),
    abandoned: await intentWritesOf(world, false),
  };
  const expire = await countExpiry(world, seats);
  const cpuMs = await processorTime(world, seats);
  const { countKeeping } = await import("../keeping.js");
  const keeping = await countKeeping(world.firestore, world.newPerformance(), seats);
  return { costs, expire, intentWrites, cpuMs, keeping, opened: await openHouses(world, 3) };
}

async function opened(world: World): Promise<string> {
  const performanceId = world.newPerformance();
  await world.ours.open(performanceId, VENUE);
  return performanceId;
}

/** Counts the writes to the payment intent of one purchase, from its creation to the end of the sweep after it. */
async function intentWritesOf(world: World, paid: boolean): Promise<number> {
  await world.firestore.clear();
  const performanceId = await opened(world);
  const written = await world.firestore.countingCollection("paymentIntents", async () => {
    if (!paid) return void (await world.ours.abandon(performanceId, ["A1"]));
    const booked = await world.ours.book({ userId: "buyer", performanceId, seatIds: ["A1"] });
    await world.ours.pay("buyer", booked.paymentIntentId);
    await (
      await world.ours.outcomeEvent(booked.paymentIntentId)
    )();
  });
  const swept = await world.firestore.countingCollection("paymentIntents", () => world.ours.sweep());
  return written.writes + swept.writes;
}

async function countExpiry(world: World, seats: number): Promise<Tally> {
  await world.firestore.clear();
  await world.ours.abandon(await opened(world), ["A1"]);
  const one = await world.firestore.counting(() => world.ours.sweep());
  // There is one delete for each seat. All other operations occur once for each booking.
  return { ...one, deletes: one.deletes * seats };
}

async function processorTime(world: World, seats: number): Promise<Counted["cpuMs"]> {
  await world.firestore.clear();
  const ids = seatIdsOf(VENUE);
  const book = (userId: string, performanceId: string, place: number) =>
    world.ours.book({ userId, performanceId, seatIds: ids.slice(place * seats, (place + 1) * seats) });
  const perCall = async (act: (place: number) => Promise<unknown>) => {
    const before = process.cpuUsage();
    await inParallel(CALLS, AT_ONCE, async (place) => void (await act(place)));
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / CALLS;
  };
  let performanceId = await opened(world);
  const sell = (place: number) => book(`buyer${place}`, performanceId, place);
  const refuse = (place: number) => book(`loser${place}`, performanceId, place).catch(refusalCode);
  await perCall(sell);
  await perCall(refuse);
  performanceId = await opened(world);
  return { sold: await perCall(sell), taken: await perCall(refuse) };
}

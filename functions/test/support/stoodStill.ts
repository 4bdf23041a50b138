/**
 * Runs in a separate process. Before its second and third booking, the monotonic clock is set back by ten minutes, as
 * if the process had stood still while the database's time went on.
 */
import "./firestore.js";
import { performance } from "node:perf_hooks";
import { tellTest } from "./otherProcess.js";

const { paymentIntentIdOf } = await import("../../src/shared/ids.js");
const { assertSound, readDatabase } = await import("./invariants.js");
const { book, openPerformance } = await import("./world.js");

const performanceId = await openPerformance();
await book("earlier", performanceId, ["C1"]);
const { now } = performance;
const told: object[] = [];
// A user's first booking reads nothing. The second user has booked before.
for (const [round, userId] of ["ann", "earlier"].entries()) {
  performance.now = () => now.call(performance) - 600_000 * (round + 1);
  const { bookingId, expiresAt, serverTime } = await book(userId, performanceId, [
    `A${round + 1}`,
    `B${round + 1}`,
  ]);
  const { bookings, intents, seats } = await readDatabase();
  const intent = intents.get(paymentIntentIdOf(bookingId))!;
  const locks = [...seats.values()].filter((seat) => seat.bookingId === bookingId);
  const ends = [
    bookings.get(bookingId)!.expiresAt,
    intent.payBy,
    intent.dueAt,
    ...locks.map((seat) => seat.lockedUntil),
  ];
  told.push({
    isWhole: locks.length === 2 && ends.every((end) => end?.toISOString() === expiresAt),
    lasts: Date.parse(expiresAt) - Date.parse(serverTime),
  });
}
await assertSound();
tellTest(told);
process.exit();

/**
 * Runs in a separate process. Before its second and each later booking, the monotonic clock is set back by ten minutes,
 * as if the process had stood still while the database's time went on.
 */
import "./firestore.js";
import { performance } from "node:perf_hooks";
import { tellTest } from "./otherProcess.js";
import type { Fate } from "./transport.js";

const { paymentIntentIdOf } = await import("../../src/shared/ids.js");
const { assertSound, readDatabase } = await import("./invariants.js");
const { linesOf } = await import("./logs.js");
const { watched } = await import("./transport.js");
const { book, openPerformance } = await import("./world.js");

const performanceId = await openPerformance();
await book("earlier", performanceId, ["C1"]);
const { now } = performance;
const standStill = (round: number) => {
  performance.now = () => now.call(performance) - 600_000 * round;
};
const locks: object[] = [];
// A user's first booking reads nothing. The second user has booked before.
for (const [round, userId] of ["ann", "earlier"].entries()) {
  standStill(round + 1);
  const { bookingId, expiresAt, serverTime } = await book(userId, performanceId, [
    `A${round + 1}`,
    `B${round + 1}`,
  ]);
  const { bookings, intents, seats } = await readDatabase();
  const intent = intents.get(paymentIntentIdOf(bookingId))!;
  const locked = [...seats.values()].filter((seat) => seat.bookingId === bookingId);
  const ends = [
    bookings.get(bookingId)!.expiresAt,
    intent.payBy,
    intent.dueAt,
    ...locked.map((seat) => seat.lockedUntil),
  ];
  locks.push({
    isWhole: locked.length === 2 && ends.every((end) => end?.toISOString() === expiresAt),
    lasts: Date.parse(expiresAt) - Date.parse(serverTime),
  });
}
await assertSound();
standStill(3);
let commits = 0;
const log = await linesOf(() =>
  watched(
    async ({ isCommit }): Promise<Fate> => {
      // The second commit would give the booking its five minutes.
      if (isCommit && ++commits === 2) await book("faster", performanceId, ["C2"]);
      return "pass";
    },
    () => book("slower", performanceId, ["C2"]),
  ),
);
await assertSound();
tellTest({ locks, log: log.map((line) => (line as { message: string }).message) });
process.exit();

import type { Patch } from "../runtime/bundle.js";
import { mutant, patch, rare, type Mutant } from "./mutant.js";

const DUE = patch(
  "intent.dueAt !== null && now >= intent.dueAt",
  "intent.dueAt !== null && NOW >= intent.dueAt.getTime()",
);
const RUN_OUT = patch(
  "seat.lockedUntil !== null && now >= seat.lockedUntil",
  "seat.lockedUntil !== null && NOW >= seat.lockedUntil.getTime()",
);
const judgedAt = (now: string): Patch[] =>
  [DUE, RUN_OUT].map((one) => ({ ...one, replace: one.replace.replace("NOW", now) }));

/** Mistakes about who owns a seat, and until when. */
export const seats: readonly Mutant[] = [
  rare("a lock is taken a minute before its time", ...judgedAt("now.getTime() + 60_000")),
  mutant("whether a lock is expired is judged by the instance's clock", ...judgedAt("Date.now()")),
  mutant(
    "a seat's lock ends a minute before its booking",
    patch("lockedUntil: expiresAt,", "lockedUntil: new Date(expiresAt.getTime() - 60_000),"),
  ),
  mutant(
    "a lock lasts one minute",
    patch("export const LOCK_MS = 5 * 60_000;", "export const LOCK_MS = 60_000;"),
  ),
  rare("a takeover releases only the seats it wants", patch("[...wanted.keys()]", "booking.data()!.seatIds")),
  mutant(
    "a takeover leaves the old booking as it is",
    patch("releaseSeats(batch, booking, reason, own, [...wanted.keys()]);", ""),
  ),
  mutant(
    "a takeover does not close the old payment",
    patch('if (intent.data()?.status === "PENDING")', "if (false as boolean)"),
  ),
  rare(
    "a claimed payment's seats can be taken over",
    patch(
      '    case "PENDING":\n      return !isDue',
      '    case "PROCESSING":\n    case "PENDING":\n      return !isDue',
    ),
    patch('    case "PROCESSING":\n    case "SUCCESS":', '    case "SUCCESS":'),
  ),
  mutant(
    "seats are set, not created",
    patch("for (const lock of locks) batch.create(", "for (const lock of locks) batch.set("),
  ),
  mutant(
    "a seat's key does not follow from the seat",
    patch("letters(digest(performanceId, seatId), 4)", "letters(digest(randomUUID()), 4)"),
  ),
  rare(
    "a booking is released without comparing",
    patch(
      'updateUnchanged(batch, snapshot, { status: "cancelled"',
      'batch.update(snapshot.ref as never, { status: "cancelled"',
    ),
  ),
  mutant(
    "a released booking forgets its seats",
    patch(
      '{ status: "cancelled", cancelReason, updatedAt }',
      '{ status: "cancelled", cancelReason, updatedAt, seatIds: [] }',
    ),
  ),
  mutant(
    "a failed payment releases its seats each time it is told",
    patch(
      'if (booking?.status === "pending")',
      'if (booking && (booking.status === "pending" || outcome === "FAILURE"))',
    ),
    patch('if (booking?.status !== "pending")', "if (booking === undefined)"),
  ),
  mutant("an expired booking can be paid", patch("if (now >= intent.payBy) throw expired();", "")),
  mutant(
    "an expired lock keeps its seat until a sweep comes by",
    patch("seats.filter((seat) => !hasExpired(seat, now))", "[...seats]"),
  ),
  rare(
    "the seat map shows expired locks",
    patch("!(hasExpired(seat, serverTime) && isFree(seat))", "seat !== undefined"),
  ),
];

import { mutant, patch, rare, type Mutant } from "./mutant.js";

/**
 * Mistakes that are found where documents are deleted by hand, where the seats of a performance change, or where
 * someone asks for seats that do not exist. The last ones store or log something wrong.
 */
export const byHand: readonly Mutant[] = [
  rare(
    "seats are moved without asking whose they are",
    patch("isRepeated ? null : booking.createTime!", "booking.createTime!"),
    patch("batch.delete(ref, { lastUpdateTime });\n  }\n}", "batch.delete(ref);\n  }\n}"),
    patch(
      'batch.update(ref, { status: "booked", lockedUntil: null }, { lastUpdateTime });',
      'batch.set(ref, { status: "booked", lockedUntil: null }, { merge: true });',
    ),
  ),
  rare(
    "a released booking deletes seats that are another's by now",
    patch("isRepeated ? null : booking.createTime!", "booking.createTime!"),
    patch("batch.delete(ref, { lastUpdateTime });\n  }\n}", "batch.delete(ref);\n  }\n}"),
  ),
  rare(
    "a paid booking that lost a seat is confirmed",
    patch("if (seats.lost.length > 0)", "if (false as boolean)"),
  ),
  rare(
    "a seat whose booking is gone is locked for ever",
    patch(
      'if (intent === undefined) return isGone ? "ORPHANED" : null;',
      "if (intent === undefined) return null;",
    ),
  ),
  rare(
    "a seat that was taken out of the plan is sold on",
    patch("place.number <= lastSeat", "place.number <= lastSeat + 1"),
  ),
  rare(
    "named seats that are not there pass for free",
    patch("if (seatIds) findSeats(performance, seatIds);", "void [performance, findSeats];"),
  ),
  mutant(
    "a booking is confirmed by the instance's clock",
    patch("confirmedAt: now, updatedAt: now", "confirmedAt: new Date(), updatedAt: now"),
  ),
  mutant(
    "the ledger goes by the instance's clock",
    patch("{ ...entry, createdAt: FieldValue.serverTimestamp() }", "{ ...entry, createdAt: new Date() }"),
  ),
  mutant(
    "a payment's reference is not its charge's",
    patch("reference: `sim_${key}`", "reference: `sim_${key.slice(1)}`"),
  ),
  mutant(
    "a user's id is logged",
    patch('"booking.created", { bookingId,', '"booking.created", { bookingId, userId: booking.userId,'),
  ),
];

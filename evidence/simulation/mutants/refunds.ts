import { mutant, patch, rare, type Mutant } from "./mutant.js";

/** Mistakes about how seats are given back, for how much, and how the promise of a refund is written. */
export const refunds: readonly Mutant[] = [
  rare(
    "seats that were given back are given back again, and the sum is not checked",
    patch(
      'booking.status === "cancelled" ? [] : booking.seats.filter(isNamed);',
      "[...booking.seats, ...booking.cancelledSeats].filter(isNamed);",
    ),
    patch(
      "if (intent.refunded + wish.amount + wish.fee > (captured ?? intent).amount) {",
      "if (false as boolean) {",
    ),
  ),
  mutant(
    "the refund is written after the seats are released",
    patch(
      "    promiseRefund(batch, payment, promise, { fee, now: readAt });\n    alongside(batch);\n    return {\n      onceCommitted: () => {\n        const { bookingId }",
      "    alongside(batch);\n    return {\n      onceCommitted: async () => {\n        const later = db.batch();\n        promiseRefund(later, payment, promise, { fee, now: readAt });\n        await later.commit();\n        const { bookingId }",
    ),
    patch(
      'import { logLost, seatsOf } from "./ownSeats.js";',
      'import { db } from "../../firestore/database.js";\nimport { logLost, seatsOf } from "./ownSeats.js";',
    ),
  ),
  mutant(
    "only the first seat's price is refunded",
    patch(
      "const refundAmount = sum(quoted.map(({ refund }) => refund));",
      "const refundAmount = quoted[0]!.refund;",
    ),
  ),
  rare(
    "the present policy is used",
    patch(
      "const { refundPolicy: policy, timeZone, performanceStartsAt } = booking;",
      "const { timeZone, performanceStartsAt } = booking;\n  const policy = (present as unknown as Booking | null)?.refundPolicy ?? null;",
    ),
  ),
  mutant(
    "a tier begins a day late",
    patch(
      "tiers.findIndex((tier) => days >= tier.daysBefore)",
      "tiers.findIndex((tier) => days > tier.daysBefore)",
    ),
  ),
  rare(
    "days are counted in UTC",
    patch(
      "const days = daysBetween(dateIn(timeZone, now), dateIn(timeZone, startsAt));",
      'const days = daysBetween(dateIn("UTC", now), dateIn("UTC", startsAt));',
    ),
  ),
  mutant(
    "the free rule is forgotten",
    patch('if (isFree) return noFee("FREE");', 'if (isFree && days < 0) return noFee("FREE");'),
  ),
  mutant(
    "a moved performance keeps its fee",
    patch("if (wasMoved) return quoteInFull(seats, startsAt);", "void wasMoved;"),
  ),
  rare(
    "a performance that is gone keeps its fee",
    patch(
      "if (present === null) return quoteInFull(seats, startOfDate(timeZone, dateIn(timeZone, now), 1));",
      "if (present === null) return startOfDate === undefined ? quoteInFull(seats, now) : null;",
    ),
  ),
  rare(
    "seats are given back after the performance has begun",
    patch("if (now >= startsAt) return null;", ""),
  ),
  rare(
    "the fee is not limited",
    patch(
      "return Math.min(Number((BigInt(price) * BigInt(feePercent)) / 100n), maxFeePerSeat);",
      "void maxFeePerSeat;\n  return Number((BigInt(price) * BigInt(feePercent)) / 100n);",
    ),
  ),
  mutant(
    "the expected refund is not compared",
    patch(
      'if (wish.by === "USER" && amount !== wish.expectedRefund) {',
      'if (wish.by === "USER" && amount < 0) {',
    ),
  ),
  mutant(
    "the fee is not booked",
    patch('book(batch, { ...intent, amount: fee }, { kind: "fee", number }, now);', "void fee;"),
  ),
  rare(
    "a cancelled seat is released twice",
    patch(
      "const tickets = FieldValue.increment(-seats);",
      "const tickets = FieldValue.increment(seats > 1 ? -seats : -2);",
    ),
  ),
  mutant(
    "a seat that was paid and given back counts as given back unpaid",
    patch(
      "const change = { userId, performanceId, tickets, updatedAt: FieldValue.serverTimestamp() };",
      "const change = { userId, performanceId, tickets: FieldValue.increment(0), updatedAt: FieldValue.serverTimestamp() };",
    ),
  ),
  rare(
    "a late outcome confirms a cancelled booking",
    patch(
      'if (booking?.status === "pending") return',
      'if (booking?.status === "pending" || (booking?.status === "cancelled" && outcome === "SUCCESS")) return',
    ),
  ),
  rare(
    "a quote is valid for ever",
    patch("changes.find(changesFees) ?? startsAt", "changes.find(() => false) ?? startsAt"),
  ),
];

import { mutant, patch, rare, type Mutant } from "./mutant.js";

/** Mistakes about what becomes of a booking once its payment ended, and of what was left behind. */
export const settlements: readonly Mutant[] = [
  mutant(
    "a booking is confirmed each time its payment is told",
    patch(
      "bookings/domain/settlement.ts",
      'if (booking?.status === "pending")',
      'if (booking && (booking.status === "pending" || outcome === "SUCCESS"))',
    ),
  ),
  rare(
    "a booking is confirmed without comparing",
    patch(
      "bookings/store/settleBooking.ts",
      "updateAsRead(batch, snapshot, {",
      "batch.update(snapshot.ref as never, {",
    ),
  ),
  mutant(
    "a booking is confirmed, but not its first seat",
    patch("bookings/store/settleBooking.ts", "lastUpdateTime } of own)", "lastUpdateTime } of own.slice(1))"),
  ),
  mutant(
    "a declined booking is confirmed",
    patch("bookings/domain/settlement.ts", 'outcome === "SUCCESS" ? "confirm" : "release"', '"confirm"'),
    patch("bookings/domain/settlement.ts", 'wasConfirmed !== (outcome === "SUCCESS")', "!wasConfirmed"),
  ),
  mutant(
    "the sweep overlooks outcomes whose event never came",
    patch(
      "triggers/sweep.ts",
      'if (decideSettlement(intent.bookingId, booking.data(), outcome) === "done") return "acknowledged";\n      await settleBooking(intent.bookingId, outcome);\n      return "settled";',
      'void [booking, outcome, decideSettlement];\n      return "acknowledged";',
    ),
  ),
  mutant(
    "the sweep overlooks claimed payments",
    patch("payments/domain/paymentIntent.ts", 'return "ask the gateway";', 'return "leave";'),
  ),
  mutant(
    "the sweep overlooks what ran out",
    patch("payments/domain/paymentIntent.ts", 'return "expire";', 'return "leave";'),
  ),
  mutant(
    "the sweep never notes that a booking is settled",
    patch(
      "triggers/sweep.ts",
      'return swept === "rolled forward" || swept === "settled" || swept === "acknowledged";',
      "return false;",
    ),
  ),
  mutant(
    "the sweep does not wait for what it writes last",
    patch("triggers/sweep.ts", "await acknowledge(", "void acknowledge("),
  ),
];

import { mutant, patch, rare, type Mutant } from "./mutant.js";

/** Mistakes about what becomes of a booking once its payment ended, and of what was left behind. */
export const settlements: readonly Mutant[] = [
  mutant(
    "a booking is confirmed each time its payment is told",
    patch(
      'if (booking?.status === "pending")',
      'if (booking && (booking.status === "pending" || outcome === "SUCCESS"))',
    ),
  ),
  rare(
    "a booking is confirmed without comparing",
    patch(
      'updateUnchanged(batch, snapshot, { status: "confirmed"',
      'batch.update(snapshot.ref as never, { status: "confirmed"',
    ),
  ),
  mutant(
    "a booking is confirmed, but not its first seat",
    patch("{ ref, lastUpdateTime } of own)", "{ ref, lastUpdateTime } of own.slice(1))"),
  ),
  mutant(
    "a declined booking is confirmed",
    patch('outcome === "SUCCESS" ? "confirm" : "release"', '"confirm"'),
    patch('wasConfirmed !== (outcome === "SUCCESS")', "!wasConfirmed"),
  ),
  mutant(
    "the sweep overlooks outcomes whose event never came",
    patch(
      'if (decideSettlement(intent.bookingId, booking.data(), outcome) === "done") return "acknowledged";\n      await settleBooking(intent.bookingId, outcome);\n      return "settled";',
      'void [booking, outcome, decideSettlement];\n      return "acknowledged";',
    ),
  ),
  mutant("the sweep overlooks claimed payments", patch('return "ask the gateway";', 'return "leave";')),
  mutant("the sweep overlooks expired bookings", patch('return "expire";', 'return "leave";')),
  mutant(
    "the sweep never notes that a booking is settled",
    patch(
      'return swept === "rolled forward" || swept === "settled" || swept === "acknowledged";',
      "return false;",
    ),
  ),
  mutant("the sweep does not wait for what it writes last", patch("await acknowledge(", "void acknowledge(")),
];

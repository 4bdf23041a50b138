import { mutant, patch, rare, type Mutant } from "./mutant.js";

/** Mistakes about how a booking is settled after its payment has ended, and about what the sweep must find. */
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
    patch(
      "{ ref, lastUpdateTime } of own) {\n    batch.update(",
      "{ ref, lastUpdateTime } of own.slice(1)) {\n    batch.update(",
    ),
  ),
  mutant(
    "a declined booking is confirmed",
    patch('outcome === "SUCCESS" ? "confirm" : "release"', '"confirm"'),
    patch('wasConfirmed !== (outcome === "SUCCESS")', "!wasConfirmed"),
  ),
  mutant(
    "the sweep overlooks outcomes whose event never came",
    patch(
      'if (mustSettle && decideSettlement(intent.bookingId, booking.data(), intent.status) !== "done") {',
      "void [booking, mustSettle, decideSettlement];\n    if (false as boolean) {",
    ),
  ),
  mutant("the sweep overlooks claimed payments", patch('return "ask the gateway";', 'return "leave";')),
  mutant("the sweep overlooks expired bookings", patch('return "expire";', 'return "leave";')),
  mutant(
    "the sweep never notes that a booking is settled",
    patch(
      "const settled = steps.flatMap((step) => step.settled ?? []);",
      "const settled = steps.flatMap((): IntentAsWritten[] => []);",
    ),
  ),
  mutant("the sweep does not wait for what it writes last", patch("await acknowledge(", "void acknowledge(")),
];

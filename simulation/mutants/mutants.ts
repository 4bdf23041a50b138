import type { Patch } from "../runtime/bundle.js";

/** A deliberate mistake in the protocol. */
export interface Mutant {
  /** What is wrong, as whoever reviews it would say. */
  name: string;
  patches: Patch[];
}

const patch = (file: string, find: string, replace: string): Patch => ({ file, find, replace });
const mutant = (name: string, ...patches: Patch[]): Mutant => ({ name, patches });

const DUE = patch(
  "domain/paymentIntent.ts",
  "intent.expiresAt !== null && now >= intent.expiresAt",
  "intent.expiresAt !== null && NOW >= intent.expiresAt.getTime()",
);
const RUN_OUT = patch(
  "domain/seat.ts",
  "seat.lockedUntil !== null && now >= seat.lockedUntil",
  "seat.lockedUntil !== null && NOW >= seat.lockedUntil.getTime()",
);
const judgedAt = (now: string): Patch[] =>
  [DUE, RUN_OUT].map((one) => ({ ...one, replace: one.replace.replace("NOW", now) }));

/** Mistakes about whose a seat is, and until when. */
const seats: Mutant[] = [
  mutant("a lock is taken a minute before its time", ...judgedAt("now.getTime() + 60_000")),
  mutant("whether a lock ran out is judged by the instance's clock", ...judgedAt("Date.now()")),
  mutant(
    "a lock runs from the instance's clock",
    patch("store/lockSeats.ts", "openBooking(order, serverNow())", "openBooking(order, new Date())"),
  ),
  mutant(
    "a seat's lock ends a minute before its booking",
    patch(
      "domain/booking.ts",
      "lockedUntil: expiresAt,",
      "lockedUntil: new Date(expiresAt.getTime() - 60_000),",
    ),
  ),
  mutant(
    "a lock lasts one minute",
    patch("domain/booking.ts", "export const LOCK_MS = 5 * 60_000;", "export const LOCK_MS = 60_000;"),
  ),
  mutant(
    "a takeover releases only the seats it wants",
    patch("store/takeOver.ts", "[...wanted.keys()]", "owner.booking.data()!.seatIds"),
  ),
  mutant(
    "a takeover leaves the old booking as it is",
    patch(
      "store/takeOver.ts",
      "releaseBooking(batch, owner.booking, whyReleasable(owner)!, [...wanted.keys()]);",
      "",
    ),
  ),
  mutant(
    "a takeover does not close the old payment",
    patch("store/takeOver.ts", 'if (owner.intent.data()?.status === "PENDING")', "if (false)"),
  ),
  mutant(
    "a claimed payment's seats can be taken over",
    patch("domain/seat.ts", 'case "PENDING":', 'case "PROCESSING":\n    case "PENDING":'),
    patch("domain/seat.ts", '    case "PROCESSING":\n    case "SUCCESS":', '    case "SUCCESS":'),
  ),
  mutant(
    "seats are set, not created",
    patch(
      "store/lockSeats.ts",
      "for (const lock of locks) batch.create(",
      "for (const lock of locks) batch.set(",
    ),
  ),
  mutant(
    "a seat's key does not follow from the seat",
    patch("domain/ids.ts", "letters(digest(performanceId, seatId), 4)", "letters(randomBytes(4), 4)"),
  ),
  mutant(
    "a booking is released without comparing",
    patch(
      "store/releaseBooking.ts",
      'updateAsRead(batch, snapshot, {\n    status: "cancelled",',
      'batch.update(snapshot.ref as never, {\n    status: "cancelled",',
    ),
  ),
  mutant(
    "a released booking forgets its seats",
    patch("store/releaseBooking.ts", "    cancelReason,\n", "    cancelReason,\n    seatIds: [],\n"),
  ),
  mutant(
    "a failed payment releases its seats each time it is told",
    patch(
      "domain/settlement.ts",
      'if (booking.status === "pending")',
      'if (booking.status === "pending" || outcome === "FAILURE")',
    ),
    patch("store/releaseBooking.ts", 'if (booking?.status !== "pending")', "if (booking === undefined)"),
  ),
];

/** Mistakes about who pays what, and how often. */
const payments: Mutant[] = [
  mutant(
    "each attempt has a gateway key of its own",
    patch(
      "callables/executePayment.ts",
      "const { paymentIntentId: idempotencyKey, amount, currency } = claim.intent;",
      "const { amount, currency } = claim.intent;\n  const idempotencyKey = claim.intent.attempt!.id;",
    ),
  ),
  mutant(
    "the charge comes before the claim",
    patch(
      "callables/executePayment.ts",
      "  const claim = await claimIntent(",
      `  const seen = (await paymentIntents.doc(request.paymentIntentId).get()).data();
  if (seen?.status === "PENDING" && seen.userId === userId) {
    await charge(gateway, { ...seen, ...request, idempotencyKey: seen.paymentIntentId });
  }
  const claim = await claimIntent(`,
    ),
    patch(
      "callables/executePayment.ts",
      "import { giveBackClaim }",
      'import { paymentIntents } from "../store/collections.js";\nimport { giveBackClaim }',
    ),
  ),
  mutant(
    "a claim is written without comparing",
    patch("store/claimIntent.ts", "updateAsRead(batch, snapshot, {", "batch.update(snapshot.ref as never, {"),
  ),
  mutant(
    "a payment is closed without comparing",
    patch(
      "store/releaseBooking.ts",
      'updateAsRead(batch, snapshot, {\n    status: advance(intent, "CANCELLED"),',
      'batch.update(snapshot.ref as never, {\n    status: advance(intent, "CANCELLED"),',
    ),
  ),
  mutant(
    "an outcome is recorded without comparing, and the ledger written over",
    patch("store/recordOutcome.ts", "{ lastUpdateTime: updateTime }", "{}"),
    patch("store/recordOutcome.ts", "batch.create(ledgerEntries", "batch.set(ledgerEntries"),
  ),
  mutant(
    "the ledger has one side only",
    patch("store/recordOutcome.ts", "of chargeEntries(intent))", "of chargeEntries(intent).slice(0, 1))"),
  ),
  mutant(
    "a timeout is taken for a decline",
    patch(
      "payments/charge.ts",
      "return ask(gateway, request.idempotencyKey);",
      'return { gateway: { provider: "none", reference: "none" }, status: "FAILURE", failure: { code: "PG_TIMEOUT", message: "" } };',
    ),
  ),
  mutant(
    "the sweep asks the gateway without closing the key, and takes silence for a failure",
    patch(
      "triggers/sweep.ts",
      "await gateway.close(intent.paymentIntentId);",
      `(await gateway.find(intent.paymentIntentId)) ??
        ({ gateway: { provider: "none", reference: "none" }, status: "FAILURE", failure: { code: "LOST", message: "" } } as const);`,
    ),
  ),
  mutant(
    "a claim given back makes the payment PENDING again",
    patch("store/giveBackClaim.ts", "{ attempt: null,", '{ status: "PENDING", attempt: null,'),
  ),
  mutant(
    "a payment is for the first seat's price, times the seats",
    patch("domain/booking.ts", "amount: order.totalAmount,", "amount: seats[0]!.price * seats.length,"),
  ),
  mutant(
    "every seat costs what the first section does",
    patch(
      "domain/performance.ts",
      "? { seatId, section, price }",
      "? { seatId, section, price: performance.sections[0]!.price }",
    ),
  ),
  mutant(
    "a payment is answered before it is recorded",
    patch(
      "callables/executePayment.ts",
      "const intent = await recordOutcome(claim, outcome);",
      "void recordOutcome(claim, outcome).catch(() => undefined);\n  const intent = { ...claim.intent, ...outcome };",
    ),
  ),
  mutant(
    "the CVV is logged",
    patch(
      "callables/executePayment.ts",
      "status: intent.status });",
      "status: intent.status, card: request });",
    ),
  ),
  mutant(
    "the CVV is stored",
    patch(
      "payments/simulated.ts",
      "failureFor(cvv), { amount, currency }",
      "failureFor(cvv), { amount, currency, cvv }",
    ),
  ),
];

/** Mistakes about what becomes of a booking once its payment ended, and of what was left behind. */
const settlements: Mutant[] = [
  mutant(
    "a booking is confirmed each time its payment is told",
    patch(
      "domain/settlement.ts",
      'if (booking.status === "pending")',
      'if (booking.status === "pending" || outcome === "SUCCESS")',
    ),
  ),
  mutant(
    "a booking is confirmed without comparing",
    patch(
      "store/settleBooking.ts",
      "updateAsRead(batch, snapshot, {",
      "batch.update(snapshot.ref as never, {",
    ),
  ),
  mutant(
    "a booking is confirmed, but not its first seat",
    patch("store/settleBooking.ts", "of booking.seatIds)", "of booking.seatIds.slice(1))"),
  ),
  mutant(
    "a declined booking is confirmed",
    patch("domain/settlement.ts", 'outcome === "SUCCESS" ? "confirm" : "release"', '"confirm"'),
    patch("domain/settlement.ts", 'outcome === "SUCCESS" ? "confirmed" : "cancelled"', '"confirmed"'),
  ),
  mutant(
    "the sweep overlooks outcomes whose event never came",
    patch("triggers/sweep.ts", 'if (booking.data()?.status !== "pending") return', "return"),
  ),
  mutant(
    "the sweep overlooks claimed payments",
    patch("domain/paymentIntent.ts", 'return "ask the gateway";', 'return "leave";'),
  ),
  mutant(
    "the sweep overlooks what ran out",
    patch("domain/paymentIntent.ts", 'return "expire";', 'return "leave";'),
  ),
  mutant(
    "the sweep never notes that a booking is settled",
    patch(
      "triggers/sweep.ts",
      'return swept === "rolled forward" || swept === "settled" || swept === "acknowledged";',
      "return false;",
    ),
  ),
];

/** Mistakes about counts, limits and repeated requests. */
const requests: Mutant[] = [
  mutant(
    "a release forgets the ticket count",
    patch("store/releaseBooking.ts", "FieldValue.increment(-seatIds.length)", "FieldValue.increment(0)"),
  ),
  mutant(
    "a second booking is not counted",
    patch("store/lockSeats.ts", "FieldValue.increment(seats.length)", "FieldValue.increment(0)"),
  ),
  mutant(
    "a count is changed without comparing",
    patch(
      "store/lockSeats.ts",
      "updateAsRead(batch, count, { tickets,",
      "batch.update(count.ref as never, { tickets,",
    ),
  ),
  mutant(
    "the limit is not checked on the second booking",
    patch(
      "store/lockSeats.ts",
      "assertWithinLimit(order, (count.data()?.tickets ?? 0) - returned.length);",
      "",
    ),
  ),
  mutant(
    "a booking's id does not follow from its requestId",
    patch(
      "domain/ids.ts",
      "requestId === null ? randomBytes(32) : digest(userId, requestId)",
      "randomBytes(32)",
    ),
  ),
  mutant(
    "a repeated request is answered like a new one",
    patch(
      "store/lockSeats.ts",
      "return { booking: earlier, serverTime: readAt, isNew: false };",
      "return { booking: openBooking(order, serverNow()).booking, serverTime: readAt, isNew: false };",
    ),
  ),
  mutant(
    "a booking whose answer was lost is not recognised",
    patch("store/lockSeats.ts", "if (earlier !== undefined) {", "if (earlier !== undefined && false) {"),
  ),
  mutant(
    "a lost race is a fault",
    patch(
      "store/guarded.ts",
      "new Set([NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED])",
      "new Set([NOT_FOUND, ALREADY_EXISTS, ABORTED])",
    ),
  ),
];

/** Every mistake that the simulation must find. */
export const MUTANTS: readonly Mutant[] = [...seats, ...payments, ...settlements, ...requests];

import { mutant, patch, rare, type Mutant } from "./mutant.js";

/** Mistakes about what the sweep and the trigger have to do, and when their work counts as done. */
export const sweeps: readonly Mutant[] = [
  mutant(
    "a payment that the sweep closed says that its user cancelled it",
    patch(
      'if (isOpen) cancelIntent(batch, intent, "EXPIRED");',
      'if (isOpen) cancelIntent(batch, intent, "USER");',
    ),
  ),
  mutant(
    "the sweep notes that a booking is settled before it settles it",
    patch(
      "const steps = await Promise.all(purchases.map((purchase) => sweepOne(purchase, mend)));\n    await acknowledgeAll(steps);",
      "await acknowledgeAll(purchases.filter(({ intent }) => ['SUCCESS', 'FAILURE'].includes(intent.data()!.status)).map(({ intent }) => ({ swept: 'acknowledged', settled: { intent: intent.data()!, updateTime: intent.updateTime! } })));\n    const steps = await Promise.all(purchases.map((purchase) => sweepOne(purchase, mend)));",
    ),
  ),
  rare(
    "the sweep notes as settled what it failed to settle",
    patch(
      'return { swept: "failed" };',
      'return { swept: "failed", settled: { intent: purchase.intent.data()!, updateTime: purchase.intent.updateTime! } };',
    ),
  ),
  mutant(
    "the sweep skips as many as it has mended",
    patch("const PAGE = 2;", "const PAGE = 1;"),
    patch("query = query.startAfter(page.docs.at(-1));", "query = query.offset(PAGE);"),
  ),
  mutant(
    "the sweep reads one page",
    patch("const PAGE = 2;", "const PAGE = 1;"),
    patch("if (page.size < PAGE) return;", "return;"),
  ),
  mutant(
    "the sweep waits a minute more",
    patch(
      'return "expire";',
      'return now.getTime() - intent.dueAt!.getTime() > 60_000 ? "expire" : "leave";',
    ),
  ),
  rare("the sweep stops at the first failure", patch('return { swept: "failed" };', "throw error;")),
  mutant(
    "what is settled stays due, and every sweep writes it again",
    patch("dueAt: nextLook(intent, serverNow()), ", "dueAt: new Date(0), "),
  ),
  rare(
    "an event whose booking could not be settled is done",
    patch(
      "if (isFinished(intent)) await settleBooking(intent.bookingId, intent.status);",
      "if (isFinished(intent)) await settleBooking(intent.bookingId, intent.status).catch(() => undefined);",
    ),
  ),
  mutant(
    "an event is done before its booking is settled",
    patch(
      "confirm(batch, snapshot, seats);",
      'confirm(batch, snapshot, seats);\n      void batch.commit().catch(() => undefined);\n      if (seats.lost.length === 0) return { answer: "confirmed" };',
    ),
  ),
  mutant(
    "a booked seat keeps the end of its lock",
    patch('{ status: "booked", lockedUntil: null }', '{ status: "booked" }'),
  ),
  rare(
    "a booking whose payment failed is told to have expired",
    patch('return intent.status === "FAILURE" ? "PAYMENT_FAILED" : "EXPIRED";', 'return "EXPIRED";'),
  ),
];

import { mutant, patch, rare, type Mutant } from "./mutant.js";

/** Mistakes about the deadline of a call, unknown outcomes, closing a payment, and bookings that are born expired. */
export const deadlines: readonly Mutant[] = [
  mutant(
    "a call past its deadline tells to try again",
    patch("handler(request, auth), gaveUp)", 'handler(request, auth), () => new Refusal("CONTENDED", ""))'),
  ),
  rare(
    "a commit of a call past its deadline counts as not made",
    patch("return changesSent() > 0 ? outcomeUnknown() : contended();", "return contended();"),
  ),
  rare(
    "the SDK repeats commits by itself",
    patch("._commit({ retryCodes: [] })", "._commit({ retryCodes: [10, 14] })"),
  ),
  rare("closing a payment is forgotten at the deadline", patch("  noteSent();\n", "")),
  rare(
    "an unknown payment is told to be an unknown change",
    patch('{ unknown: "PAYMENT_OUTCOME_UNKNOWN" },', "{},"),
  ),
  rare(
    "a cancel does not close a payment that nobody charges any more",
    patch(
      "const closed = await close(gatewayOf(intent), intent.paymentIntentId);",
      'void [close, gatewayOf, intent];\n      const closed = { status: "FAILURE", failure: { code: "X", message: "" }, gateway: { provider: "simulated", reference: "x" } } as const;',
    ),
  ),
  rare(
    "a booking is cancelled although its payment had succeeded",
    patch('if (closed?.status === "SUCCESS") {', "if (false as boolean) {"),
  ),
  rare(
    "a closed payment and its booking are ended in two commits",
    patch("else writeOutcome(batch, {", "else { const first = db.batch(); writeOutcome(first, {"),
    patch(
      "updateTime: intent.updateTime! }, closed);",
      "updateTime: intent.updateTime! }, closed); await commitOnce(first); }",
    ),
    patch(
      'import { optimisticCommit, Outdated } from "../../firestore/commit.js";',
      'import { db } from "../../firestore/database.js";\nimport { commitOnce, optimisticCommit, Outdated } from "../../firestore/commit.js";',
    ),
  ),
  rare(
    "a booking that is born expired stays so",
    patch(
      "return wasBornExpired(locked.booking) ? lockAnew(locked, committedAt) : locked;",
      "return locked;",
    ),
  ),
];

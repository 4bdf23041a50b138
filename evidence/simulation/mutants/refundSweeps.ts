import { mutant, patch, rare, type Mutant } from "./mutant.js";

/** Mistakes about how refunds are sent, looked for and booked, about late captures, and about reviews. */
export const refundSweeps: readonly Mutant[] = [
  rare(
    "each attempt of a refund has a key of its own",
    patch("return `${refundId}_${round}`;", "return `${refundId}_${round}_${Math.random()}`;"),
  ),
  rare(
    "an old refund is sent without looking",
    patch('return refund.attempt === null ? "send" : "look and send";', 'return "send";'),
  ),
  rare(
    "a look asks for the present round only",
    patch(
      "const found = standing(refund, known);",
      "const found = standing(refund, known.filter(({ round }) => round === refund.round));",
    ),
  ),
  mutant(
    "one key for all refunds of a payment",
    patch(
      "return `${refundId}_${round}`;",
      "return `${refundId.slice(0, refundId.lastIndexOf('_'))}_${round}`;",
    ),
  ),
  mutant(
    "a refund is booked as done when it is sent",
    patch(
      "return { refund: { ...refund, ...claim }, updateTime: await commitOnce(batch) };",
      'book(batch, refund, { kind: "refunded", number: refundNumberOf(refund.refundId), round: refund.round }, now);\n  return { refund: { ...refund, ...claim }, updateTime: await commitOnce(batch) };',
    ),
    patch(
      'import { newAttemptId } from "../../shared/ids.js";\nimport { commitOnce, updateUnchanged }',
      'import { newAttemptId, refundNumberOf } from "../../shared/ids.js";\nimport { book } from "./promiseRefund.js";\nimport { commitOnce, updateUnchanged }',
    ),
  ),
  rare(
    "what was found is recorded without comparing, and booked again",
    patch(
      "{ ...change, updatedAt: FieldValue.serverTimestamp() }, { lastUpdateTime: updateTime });\n    const { refundId",
      "{ ...change, updatedAt: FieldValue.serverTimestamp() });\n    const { refundId",
    ),
    patch("batch.create(ledgerEntries.doc(id)", "batch.set(ledgerEntries.doc(id)"),
    patch(
      'case "refunded":\n    case "returned":\n      return `${movement.kind}${movement.number}r${movement.round}`;',
      'case "refunded":\n    case "returned":\n      return `${movement.kind}${movement.number}r${movement.round}${String(now.getTime())}`;',
    ),
    patch(
      "function nameOf(movement: Movement): string {",
      "function nameOf(movement: Movement, now: Date): string {",
    ),
    patch("${nameOf(movement)}_", "${nameOf(movement, now)}_"),
  ),
  mutant(
    "a returned refund is not booked",
    patch('movement: status === "DONE" ? "returned" : null,', "movement: null,"),
  ),
  rare(
    "a second round cannot be booked",
    patch(
      "return `${movement.kind}${movement.number}r${movement.round}`;",
      "return `${movement.kind}${movement.number}r1`;",
    ),
  ),
  mutant(
    "a late capture is ignored",
    patch(
      "if (!captured || captured.amount === 0 || intent.refunded > 0)",
      "if (!captured || captured.amount >= 0)",
    ),
  ),
  mutant(
    "a late capture confirms its payment",
    patch(
      'if (failure !== closed) throw new Error("timed out");\n  return outcomeOf(key, closed);',
      "return outcomeOf(key, failure === closed ? null : failure);",
    ),
  ),
  mutant(
    "a payment that was closed is never looked at again",
    patch(
      "return intent.closedAt === null ? { swept, settled: asRead } : { swept, next: lookForCapture };",
      "void lookForCapture;\n  return { swept, settled: asRead };",
    ),
    patch(
      "if (closedAt === null || dueAt === null) return null;\n  const made",
      "if (closedAt !== undefined || dueAt === null) return null;\n  const made",
    ),
  ),
  rare(
    "a payment is acknowledged without comparing",
    patch(
      "batch.update(paymentIntents.doc(intent.paymentIntentId), change, { lastUpdateTime });",
      "void lastUpdateTime;\n    batch.update(paymentIntents.doc(intent.paymentIntentId), change);",
    ),
  ),
  rare(
    "an unknown outcome opens no review",
    patch("if (isLate) await reviewUnknown(asRead);", "void reviewUnknown;"),
  ),
  rare(
    "the review of an unknown outcome stays open when it is known",
    patch('if (isLate) await closeReview("UNKNOWN_OUTCOME", intent.paymentIntentId);', ""),
    patch(
      'if (isLongUnknown(intent, readAt)) await closeReview("UNKNOWN_OUTCOME", intent.paymentIntentId);',
      "void closeReview;",
    ),
  ),
  mutant(
    "a refused refund is tried again for ever",
    patch(
      'if (finding.status === "REFUSED") return inReview("REFUND_REFUSED", finding.failure);',
      'if (finding.status === "REFUSED" && refund.status === "SENDING") return changed("REQUIRED", { dueAt: later(now, MINUTE_MS) });\n  if (finding.status === "REFUSED") return inReview("REFUND_REFUSED", finding.failure);',
    ),
  ),
  mutant(
    "a refund needs a review that nobody opens",
    patch(
      "if (review) openReview(batch, review, { subject: refundId, amount, currency });",
      "void [openReview, amount, currency];",
    ),
  ),
  mutant(
    "a refund that was given back stays done",
    patch(
      'if (finding.status === "RETURNED") return inReview("REFUND_RETURNED", RETURNED);',
      'if (finding.status === "RETURNED") return changed("DONE", { dueAt: nextLook(doneAt ?? now, now) });\n  void RETURNED;',
    ),
  ),
  mutant(
    "a refund that is done is never looked at again",
    patch("doneAt: now, dueAt: nextLook(now, now) };", "doneAt: now, dueAt: null };"),
  ),
  rare(
    "a review that was closed once stays closed",
    patch(
      '      status: "open",\n      openSince',
      '      ...(kind.startsWith("REFUND_") ? {} : { status: "open" }),\n      openSince',
    ),
  ),
  rare(
    "a refund is claimed without comparing",
    patch(
      "updateUnchanged(batch, snapshot, { ...claim, updatedAt: FieldValue.serverTimestamp() });\n  return {",
      "batch.update(snapshot.ref as never, { ...claim, updatedAt: FieldValue.serverTimestamp() } as never);\n  return {",
    ),
  ),
  rare(
    "a refund's claim lasts a second",
    patch(
      "refund.roundSince ?? now,\n    dueAt: new Date(now.getTime() + LEASE_MS)",
      "refund.roundSince ?? now,\n    dueAt: new Date(now.getTime() + 1000 + 0 * LEASE_MS)",
    ),
  ),
  mutant(
    "an accepted refund is taken for done",
    patch(
      'if (finding.status === "DONE") {\n    const done',
      'if (finding.status === "DONE" || finding.status === "ACCEPTED") {\n    const done',
    ),
  ),
  rare(
    "attempts begin anew with a round",
    patch(
      "return { round: round + 1, roundSince: null, failure: null, refundReference: null };",
      "return { round: round + 1, roundSince: null, failure: null, refundReference: null, attempt: null };",
    ),
  ),
  rare(
    "an operator closes a review without comparing",
    patch(
      'updateUnchanged(batch, snapshot, { status: "closed" });\n    writeAction(',
      'batch.update(snapshot.ref as never, { status: "closed" } as never);\n    writeAction(',
    ),
    patch(
      'if (review?.status !== "open") return { answer: "not open" };',
      'if (review === undefined) return { answer: "not open" };',
    ),
  ),
];

import { mutant, patch, rare, type Mutant } from "./mutant.js";

/** Mistakes about what is charged, when and how often, and how it is recorded. The last ones log or store the CVV. */
export const payments: readonly Mutant[] = [
  mutant(
    "each attempt has a gateway key of its own",
    patch(
      "const { paymentIntentId: idempotencyKey, amount, currency, payBy } = claim.intent;",
      "const { amount, currency, payBy } = claim.intent;\n  const idempotencyKey = claim.intent.attempt!.id;",
    ),
  ),
  mutant(
    "the charge comes before the claim",
    patch(
      "    const claim = await claimIntent(",
      '    const seen = (await paymentIntents.doc(request.paymentIntentId).get()).data();\n    if (seen?.status === "PENDING" && seen.userId === userId) {\n      await charge(gatewayInUse(), { ...seen, ...cardOf(request), idempotencyKey: seen.paymentIntentId }, { isAlone: true });\n    }\n    const claim = await claimIntent(',
    ),
    patch(
      "import { giveBackClaim }",
      'import { paymentIntents } from "./store/collections.js";\nimport { giveBackClaim }',
    ),
  ),
  mutant(
    "a claim is written without comparing",
    patch(
      "updateUnchanged(batch, snapshot, { ...claim, updatedAt: FieldValue.serverTimestamp() });\n        return {",
      "batch.update(snapshot.ref as never, { ...claim, updatedAt: FieldValue.serverTimestamp() });\n        return {",
    ),
  ),
  rare(
    "a payment is closed without comparing",
    patch(
      'updateUnchanged(batch, snapshot, {\n    status: advance(intent, "CANCELLED"),',
      'batch.update(snapshot.ref as never, {\n    status: advance(intent, "CANCELLED"),',
    ),
  ),
  rare(
    "an outcome is recorded without comparing, and the ledger written over",
    patch(
      "updatedAt: FieldValue.serverTimestamp() },\n    { lastUpdateTime: updateTime },",
      "updatedAt: FieldValue.serverTimestamp() },\n    {},",
    ),
    patch("batch.create(ledgerEntries", "batch.set(ledgerEntries"),
  ),
  mutant(
    "the ledger has one side only",
    patch(
      "of ledgerEntriesOf(payment, movement, now))",
      "of ledgerEntriesOf(payment, movement, now).slice(0, 1))",
    ),
  ),
  mutant(
    "a timeout is taken for a decline",
    patch(
      "return ask(gateway, idempotencyKey, { isOver });",
      'return { gateway: { provider: "simulated", reference: `sim_${idempotencyKey}` }, status: "FAILURE", failure: { code: "PG_TIMEOUT", message: "" } };',
    ),
  ),
  mutant(
    "the sweep asks the gateway without closing the key, and takes silence for a failure",
    patch(
      "outcome = await close(gatewayOf(intent), intent.paymentIntentId);",
      'outcome = (await gatewayOf(intent).find(intent.paymentIntentId)) ??\n    ({ gateway: { provider: "simulated", reference: "none" }, status: "FAILURE", failure: { code: "LOST", message: "" } } as const);',
    ),
  ),
  mutant(
    "a claim given back makes the payment PENDING again",
    patch("{ attempt: null,", '{ status: "PENDING", attempt: null,'),
  ),
  mutant(
    "a payment is for the first seat's price, times the seats",
    patch("amount: order.totalAmount,", "amount: seats[0]!.price * seats.length,"),
  ),
  mutant(
    "every seat costs what the first section does",
    patch(
      "return { seatId, section, price };",
      "return { seatId, section, price: performance.sections[0]!.price };",
    ),
  ),
  mutant(
    "a payment is answered before it is recorded",
    patch(
      "return await record(claim, await charge(gatewayOf(claim.intent), order, claim));",
      "const outcome = await charge(gatewayOf(claim.intent), order, claim);\n    void record(claim, outcome).catch(() => undefined);\n    return { ...claim.intent, ...outcome };",
    ),
  ),
  mutant(
    "the CVV is logged",
    patch(
      "paymentIntentId, status: finished.status });\n        return { intent: finished, updateTime };",
      "paymentIntentId, status: finished.status, code: String(outcome.failure?.code) });\n        return { intent: finished, updateTime };",
    ),
    patch(
      "const order = { idempotencyKey,",
      'logger.info("payment.begun", { card: request });\n    const order = { idempotencyKey,',
    ),
  ),
  mutant("the CVV is stored", patch("{ amount, currency, ...fault }", "{ amount, currency, cvv, ...fault }")),
];

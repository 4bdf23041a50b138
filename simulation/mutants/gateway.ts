import { mutant, patch, type Mutant } from "./mutant.js";

/** Mistakes about the gateway, its keys and the ledger. */
export const gateway: readonly Mutant[] = [
  mutant(
    "the gateway charges each time it is asked",
    patch("payments/gateways/simulated/simulated.ts", ".create({ ...money", ".set({ ...money"),
  ),
  mutant(
    "closing a key forgets what was charged for it",
    patch(
      "payments/gateways/simulated/simulated.ts",
      "close: (idempotencyKey) => record(idempotencyKey, closed),",
      "async close(key) { await chargeRef(key).set({ failure: closed }); return outcomeOf(key, closed); },",
    ),
  ),
  mutant(
    "the gateway answers what it was asked for, not what it did first",
    patch(
      "payments/gateways/simulated/simulated.ts",
      'return outcomeOf(key, (await chargeRef(key).get()).get("failure"));',
      "return outcomeOf(key, failure);",
    ),
  ),
  mutant(
    "a timeout is charged again with another key",
    patch(
      "payments/gateways/charge.ts",
      "return ask(gateway, idempotencyKey, { isOver });",
      'return gateway.charge({ ...request, paymentMethodToken: "tok_visa", idempotencyKey: idempotencyKey + "_2" });',
    ),
  ),
  mutant(
    "every charge is in won",
    patch(
      "payments/executePayment.ts",
      "{ idempotencyKey, amount, currency, ...cardOf(request) }",
      '{ idempotencyKey, amount, currency: "KRW", ...cardOf(request) }',
    ),
  ),
  mutant(
    "the ledger's accounts are mixed up",
    patch(
      "payments/domain/ledger.ts",
      'account: "CUSTOMER_PAYABLE", direction: "debit"',
      'account: "MERCHANT_BALANCE", direction: "debit"',
    ),
    patch(
      "payments/domain/ledger.ts",
      'account: "MERCHANT_BALANCE", direction: "credit"',
      'account: "CUSTOMER_PAYABLE", direction: "credit"',
    ),
  ),
  mutant(
    "the ledger is written after the outcome",
    patch(
      "payments/store/recordOutcome.ts",
      "    await commit();\n",
      "    await commit();\n    if (outcome.failure === null) { const later = db.batch(); for (const { id, entry } of chargeEntries(finished)) later.create(ledgerEntries.doc(id), { ...entry, createdAt: FieldValue.serverTimestamp() }); await later.commit(); }\n",
    ),
    patch(
      "payments/store/recordOutcome.ts",
      'if (outcome.status === "SUCCESS") {',
      "if (false as boolean) {",
    ),
    patch(
      "payments/store/recordOutcome.ts",
      "import { ledgerEntries, paymentIntents }",
      "import { db, ledgerEntries, paymentIntents }",
    ),
  ),
  mutant(
    "a failed payment forgets why",
    patch(
      "payments/store/recordOutcome.ts",
      "const change = { ...outcome,",
      "const change = { ...outcome, failure: null,",
    ),
  ),
  mutant(
    "a card's code that ends in nine is declined",
    patch("payments/gateways/simulated/simulated.ts", '"019".includes', '"01".includes'),
  ),
];

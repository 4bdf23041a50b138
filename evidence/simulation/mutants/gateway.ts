import { mutant, patch, type Mutant } from "./mutant.js";

/** Mistakes about the gateway and its keys, and about what the ledger and the payment tell of a charge. */
export const gateway: readonly Mutant[] = [
  mutant("the gateway charges each time it is asked", patch(".create({ ...money", ".set({ ...money")),
  mutant(
    "closing a key forgets what was charged for it",
    patch(
      "close: (idempotencyKey) => record(idempotencyKey, closed),",
      "async close(key) { await chargeRef(key).set({ failure: closed }); return outcomeOf(key, closed); },",
    ),
  ),
  mutant(
    "the gateway answers what it was asked for, not what it did first",
    patch('return outcomeOf(key, charge.get("failure"));', "return outcomeOf(key, failure);"),
  ),
  mutant(
    "a timeout is charged again with another key",
    patch(
      "return ask(gateway, idempotencyKey, { isOver });",
      'return gateway.charge({ ...request, paymentMethodToken: "tok_visa", idempotencyKey: idempotencyKey + "_2" });',
    ),
  ),
  mutant(
    "every charge is in won",
    patch(
      "{ idempotencyKey, amount, currency, ...cardOf(request) }",
      '{ idempotencyKey, amount, currency: "KRW", ...cardOf(request) }',
    ),
  ),
  mutant(
    "the ledger's accounts are mixed up",
    patch(
      'charge: { debit: "CUSTOMER_PAYABLE", credit: "MERCHANT_BALANCE" }',
      'charge: { debit: "MERCHANT_BALANCE", credit: "CUSTOMER_PAYABLE" }',
    ),
  ),
  mutant(
    "the ledger is written after the outcome",
    patch(
      "        return { intent: finished, updateTime };\n",
      '        const later = db.batch();\n        if (outcome.failure === null) book(later, finished, { kind: "charge" }, finished.dueAt!);\n        return later.commit().then(() => ({ intent: finished, updateTime }));\n',
    ),
    patch('if (outcome.status === "SUCCESS") book(', "if (false as boolean) book("),
    patch(
      'import { paymentIntents } from "./collections.js";\nimport { book } from "./promiseRefund.js";',
      'import { db } from "../../firestore/database.js";\nimport { paymentIntents } from "./collections.js";\nimport { book } from "./promiseRefund.js";',
    ),
  ),
  mutant(
    "a failed payment forgets why",
    patch("const change = { ...outcome,", "const change = { ...outcome, failure: null,"),
  ),
  mutant("a card's code that ends in nine is declined", patch('"019".includes', '"01".includes')),
];

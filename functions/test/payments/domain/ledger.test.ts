import { expect } from "chai";
import { chargeEntries, LedgerEntry } from "../../../src/payments/domain/ledger.js";
import { aPurchase, NOW } from "../../support/purchases.js";

describe("the ledger", () => {
  const { intent } = aPurchase();
  const entries = chargeEntries(intent, NOW);

  it("takes a charge as a debit and a credit of the same amount", () => {
    const common = {
      kind: "charge",
      amount: 300_000,
      currency: "KRW",
      bookingId: intent.bookingId,
      paymentIntentId: intent.paymentIntentId,
      day: "2026-05-01",
    };
    expect(entries.map(({ entry }) => entry)).to.deep.equal([
      { ...common, account: "CUSTOMER_PAYABLE", direction: "debit" },
      { ...common, account: "MERCHANT_BALANCE", direction: "credit" },
    ]);
  });

  it("names entries after the payment, so that there is room for one pair only", () => {
    const ids = ["debit", "credit"].map((direction) => `${intent.paymentIntentId}_charge_${direction}`);
    expect(entries.map(({ id }) => id)).to.deep.equal(ids);
    expect(chargeEntries(intent, NOW)).to.deep.equal(entries);
  });

  it("holds entries that are what their schema says", () => {
    for (const { entry } of entries) {
      expect(LedgerEntry.safeParse({ ...entry, createdAt: NOW }).success).to.be.true;
    }
  });
});

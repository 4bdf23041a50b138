import { expect } from "chai";
import { LedgerEntry, ledgerEntriesOf, type Movement } from "../../../src/payments/domain/ledger.js";
import { aPurchase, NOW } from "../../support/purchases.js";

describe("the ledger", () => {
  const { intent } = aPurchase();
  const entries = ledgerEntriesOf(intent, { kind: "charge" }, NOW);

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
    expect(ledgerEntriesOf(intent, { kind: "charge" }, NOW)).to.deep.equal(entries);
  });

  describe("moves money between two accounts", () => {
    const cases: [Movement, string, string, string][] = [
      // movement, name in the id, debit, credit
      [{ kind: "charge" }, "charge", "CUSTOMER_PAYABLE", "MERCHANT_BALANCE"],
      [{ kind: "refund", number: 2 }, "refund2", "MERCHANT_BALANCE", "REFUND_PAYABLE"],
      [{ kind: "fee", number: 2 }, "fee2", "MERCHANT_BALANCE", "CANCELLATION_FEES"],
      [{ kind: "refunded", number: 2, round: 3 }, "refunded2r3", "REFUND_PAYABLE", "CUSTOMER_PAYABLE"],
      [{ kind: "returned", number: 2, round: 3 }, "returned2r3", "CUSTOMER_PAYABLE", "REFUND_PAYABLE"],
    ];
    for (const [movement, name, debit, credit] of cases) {
      it(name, () => {
        const written = ledgerEntriesOf({ ...intent, amount: 7 }, movement, NOW);
        expect(written.map(({ id }) => id)).to.deep.equal([
          `${intent.paymentIntentId}_${name}_debit`,
          `${intent.paymentIntentId}_${name}_credit`,
        ]);
        expect(
          written.map(({ entry }) => [entry.direction, entry.account, entry.kind, entry.amount]),
        ).to.deep.equal([
          ["debit", debit, movement.kind, 7],
          ["credit", credit, movement.kind, 7],
        ]);
      });
    }
  });

  it("writes nothing for nothing", () => {
    expect(ledgerEntriesOf({ ...intent, amount: 0 }, { kind: "fee", number: 1 }, NOW)).to.deep.equal([]);
  });

  it("is of the day in Seoul, and stored entries without a day are still read", () => {
    const dayAt = (time: string) => ledgerEntriesOf(intent, { kind: "charge" }, new Date(time))[0]!.entry.day;
    expect(dayAt("2026-11-24T14:59:59.999Z")).to.equal("2026-11-24");
    expect(dayAt("2026-11-24T15:00:00.000Z")).to.equal("2026-11-25");
    const { day: _day, ...stored } = entries[0]!.entry;
    expect(LedgerEntry.parse({ ...stored, createdAt: NOW }).day).to.be.null;
  });

  it("holds entries that are what their schema says", () => {
    for (const { entry } of entries) {
      expect(LedgerEntry.safeParse({ ...entry, createdAt: NOW }).success).to.be.true;
    }
  });
});

import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import type { RefundOrder } from "../../../../src/payments/gateways/gateway.js";
import { simulatedGateway } from "../../../../src/payments/gateways/simulated/simulated.js";
import { db } from "../../../../src/firestore/database.js";
import { DAY_MS } from "../../../../src/shared/calendar.js";

let charges = 0;

/** Charges 1,000 won, and makes orders to refund them. */
async function charged({ token = "tok_visa", cvv = "121" } = {}) {
  const chargeKey = `pi_refunds_${process.pid}_${++charges}`;
  const charge = {
    idempotencyKey: chargeKey,
    amount: 1_000,
    currency: "KRW",
    paymentMethodToken: token,
    cvv,
  };
  await simulatedGateway.charge(charge);
  const order = (number: number, overrides: Partial<RefundOrder> = {}): RefundOrder => ({
    idempotencyKey: `rf_${chargeKey}_${number}_${overrides.round ?? 1}`,
    refundId: `rf_${chargeKey}_${number}`,
    round: 1,
    chargeKey,
    chargeReference: `sim_${chargeKey}`,
    amount: 400,
    currency: "KRW",
    ...overrides,
  });
  const look = async () => (await simulatedGateway.look(chargeKey)).refunds;
  const statuses = async () => (await look()).map(({ status }) => status);
  return { chargeKey, order, look, statuses };
}

/** Makes a payment's refunds older, because no test can wait for a bank. */
async function age(chargeKey: string, milliseconds: number): Promise<void> {
  const record = db.doc(`simulatedRefunds/${chargeKey}`);
  const refunds = (await record.get()).get("refunds") as { at: Timestamp }[];
  const older = (at: Timestamp) => Timestamp.fromMillis(at.toMillis() - milliseconds);
  await record.set({ refunds: refunds.map((refund) => ({ ...refund, at: older(refund.at) })) });
}

async function lost(answer: Promise<unknown>): Promise<void> {
  const answered = await answer.then(
    () => true,
    () => false,
  );
  expect(answered).to.be.false;
}

describe("the simulated gateway, asked to pay back", () => {
  it("does so, and tells it with its id and round", async () => {
    const { chargeKey, order } = await charged();
    const answer = await simulatedGateway.refund(order(1, { round: 2 }));
    expect(answer.status).to.equal("DONE");
    const { reference } = answer as { reference: string };
    expect(await simulatedGateway.look(chargeKey)).to.deep.equal({
      captured: { amount: 1_000, currency: "KRW", reference: `sim_${chargeKey}` },
      refunds: [{ refundId: `rf_${chargeKey}_1`, round: 2, amount: 400, reference, status: "DONE" }],
    });
  });

  it("knows nothing of a payment that it has not heard of, or that it declined", async () => {
    const { chargeKey, order } = await charged({ cvv: "122" });
    for (const key of [chargeKey, "pi_unheard_of"]) {
      expect(await simulatedGateway.look(key)).to.deep.equal({ captured: null, refunds: [] });
      const answer = await simulatedGateway.refund(order(1, { chargeKey: key }));
      expect(answer).to.nested.include({ status: "REFUSED", "failure.code": "EXCEEDS_CAPTURED" });
    }
  });

  it("pays a key once, also if it comes many times at once", async () => {
    const { order, look } = await charged();
    const answers = await Promise.all([1, 1, 1, 1].map((number) => simulatedGateway.refund(order(number))));
    for (const answer of answers) expect(answer).to.deep.equal(answers[0]);
    expect(await look()).to.have.length(1);
  });

  it("pays different keys each, with references of their own", async () => {
    const { order, look } = await charged();
    await Promise.all([1, 2].map((number) => simulatedGateway.refund(order(number))));
    const refunds = await look();
    expect(refunds.map(({ refundId }) => refundId)).to.have.members([order(1).refundId, order(2).refundId]);
    expect(new Set(refunds.map(({ reference }) => reference)).size).to.equal(2);
  });

  it("never pays back more than was captured", async () => {
    const { order, look } = await charged();
    const answers = await Promise.all([1, 2, 3, 4].map((number) => simulatedGateway.refund(order(number))));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal(["DONE", "DONE", "REFUSED", "REFUSED"]);
    expect(await look()).to.have.length(2);
    expect(await simulatedGateway.refund(order(5, { amount: 200 }))).to.include({ status: "DONE" });
    expect(await simulatedGateway.refund(order(6, { amount: 1 }))).to.include({ status: "REFUSED" });
  });

  it("forgets a key after a day, and then pays it again", async () => {
    const { chargeKey, order, look } = await charged();
    const first = await simulatedGateway.refund(order(1));
    await age(chargeKey, DAY_MS - 60_000);
    expect(await simulatedGateway.refund(order(1))).to.deep.equal(first);
    await age(chargeKey, 60_000);
    const second = await simulatedGateway.refund(order(1));
    expect(second).to.include({ status: "DONE" }).and.not.deep.equal(first);
    expect(await look()).to.have.length(2);
  });

  it("accepts with tok_refund_pending, and is done when the bank has paid", async () => {
    const { chargeKey, order, statuses } = await charged({ token: "tok_refund_pending" });
    const answer = await simulatedGateway.refund(order(1));
    expect(answer).to.include({ status: "ACCEPTED" });
    expect(await statuses()).to.deep.equal(["ACCEPTED"]);
    await age(chargeKey, 10_000);
    expect(await statuses()).to.deep.equal(["DONE"]);
    expect(await simulatedGateway.refund(order(1))).to.deep.equal(answer);
  });

  it("refuses with tok_refund_fails, in every round, and shows that it failed", async () => {
    const { order, statuses } = await charged({ token: "tok_refund_fails" });
    for (const round of [1, 1, 2]) {
      const answer = await simulatedGateway.refund(order(1, { round }));
      expect(answer).to.nested.include({ status: "REFUSED", "failure.code": "REFUND_DECLINED" });
    }
    expect(await statuses()).to.deep.equal(["FAILED", "FAILED"]);
  });

  it("has paid with tok_refund_timeout, whose answer is lost", async () => {
    const { order, statuses } = await charged({ token: "tok_refund_timeout" });
    await lost(simulatedGateway.refund(order(1)));
    await lost(simulatedGateway.refund(order(1)));
    expect(await statuses()).to.deep.equal(["DONE"]);
  });

  it("has paid with tok_refund_returned until the bank gives it back, and can then pay again", async () => {
    const { chargeKey, order, statuses } = await charged({ token: "tok_refund_returned" });
    const all = { amount: 1_000 };
    const answer = await simulatedGateway.refund(order(1, all));
    expect(answer).to.include({ status: "DONE" });
    expect(await statuses()).to.deep.equal(["DONE"]);
    await age(chargeKey, 10_000);
    expect(await statuses()).to.deep.equal(["RETURNED"]);
    expect(await simulatedGateway.refund(order(1, all))).to.deep.equal(answer);
    expect(await simulatedGateway.refund(order(1, { ...all, round: 2 }))).to.include({ status: "DONE" });
  });
});

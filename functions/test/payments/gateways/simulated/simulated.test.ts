import { expect } from "chai";
import { simulatedGateway } from "../../../../src/payments/gateways/simulated/simulated.js";
import { db } from "../../../../src/firestore/database.js";

let keys = 0;
const aCharge = (overrides: object = {}) => ({
  idempotencyKey: `pi_gateway_${process.pid}_${++keys}`,
  amount: 1_000,
  currency: "KRW",
  paymentMethodToken: "tok_visa",
  cvv: "121",
  ...overrides,
});
const record = async (key: string) => (await db.doc(`simulatedCharges/${key}`).get()).data();

/** Waits for a call to the gateway that must fail, because its answer is lost. */
async function lost(answer: Promise<unknown>): Promise<void> {
  const answered = await answer.then(
    () => true,
    () => false,
  );
  expect(answered).to.be.false;
}

describe("the simulated gateway", () => {
  it("answers success with a reference of its own", async () => {
    const charge = aCharge();
    expect(await simulatedGateway.charge(charge)).to.deep.equal({
      status: "SUCCESS",
      failure: null,
      gateway: { provider: "simulated", reference: `sim_${charge.idempotencyKey}` },
    });
  });

  it("answers the first outcome of a key, whatever is sent with it later", async () => {
    const charge = aCharge();
    const first = await simulatedGateway.charge(charge);
    expect(await simulatedGateway.charge({ ...charge, cvv: "122", amount: 5 })).to.deep.equal(first);
    expect(await record(charge.idempotencyKey)).to.include({ amount: 1_000, failure: null });
  });

  it("keeps a decline as firmly as a success", async () => {
    const charge = aCharge({ cvv: "122" });
    const first = await simulatedGateway.charge(charge);
    expect(first.status).to.equal("FAILURE");
    expect(await simulatedGateway.charge({ ...charge, cvv: "121" })).to.deep.equal(first);
  });

  it("charges once however many charges of one key come at once", async () => {
    const charge = aCharge();
    const outcomes = await Promise.all(
      ["121", "122", "123", "120"].map((cvv) => simulatedGateway.charge({ ...charge, cvv })),
    );
    for (const outcome of outcomes) expect(outcome).to.deep.equal(outcomes[0]);
  });

  it("tells what became of a key, and null of one it has not heard of", async () => {
    const charge = aCharge();
    expect(await simulatedGateway.find(charge.idempotencyKey)).to.be.null;
    const outcome = await simulatedGateway.charge(charge);
    expect(await simulatedGateway.find(charge.idempotencyKey)).to.deep.equal(outcome);
  });

  it("closes a key that nothing became of: a charge that comes later finds it failed", async () => {
    const charge = aCharge();
    const closed = await simulatedGateway.close(charge.idempotencyKey);
    expect(closed).to.deep.include({ status: "FAILURE" });
    expect(await simulatedGateway.charge(charge)).to.deep.equal(closed);
  });

  it("leaves a key that has its outcome as it is when it is closed", async () => {
    const charge = aCharge();
    const outcome = await simulatedGateway.charge(charge);
    expect(await simulatedGateway.close(charge.idempotencyKey)).to.deep.equal(outcome);
  });

  it("charges nothing where it times out before the charge", async () => {
    const charge = aCharge({ paymentMethodToken: "tok_timeout_before_charge" });
    await lost(simulatedGateway.charge(charge));
    expect(await simulatedGateway.find(charge.idempotencyKey)).to.be.null;
  });

  it("has charged where it times out after the charge", async () => {
    const charge = aCharge({ paymentMethodToken: "tok_timeout_after_charge" });
    await lost(simulatedGateway.charge(charge));
    expect(await simulatedGateway.find(charge.idempotencyKey)).to.include({ status: "SUCCESS" });
  });

  describe("captures late", () => {
    const late = async () => {
      const charge = aCharge({ paymentMethodToken: "tok_late_capture" });
      await lost(simulatedGateway.charge(charge));
      return charge;
    };

    it("and tells nobody what became of the charge", async () => {
      const charge = await late();
      await lost(simulatedGateway.find(charge.idempotencyKey));
      await lost(simulatedGateway.charge({ ...charge, paymentMethodToken: "tok_visa" }));
    });

    it("although the key was closed, as only a look shows", async () => {
      const { idempotencyKey } = await late();
      const closed = await simulatedGateway.close(idempotencyKey);
      expect(closed).to.deep.include({ status: "FAILURE" });
      expect(await simulatedGateway.close(idempotencyKey)).to.deep.equal(closed);
      expect(await simulatedGateway.look(idempotencyKey)).to.deep.equal({
        captured: { amount: 1_000, currency: "KRW", reference: `sim_${idempotencyKey}` },
        refunds: [],
      });
    });

    it("nothing, if the card was declined or the key was closed before", async () => {
      const declined = aCharge({ paymentMethodToken: "tok_late_capture", cvv: "122" });
      await lost(simulatedGateway.charge(declined));
      expect(await simulatedGateway.find(declined.idempotencyKey)).to.include({ status: "FAILURE" });
      const closed = aCharge({ paymentMethodToken: "tok_late_capture" });
      await simulatedGateway.close(closed.idempotencyKey);
      await lost(simulatedGateway.charge(closed));
      for (const { idempotencyKey } of [declined, closed]) {
        expect(await simulatedGateway.look(idempotencyKey)).to.deep.equal({ captured: null, refunds: [] });
      }
    });
  });

  it("keeps nothing of the card", async () => {
    const charge = aCharge();
    await simulatedGateway.charge(charge);
    expect(await record(charge.idempotencyKey)).to.have.all.keys(
      "amount",
      "currency",
      "failure",
      "createdAt",
    );
  });
});

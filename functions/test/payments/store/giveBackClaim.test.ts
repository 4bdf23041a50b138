import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import { giveBackClaim } from "../../../src/payments/store/giveBackClaim.js";
import type { IntentAsWritten } from "../../../src/payments/store/recordOutcome.js";
import { claimed, endLease, held } from "../../support/world.js";
import { changesNothing } from "../../support/unchanged.js";
import { linesOf, logsOf } from "../../support/logs.js";
import { watched } from "../../support/transport.js";
import { paymentIntents } from "../../../src/payments/store/collections.js";

describe("a claim that is given back", () => {
  const sweepAt = new Date(Date.now() + 60_000);
  let paymentIntentId: string;
  let claim: IntentAsWritten;
  beforeEach(async () => {
    ({ paymentIntentId } = await held(["A1"]));
    claim = await claimed(paymentIntentId, "at_one");
  });

  it("leaves the payment claimed, by nobody, until the sweep looks at it", async () => {
    await giveBackClaim(claim, sweepAt);
    expect((await paymentIntents.doc(paymentIntentId).get()).data()).to.deep.include({
      status: "PROCESSING",
      attempt: null,
      dueAt: sweepAt,
    });
  });

  it("changes nothing where another attempt has the payment by now", async () => {
    await endLease(paymentIntentId);
    await claimed(paymentIntentId, "at_two");
    const giveBack = () => changesNothing(() => giveBackClaim(claim, sweepAt));
    expect(await linesOf(giveBack)).to.deep.equal([]);
  });

  it("is left to its lease where it cannot be given back, which the log tells: the charge is what counts", async () => {
    const refuse = () => ({ refuse: status.PERMISSION_DENIED });
    const logs = await logsOf(() =>
      changesNothing(() => watched(refuse, () => giveBackClaim(claim, sweepAt))),
    );
    expect(logs).to.include("payment.not-given-back").and.include(paymentIntentId);
    expect(logs).to.include("PERMISSION_DENIED");
  });
});

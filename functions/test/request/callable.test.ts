import { expect } from "chai";
import type { CallableFunction } from "firebase-functions/https";
import { seatKey } from "../../src/shared/ids.js";
import { logsOf } from "../support/logs.js";
import { changesNothing } from "../support/unchanged.js";
import { book, call, functions, openPerformance, refusal, type Refused } from "../support/world.js";
import { db } from "../../src/firestore/database.js";

type AnyCallable = CallableFunction<unknown, Promise<unknown>>;

describe("every callable for signed-in users", () => {
  const requests: Record<string, [AnyCallable, object]> = {
    createBooking: [
      functions.createBooking,
      { performanceId: "perf_a", seatIds: ["A1"], paymentMethod: "CREDIT_CARD" },
    ],
    executePayment: [
      functions.executePayment,
      { paymentIntentId: "pi_a", paymentMethodToken: "tok_visa", cvv: "121" },
    ],
    cancelBooking: [functions.cancelBooking, { bookingId: "bk_a" }],
    getMyBookings: [functions.getMyBookings, {}],
  };
  for (const [name, [callable, request]] of Object.entries(requests)) {
    it(`is refused to whoever is signed out: ${name}`, async () => {
      const { code } = await changesNothing(() => refusal(call(callable, null, request)));
      expect(code).to.equal("unauthenticated");
    });

    it(`is refused to whoever is signed out before a word is read: ${name}`, async () => {
      const { code, details } = await refusal(call(callable, null, { nonsense: true }));
      expect([code, details]).to.deep.equal(["unauthenticated", undefined]);
    });

    it(`is refused to whoever says they are someone else: ${name}`, async () => {
      const asked = () => refusal(call(callable, "ann", { ...request, userId: "ben" }));
      const { code, details } = await changesNothing(asked);
      expect({ code, details }).to.deep.equal({
        code: "permission-denied",
        details: { reason: "USER_MISMATCH" },
      });
    });
  }
});

describe("a fault of ours", () => {
  let performanceId: string;
  let told: Refused;
  let logs: string;
  before(async () => {
    performanceId = await openPerformance();
    await db.doc(`occupiedSeats/${seatKey(performanceId, "A1")}`).set({ seatId: "none at all" });
    logs = await logsOf(async () => {
      told = await changesNothing(() => refusal(book("ann", performanceId, ["A1"])));
    });
  });

  it("is internal, and tells the caller nothing", () => {
    expect(told.code).to.equal("internal");
    expect(told.details).to.be.undefined;
    expect(told.message).to.not.match(/sections|malformed|perf/i);
  });

  it("is logged once, as an error, naming the document that is malformed", () => {
    const lines = logs.split("\n").filter((line) => line.startsWith("{"));
    expect(lines).to.have.length(1);
    const line = JSON.parse(lines[0]!) as { severity: string; message: string };
    expect(line.severity).to.equal("ERROR");
    expect(line.message)
      .to.include("request.failed")
      .and.include(`occupiedSeats/${seatKey(performanceId, "A1")} is malformed`);
  });

  it("is over once it is mended", async () => {
    await db.doc(`occupiedSeats/${seatKey(performanceId, "A1")}`).delete();
    expect((await book("ann", performanceId, ["A1"])).status).to.equal("pending");
  });
});

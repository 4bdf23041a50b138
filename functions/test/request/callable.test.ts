import { expect } from "chai";
import type { CallableFunction } from "firebase-functions/https";
import { call, functions, refusal } from "../support/world.js";
import { changesNothing } from "../support/unchanged.js";

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

import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { CallableFunction } from "firebase-functions/https";
import { ModuleKind, transpile } from "typescript";
import { CancelBookingAnswer } from "../src/bookings/cancelBooking.js";
import { CreateBookingAnswer } from "../src/bookings/createBooking.js";
import { seatTaken } from "../src/bookings/domain/seat.js";
import { assertSameWish, assertWithinLimit, priceOrder } from "../src/bookings/domain/order.js";
import { assertFewGivenBack, quarterOf } from "../src/bookings/domain/ticketCount.js";
import { QuoteRefundAnswer } from "../src/bookings/quoteRefund.js";
import { GetMyBookingsAnswer } from "../src/bookings/getMyBookings.js";
import type { Callables } from "../src/contract.js";
import { ExecutePaymentAnswer } from "../src/payments/executePayment.js";
import { assertOnSale, findSeats } from "../src/performances/performance.js";
import { GetOccupiedSeatsAnswer } from "../src/seatmap/getOccupiedSeats.js";
import { notPending, Refusal, refusalDetails } from "../src/shared/refusals.js";
import { aPerformance, aPurchase, at, aWish, NOW } from "./support/purchases.js";
import { refusesWith } from "./support/refusals.js";
import { call, functions, openPerformance } from "./support/world.js";

/**
 * The schema of each callable's answer. The test does not compile if the contract has other callables than these, or if
 * it gives one of the functions another type of answer.
 */
const answers = {
  createBooking: CreateBookingAnswer,
  executePayment: ExecutePaymentAnswer,
  cancelBooking: CancelBookingAnswer,
  quoteRefund: QuoteRefundAnswer,
  getMyBookings: GetMyBookingsAnswer,
  getOccupiedSeats: GetOccupiedSeatsAnswer,
} satisfies Record<keyof Callables, object>;
functions satisfies {
  [Name in keyof Callables]: CallableFunction<unknown, Promise<Callables[Name]["answer"]>>;
};

type Detailed = keyof typeof refusalDetails;

describe("the contract", () => {
  it("has no code, so that a client may import it without the service", () => {
    const source = readFileSync(new URL("../src/contract.ts", import.meta.url), "utf8");
    const compiled = transpile(source, { module: ModuleKind.ESNext, verbatimModuleSyntax: true });
    expect(compiled.replace(/\/\*.*?\*\//gs, "").trim()).to.equal("export {};");
  });

  it("names every callable that is deployed, and no other", () => {
    const deployed = Object.entries(functions).filter(
      ([, { __endpoint }]) => "callableTrigger" in __endpoint,
    );
    expect(Object.keys(answers)).to.have.members(deployed.map(([name]) => name));
  });

  describe("is what is answered", () => {
    /** Calls a callable, and checks that its answer has the fields of its schema and no other. */
    async function answered<Name extends keyof Callables>(
      name: Name,
      request: Callables[Name]["request"],
    ): Promise<Callables[Name]["answer"]> {
      const answer = await call<Callables[Name]["answer"]>(functions[name] as never, "ann", request);
      expect(answers[name].parse(answer)).to.deep.equal(answer);
      return answer;
    }
    const pay = (paymentIntentId: string, cvv: string) =>
      answered("executePayment", { paymentIntentId, paymentMethodToken: "tok_visa", cvv });

    const giveBack = async (bookingId: string) => {
      const { refundAmount: expectedRefund } = await answered("quoteRefund", { bookingId });
      const { refund } = await answered("cancelBooking", { bookingId, expectedRefund });
      expect(refund).to.include({ amount: expectedRefund, status: "REQUIRED" });
    };

    it("of a booking, its payment, its seats, their list and their refund", async () => {
      const performanceId = await openPerformance({
        refundPolicy: { tiers: [{ daysBefore: 0, feePercent: 10 }] },
      });
      const book = (seatId: string) =>
        answered("createBooking", { performanceId, seatIds: [seatId], paymentMethod: "CREDIT_CARD" });
      const [paid, declined, cancelled] = [await book("A1"), await book("A2"), await book("A3")];
      await answered("getOccupiedSeats", { performanceId });
      expect(await pay(paid.paymentIntentId, "121")).to.include({ status: "SUCCESS", failure: null });
      expect(await pay(declined.paymentIntentId, "122")).to.include({ status: "FAILURE" });
      await answered("cancelBooking", { bookingId: cancelled.bookingId });
      await giveBack(paid.bookingId);
      const { nextCursor } = await answered("getMyBookings", { pageSize: 1 });
      await answered("getMyBookings", { cursor: nextCursor });
    });
  });

  describe("is what a refusal carries for", () => {
    const { booking, locks } = aPurchase();
    const order = priceOrder(aPerformance(), aWish(), NOW);
    const count = { userId: "ann", performanceId: "perf_1", tickets: 0, updatedAt: NOW };
    const refuse = (refusal: Refusal) => () => {
      throw refusal;
    };
    const cases: Record<Detailed, () => unknown> = {
      SEAT_NOT_FOUND: () => findSeats(aPerformance(), ["Z1"]),
      SEAT_TAKEN: refuse(seatTaken(locks)),
      SALES_NOT_OPEN: () => assertOnSale(aPerformance(), at(-1e9)),
      SALES_CLOSED: () => assertOnSale(aPerformance(), at(1e9)),
      BOOKING_NOT_PENDING: refuse(notPending({ status: "confirmed", cancelReason: null })),
      REFUND_CHANGED: refuse(
        new Refusal("REFUND_CHANGED", "Changed.", { refundAmount: 270_000, fee: 30_000 }),
      ),
      REQUEST_ID_REUSED: () => assertSameWish(booking, aWish({ userId: "ben" })),
      TICKET_LIMIT: () => assertWithinLimit(order, 9),
      TOO_MANY_ATTEMPTS: () => assertFewGivenBack({ ...count, givenBack: { [quarterOf(NOW)]: 21 } }, 10, NOW),
    };
    // @ts-expect-error A refusal without the details of its reason does not compile.
    void new Refusal("SEAT_TAKEN", "Taken.");
    // @ts-expect-error Nor does one with details that its reason does not have.
    void new Refusal("CONTENDED", "Try again.", { seatIds: ["A1"] });
    for (const [reason, decide] of Object.entries(cases)) {
      it(reason, () => {
        const details = refusesWith(reason as Detailed, decide);
        expect(refusalDetails[reason as Detailed].parse(details)).to.deep.equal(details);
      });
    }
  });
});

import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import { bookings } from "../../src/bookings/store/collections.js";
import { showSeats } from "../../src/seatmap/store/showSeats.js";
import { purchaseIds } from "../../src/shared/ids.js";
import { errorOf } from "../support/logs.js";
import { giveBack, paid } from "../support/refunds.js";
import { shownOf } from "../support/seatMaps.js";
import { watched, type Watcher } from "../support/transport.js";
import { changesNothing } from "../support/unchanged.js";
import {
  book,
  bookingEvent,
  cancel,
  DECLINED,
  deliver,
  expire,
  functions,
  held,
  openPerformance,
  pay,
  refusal,
  runSweep,
} from "../support/world.js";

/** Makes a change of a booking and delivers its event. */
async function heard(bookingId: string, change: () => Promise<unknown>): Promise<void> {
  await (
    await bookingEvent(bookingId, change)
  )();
}

describe("onBookingWritten", () => {
  it("is delivered again until it succeeds, and listens to bookings only", () => {
    const { eventTrigger } = functions.onBookingWritten.__endpoint;
    expect(eventTrigger).to.include({ eventType: "google.cloud.firestore.document.v1.written", retry: true });
    const { document } = (eventTrigger as unknown as { eventFilterPathPatterns: { document: string } })
      .eventFilterPathPatterns;
    expect(document).to.equal("bookings/{bookingId}");
  });

  it("shows the seats of a new booking as locked", async () => {
    const performanceId = await openPerformance();
    const requestId = "6f6ba4ad-0ba8-4a5c-8a0d-2d42e4a3f7d1";
    const { bookingId } = purchaseIds("ann", requestId);
    await heard(bookingId, () => book("ann", performanceId, ["A1", "A2"], { requestId }));
    expect(await shownOf(performanceId, ["A1", "A2", "A3"])).to.deep.equal(["locked", "locked", "free"]);
  });

  it("shows the seats of a confirmed booking as sold, and those that are given back as free", async () => {
    const { performanceId, bookingId, paymentIntentId } = await paid(["A1", "A2", "A3"]);
    const seats = () => shownOf(performanceId, ["A1", "A2", "A3"]);
    await heard(bookingId, () => deliver(paymentIntentId));
    expect(await seats()).to.deep.equal(["sold", "sold", "sold"]);
    await heard(bookingId, () => giveBack(bookingId, ["A2"]));
    expect(await seats()).to.deep.equal(["sold", "free", "sold"]);
    await heard(bookingId, () => giveBack(bookingId));
    expect(await seats()).to.deep.equal(["free", "free", "free"]);
  });

  it("shows the seats of a booking that is taken over as its new owner has them", async () => {
    const { performanceId, bookingId, paymentIntentId } = await held();
    await showSeats(performanceId, [{ bookingId, seatIds: ["A1", "A2"] }]);
    await expire(paymentIntentId);
    await heard(bookingId, () => book("ben", performanceId, ["A2", "A3"]));
    expect(await shownOf(performanceId, ["A1", "A2", "A3"])).to.deep.equal(["free", "locked", "free"]);
  });

  for (const [what, change] of Object.entries<(purchase: Purchase) => Promise<unknown>>({
    cancelled: ({ bookingId }) => cancel("ann", bookingId),
    expired: ({ paymentIntentId }) => expire(paymentIntentId).then(runSweep),
    declined: ({ paymentIntentId }) =>
      pay("ann", paymentIntentId, DECLINED).then(() => deliver(paymentIntentId)),
  })) {
    it(`shows the seats of a booking that is ${what} as free`, async () => {
      const purchase = await held();
      const { performanceId, bookingId } = purchase;
      await showSeats(performanceId, [{ bookingId, seatIds: ["A1", "A2"] }]);
      await heard(bookingId, () => change(purchase));
      expect(await shownOf(performanceId, ["A1", "A2"])).to.deep.equal(["free", "free"]);
    });
  }

  it("shows the end of a new lock", async () => {
    const { performanceId, bookingId, paymentIntentId } = await held();
    await heard(bookingId, () => expire(paymentIntentId, 60_000));
    expect(await shownOf(performanceId, ["A1"], 50_000)).to.deep.equal(["locked"]);
    expect(await shownOf(performanceId, ["A1"], 66_000)).to.deep.equal(["free"]);
  });

  it("shows the seats of a booking that someone deletes", async () => {
    const { performanceId, bookingId } = await held();
    await heard(bookingId, () => bookings.doc(bookingId).delete());
    expect(await shownOf(performanceId, ["A1"])).to.deep.equal(["locked"]);
  });

  it("does nothing for a change of anything else", async () => {
    const { bookingId } = await held();
    const event = await bookingEvent(bookingId, () => bookings.doc(bookingId).update({ refundedAmount: 1 }));
    await changesNothing(event);
  });

  it("is delivered again if it could not show the seats", async () => {
    const { bookingId } = await held();
    const event = await bookingEvent(bookingId, () => cancel("ann", bookingId));
    const refused: Watcher = ({ isCommit }) => (isCommit ? { refuse: status.ABORTED } : "pass");
    expect(await refusal(watched(refused, event))).to.include({ reason: "CONTENDED" });
  });

  it("leaves out a malformed booking with one error, and shows it once it is repaired", async () => {
    const { performanceId, bookingId } = await held();
    const ref = bookings.doc(bookingId);
    const spoilt = await bookingEvent(bookingId, () => ref.update({ status: "lost" }));
    expect(await errorOf(spoilt)).to.include("document.malformed");
    expect(await shownOf(performanceId, ["A1"])).to.deep.equal(["locked"]);
    const repaired = await bookingEvent(bookingId, () => ref.update({ status: "pending" }));
    expect(await errorOf(repaired)).to.include("document.malformed");
    expect(await shownOf(performanceId, ["A1"])).to.deep.equal(["locked"]);
  });
});

type Purchase = Awaited<ReturnType<typeof held>>;

import { expect } from "chai";
import { settleBooking } from "../../../src/bookings/store/settleBooking.js";
import { db } from "../../../src/firestore/database.js";
import { seatKey } from "../../../src/shared/ids.js";
import { status } from "@grpc/grpc-js";
import { giveBack, paid } from "../../support/refunds.js";
import { type Fate, type FirestoreRequest, watched } from "../../support/transport.js";
import { bookingOf } from "../../support/documents.js";
import { linesOf } from "../../support/logs.js";
import { DECLINED, held, pay } from "../../support/world.js";
import { changesNothing } from "../../support/unchanged.js";

describe("the settlement of a booking", () => {
  for (const [outcome, cvv, settled] of [
    ["SUCCESS", "121", "confirmed"],
    ["FAILURE", "122", "released"],
  ] as const) {
    it(`after ${outcome} tells that it ${settled} it, and afterwards that this was done before`, async () => {
      const { bookingId, paymentIntentId } = await held(["A1"]);
      await pay("ann", paymentIntentId, { cvv });
      expect(await settleBooking(bookingId, outcome)).to.equal(settled);
      expect(await changesNothing(() => settleBooking(bookingId, outcome))).to.equal("settled before");
    });
  }

  /** Lets `act` come before the seats are read. Only an attempt after the first reads them, so that one loses a race. */
  function beforeItsSeatsAreRead(act: () => Promise<unknown>) {
    let isFirst = true;
    return async ({ isCommit, collections }: FirestoreRequest): Promise<Fate> => {
      if (isCommit && isFirst) {
        isFirst = false;
        return { refuse: status.ABORTED };
      }
      if (collections.has("occupiedSeats")) await act();
      return "pass";
    };
  }

  it("finds a booking given back that was confirmed and given back before its seats were read", async () => {
    const { bookingId } = await paid(["A1"]);
    const watcher = beforeItsSeatsAreRead(async () => {
      await settleBooking(bookingId, "SUCCESS");
      await giveBack(bookingId);
    });
    expect(await watched(watcher, () => settleBooking(bookingId, "SUCCESS"))).to.equal("settled before");
  });

  it("fails by name where the booking and its seats are deleted before the seats are read", async () => {
    const { bookingId, performanceId } = await paid(["A1"]);
    const watcher = beforeItsSeatsAreRead(async () => {
      await db.doc(`bookings/${bookingId}`).delete();
      await db.doc(`occupiedSeats/${seatKey(performanceId, "A1")}`).delete();
    });
    const settling = watched(watcher, () => settleBooking(bookingId, "SUCCESS"));
    expect(String(await settling.catch((error: unknown) => error))).to.match(
      /^Inconsistency: booking \w+ is not there/,
    );
  });

  it("fails by name where the booking is nowhere to be found", async () => {
    const thrown = await settleBooking("bk_nowhere", "SUCCESS").catch((error: unknown) => error);
    expect(String(thrown)).to.include("bk_nowhere");
  });

  it("is written into the log", async () => {
    const { bookingId } = await paid(["A1"]);
    expect(await linesOf(() => settleBooking(bookingId, "SUCCESS"))).to.deep.equal([
      { message: "booking.confirmed", bookingId },
    ]);
    const declined = await held(["A1"]);
    await pay("ann", declined.paymentIntentId, DECLINED);
    expect(await linesOf(() => settleBooking(declined.bookingId, "FAILURE"))).to.deep.equal([
      { message: "booking.cancelled", bookingId: declined.bookingId, cancelReason: "PAYMENT_FAILED" },
    ]);
    expect(await bookingOf(declined.bookingId)).to.include({ cancelReason: "PAYMENT_FAILED" });
  });
});

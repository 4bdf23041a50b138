import { expect } from "chai";
import { cancelIntent, releaseBooking } from "../../../src/bookings/store/releaseBooking.js";
import { cancel, held } from "../../support/world.js";
import { changesNothing } from "../../support/unchanged.js";
import { bookings } from "../../../src/bookings/store/collections.js";
import { db } from "../../../src/firestore/database.js";
import { paymentIntents } from "../../../src/payments/store/collections.js";

describe("the release of a booking", () => {
  it("is a fault, which names the booking, where it holds no seats: its seats may be another's by now", async () => {
    const { bookingId } = await held(["A1"]);
    await cancel("ann", bookingId);
    const cancelled = await bookings.doc(bookingId).get();
    const missing = await bookings.doc("bk_nowhere").get();
    await changesNothing(async () => {
      for (const booking of [cancelled, missing]) {
        expect(() => releaseBooking(db.batch(), booking, "EXPIRED", { own: [], lost: [] })).to.throw(
          `bookings/${booking.id} holds no seats`,
        );
      }
    });
  });

  it("is a fault, which names the payment, where that is not there or was closed before", async () => {
    const { bookingId, paymentIntentId } = await held(["A1"]);
    await cancel("ann", bookingId);
    const closed = await paymentIntents.doc(paymentIntentId).get();
    const missing = await paymentIntents.doc("pi_nowhere").get();
    expect(() => cancelIntent(db.batch(), missing, "USER")).to.throw(
      "paymentIntents/pi_nowhere does not exist",
    );
    expect(() => cancelIntent(db.batch(), closed, "USER")).to.throw(
      `${paymentIntentId} cannot go from CANCELLED`,
    );
  });
});

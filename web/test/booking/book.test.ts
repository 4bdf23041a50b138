import { expect } from "chai";
import { book } from "../../src/booking/book.js";
import { openBooking } from "../../src/booking/openBooking.js";
import { keep, kept, newPurchase } from "../../src/booking/purchase.js";
import { answers, fails, service, tabStorage, troubleOf } from "../support/calls.js";

const wish = { performanceId: "perf", seatIds: ["A1", "A2"], paymentMethod: "CREDIT_CARD" as const };
const booked = {
  bookingId: "bk_1",
  paymentIntentId: "pi_1",
  status: "pending",
  seats: [{ seatId: "A1", section: "VIP", price: 1 }],
  totalAmount: 1,
  currency: "KRW",
  expiresAt: "2027-05-01T10:35:00.000Z",
  serverTime: "2027-05-01T10:30:00.000Z",
};

describe("booking", () => {
  it("keeps its request id before the call", async () => {
    const storage = tabStorage();
    const { waiting } = service();
    let keptBefore: string | undefined;
    const call = async () => {
      keptBefore = kept(storage)?.request.requestId;
      return booked as never;
    };
    const purchase = newPurchase(wish);
    await book(purchase, call, storage, waiting);
    expect(keptBefore).to.equal(purchase.request.requestId);
    expect(keptBefore).to.match(/^[0-9a-f-]{36}$/);
  });

  it("sends the same request again after a lost answer, and keeps the booking", async () => {
    const storage = tabStorage();
    const { call, waiting, received } = service(
      fails({ reason: "LOST" }),
      fails({ reason: "OUTCOME_UNKNOWN" }),
      fails({ reason: "CONTENDED" }),
      answers(booked),
    );
    expect(await book(newPurchase(wish), call, storage, waiting)).to.equal(booked);
    expect(new Set(received.map(({ request }) => JSON.stringify(request))).size).to.equal(1);
    expect(kept(storage)?.answer?.bookingId).to.equal("bk_1");
  });

  it("sends the kept request after a reload", async () => {
    const storage = tabStorage();
    const first = newPurchase(wish);
    keep(storage, first);
    const { call, waiting, received } = service(answers(booked));
    await book(kept(storage)!, call, storage, waiting);
    expect(received[0]!.request).to.deep.equal(first.request);
  });

  for (const [ended, turn] of Object.entries({
    answered: answers(booked),
    refused: fails({ reason: "SEAT_TAKEN", seatIds: ["A1"] }),
  })) {
    it(`leaves a newer purchase alone that began before it was ${ended}`, async () => {
      const storage = tabStorage();
      const { call, waiting } = service(fails({ reason: "LOST" }), turn);
      const newer = newPurchase({ ...wish, seatIds: ["B1"] });
      const wait = async () => keep(storage, newer);
      await book(newPurchase(wish), call, storage, { ...waiting, wait }).catch(() => {});
      expect(kept(storage)).to.deep.equal(newer);
    });
  }

  it("forgets a refused purchase, so that the next one has another request id", async () => {
    const storage = tabStorage();
    const { call, waiting } = service(fails({ reason: "SEAT_TAKEN", seatIds: ["A1"] }));
    const refused = await troubleOf(book(newPurchase(wish), call, storage, waiting));
    expect(refused).to.deep.equal({ reason: "SEAT_TAKEN", seatIds: ["A1"] });
    expect(kept(storage)).to.equal(null);
    const ids = [newPurchase(wish), newPurchase(wish)].map(({ request }) => request.requestId);
    expect(ids[0]).not.to.equal(ids[1]);
  });
});

describe("opening a booking to pay for it", () => {
  const keptPurchase = () => {
    const storage = tabStorage();
    keep(storage, { ...newPurchase(wish), answer: booked as never });
    return storage;
  };

  it("asks nothing right after booking", async () => {
    const { call, waiting } = service();
    const options = { call, waiting, storage: keptPurchase(), isClockExact: true };
    expect((await openBooking("bk_1", options)).performanceId).to.equal("perf");
  });

  it("sends the booking's request again after a reload, because the answer tells the server's time", async () => {
    const { call, waiting, received } = service(answers({ ...booked, status: "confirmed" }));
    const options = { call, waiting, storage: keptPurchase(), isClockExact: false };
    expect((await openBooking("bk_1", options)).status).to.equal("confirmed");
    expect(received.map(({ name }) => name)).to.deep.equal(["createBooking"]);
  });

  it("finds a booking of another tab in the list, page by page, and asks for the server's time", async () => {
    const found = { ...booked, performanceId: "perf", seatIds: ["A1"] };
    const { call, waiting, received } = service(
      answers({ bookings: [{ ...found, bookingId: "bk_2" }], nextCursor: "more" }),
      answers({ bookings: [found], nextCursor: null }),
      answers({ seats: [], serverTime: booked.serverTime }),
    );
    const options = { call, waiting, storage: tabStorage(), isClockExact: false };
    expect((await openBooking("bk_1", options)).bookingId).to.equal("bk_1");
    expect(received.map(({ name }) => name)).to.deep.equal([
      "getMyBookings",
      "getMyBookings",
      "getOccupiedSeats",
    ]);
    expect(received[1]!.request).to.deep.equal({ cursor: "more" });
  });

  it("says that there is no such booking", async () => {
    const { call, waiting } = service(answers({ bookings: [], nextCursor: null }));
    const options = { call, waiting, storage: tabStorage(), isClockExact: false };
    expect(await troubleOf(openBooking("bk_1", options))).to.deep.equal({ reason: "BOOKING_NOT_FOUND" });
  });
});

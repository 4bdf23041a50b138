import { expect } from "chai";
import { book } from "../../src/booking/book.js";
import { keepChoice, keptChoice } from "../../src/booking/choice.js";
import { openBooking } from "../../src/booking/openBooking.js";
import { keepOwn, ownBookings, type OwnBooking } from "../../src/booking/ownBookings.js";
import { keep, kept, newPurchase } from "../../src/booking/purchase.js";
import { answers, fails, means, service, storage, troubleOf } from "../support/calls.js";
import { booked, listed, own } from "../support/bookings.js";

const wish = { performanceId: "perf", seatIds: ["A1", "A2"], paymentMethod: "CREDIT_CARD" as const };
const answered = { ...booked, serverTime: "2027-05-01T10:30:00.000Z" };

describe("booking", () => {
  it("keeps its request id before the call", async () => {
    const at = means();
    let keptBefore: string | undefined;
    const call = async () => {
      keptBefore = kept(at.tab)[0]?.requestId;
      return answered as never;
    };
    const purchase = newPurchase(wish);
    await book(purchase, { ...at, call });
    expect(keptBefore).to.equal(purchase.requestId);
    expect(keptBefore).to.match(/^[0-9a-f-]{36}$/);
  });

  it("sends the same request again after a lost answer, and keeps the booking for all tabs", async () => {
    const at = means(
      fails({ reason: "LOST" }),
      fails({ reason: "OUTCOME_UNKNOWN" }),
      fails({ reason: "CONTENDED" }),
      answers(answered),
    );
    expect(await book(newPurchase(wish), at)).to.equal(answered);
    expect(new Set(at.received.map(({ request }) => JSON.stringify(request))).size).to.equal(1);
    expect(ownBookings(at.browser)).to.deep.equal([own]);
    expect(kept(at.tab)).to.deep.equal([]);
  });

  it("sends the kept request after a reload", async () => {
    const at = means(answers(answered));
    const first = newPurchase(wish);
    keep(at.tab, first);
    await book(kept(at.tab)[0]!, at);
    const { pressedAt: _, ...request } = first;
    expect(at.received[0]!.request).to.deep.equal(request);
  });

  it("sends no request again after five minutes, when its user may be gone, but finds its booking", async () => {
    const old = () => ({ ...newPurchase(wish), pressedAt: Date.now() - 5 * 60_000 });
    const pending = { ...listed, seatIds: ["A2", "A1"] };
    const others = [
      { ...pending, status: "confirmed" as const },
      { ...pending, performanceId: "another" },
      { ...pending, seatIds: ["A1"] },
      { ...pending, seatIds: ["A1", "A3"] },
    ];
    const made = means(
      fails({ reason: "LOST" }),
      answers({ bookings: [...others, pending], nextCursor: null }),
    );
    expect(await book(old(), made)).to.equal(pending);
    expect(ownBookings(made.browser)).to.have.length(1);
    const none = means(answers({ bookings: others, nextCursor: null }));
    keep(none.tab, old());
    const unanswered = await troubleOf(book(kept(none.tab)[0]!, none));
    expect(unanswered).to.deep.equal({ reason: "UNANSWERED" });
    expect(kept(none.tab)).to.deep.equal([]);
    for (const { name } of [...made.received, ...none.received]) expect(name).to.equal("getMyBookings");
  });

  it("grows old while it has no answer", async () => {
    const at = means(fails({ reason: "LOST" }), answers({ bookings: [], nextCursor: null }));
    const purchase = newPurchase(wish);
    const wait = async () => void (purchase.pressedAt -= 5 * 60_000);
    const end = await troubleOf(book(purchase, { ...at, waiting: { ...at.waiting, wait } }));
    expect(end).to.deep.equal({ reason: "UNANSWERED" });
    expect(at.received.map(({ name }) => name)).to.deep.equal(["createBooking", "getMyBookings"]);
  });

  it("leaves the choice without the booked seats, and as it was if nothing is booked", async () => {
    for (const [turn, left] of [
      [answers(answered), ["B1"]],
      [fails({ reason: "TICKET_LIMIT", limit: 4, held: 3 }), ["A1", "B1", "A2"]],
      [answers({ ...answered, status: "cancelled" }), ["A1", "B1", "A2"]],
    ] as const) {
      const at = means(turn);
      keepChoice(at.tab, "perf", ["A1", "B1", "A2"]);
      await book(newPurchase(wish), at).catch(() => {});
      expect(keptChoice(at.tab, "perf")).to.deep.equal(left);
    }
  });

  for (const [ended, turn] of Object.entries({
    answered: answers(answered),
    refused: fails({ reason: "SEAT_TAKEN", seatIds: ["A1"] }),
  })) {
    it(`leaves a newer purchase alone that began before it was ${ended}`, async () => {
      const at = means(fails({ reason: "LOST" }), turn);
      const newer = newPurchase({ ...wish, seatIds: ["B1"] });
      const wait = async () => keep(at.tab, newer);
      await book(newPurchase(wish), { ...at, waiting: { ...at.waiting, wait } }).catch(() => {});
      expect(kept(at.tab)).to.deep.equal([newer]);
    });
  }

  it("leaves what is known of the booking by now, if its answer comes late", async () => {
    const at = means(answers(answered));
    const sent = { ...own, wasSent: true };
    keepOwn(at.browser, sent);
    await book(newPurchase(wish), at);
    expect(ownBookings(at.browser)).to.deep.equal([sent]);
  });

  it("keeps nothing of a booking that is answered as cancelled", async () => {
    const at = means(answers({ ...answered, status: "cancelled" }));
    await book(newPurchase(wish), at);
    expect(ownBookings(at.browser)).to.deep.equal([]);
  });

  it("forgets a refused purchase, so that the next one has another request id, and no earlier booking", async () => {
    const at = means(fails({ reason: "SEAT_TAKEN", seatIds: ["A1"] }));
    keepOwn(at.browser, own);
    const refused = await troubleOf(book(newPurchase(wish), at));
    expect(refused).to.deep.equal({ reason: "SEAT_TAKEN", seatIds: ["A1"] });
    expect(kept(at.tab)).to.deep.equal([]);
    expect(ownBookings(at.browser)).to.deep.equal([own]);
    const ids = [newPurchase(wish), newPurchase(wish)].map(({ requestId }) => requestId);
    expect(ids[0]).not.to.equal(ids[1]);
  });
});

describe("opening a booking to pay for it", () => {
  const opened = (isClockExact: boolean, keeps: OwnBooking[], ...turns: Parameters<typeof service>) => {
    const browser = storage();
    for (const booking of keeps) keepOwn(browser, booking);
    const { call, received } = service(...turns);
    return {
      opening: openBooking("bk_1", isClockExact, { call, storage: browser }),
      names: () => received.map(({ name }) => name),
      received,
    };
  };

  it("asks nothing right after booking", async () => {
    expect(await opened(true, [own]).opening).to.deep.equal(own);
  });

  it("asks what it is by now after a reload, and for the server's time", async () => {
    const page = answers({ bookings: [listed], nextCursor: null });
    const pending = opened(false, [own], page, answers({ seats: [], serverTime: answered.serverTime }));
    expect((await pending.opening).status).to.equal("pending");
    expect(pending.names()).to.deep.equal(["getMyBookings", "getOccupiedSeats"]);
    const paid = answers({ bookings: [{ ...listed, status: "confirmed" }], nextCursor: null });
    expect((await opened(false, [own], paid).opening).status).to.equal("confirmed");
  });

  it("asks what it is by now if its time is over, or it was confirmed", async () => {
    for (const changed of [{ expiresAt: "2001-01-01T00:00:00.000Z" }, { status: "confirmed" as const }]) {
      const page = answers({ bookings: [{ ...listed, status: "confirmed" }], nextCursor: null });
      const asked = opened(true, [{ ...own, ...changed }], page);
      expect((await asked.opening).status).to.equal("confirmed");
      expect(asked.names()).to.deep.equal(["getMyBookings"]);
    }
  });

  it("finds a booking that this browser does not keep in the list, page by page", async () => {
    const { opening, received } = opened(
      true,
      [],
      answers({ bookings: [{ ...listed, bookingId: "bk_2", status: "confirmed" }], nextCursor: "more" }),
      answers({ bookings: [listed], nextCursor: null }),
      answers({ seats: [], serverTime: answered.serverTime }),
    );
    expect((await opening).bookingId).to.equal("bk_1");
    const pages = received.filter(({ name }) => name === "getMyBookings");
    expect(pages.map(({ request }) => request)).to.deep.equal([{ cursor: null }, { cursor: "more" }]);
  });

  it("says that there is no such booking", async () => {
    const { opening } = opened(true, [], answers({ bookings: [], nextCursor: null }));
    expect(await troubleOf(opening)).to.deep.equal({ reason: "BOOKING_NOT_FOUND" });
  });
});

import { expect } from "chai";
import {
  forgetOwn,
  heldBookings,
  keepOwn,
  ownBooking,
  ownBookings,
  readBookings,
  seatsOf,
  type OwnBooking,
} from "../../src/booking/ownBookings.js";
import { keptChoice } from "../../src/booking/choice.js";
import { kept } from "../../src/booking/purchase.js";
import type { Trouble } from "../../src/calls/trouble.js";
import { answers, fails, service, storage, troubleOf } from "../support/calls.js";
import { listed, own } from "../support/bookings.js";

const agoIso = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const seat = (seatId: string) => ({ seatId, section: "VIP", price: 1 });

function keeping(...bookings: OwnBooking[]) {
  const browser = storage();
  for (const booking of bookings) keepOwn(browser, booking);
  return browser;
}

describe("the bookings that a browser keeps", () => {
  it("are held while they are pending and their time is not over", () => {
    const browser = keeping(
      own,
      { ...own, bookingId: "bk_2" },
      { ...own, bookingId: "bk_3", status: "confirmed" },
      { ...own, bookingId: "bk_4", performanceId: "other" },
      { ...own, bookingId: "bk_5", expiresAt: agoIso(1) },
    );
    expect(heldBookings(browser, "perf").map(({ bookingId }) => bookingId)).to.deep.equal(["bk_1", "bk_2"]);
  });

  it("have the seats that are paid or may still be paid", () => {
    const bookings: OwnBooking[] = [
      own,
      { ...own, seats: [seat("A2")], status: "confirmed", expiresAt: agoIso(1) },
      { ...own, seats: [seat("A3")], expiresAt: agoIso(1) },
      { ...own, seats: [seat("A4")], performanceId: "other" },
    ];
    expect(seatsOf(bookings, "perf")).to.deep.equal(["A1", "A2"]);
  });

  it("stay confirmed when older news comes", () => {
    const browser = keeping({ ...own, status: "confirmed", wasSent: true }, own);
    expect(ownBooking(browser, "bk_1")).to.include({ status: "confirmed", wasSent: true });
  });

  it("are forgotten an hour after their time to pay, and leave nothing behind", () => {
    const old = { ...own, bookingId: "bk_0", expiresAt: agoIso(61) };
    const browser = keeping(old, own);
    expect(ownBookings(browser)).to.deep.equal([own]);
    forgetOwn(browser, "bk_1");
    expect(browser.items.size).to.equal(0);
  });

  it("follow the list, but not where it is behind a payment", async () => {
    const browser = keeping(
      ...["paid", "gone", "open"].map((bookingId) => ({ ...own, bookingId })),
      { ...own, bookingId: "ahead", status: "confirmed", wasSent: true },
      { ...own, bookingId: "given back", status: "confirmed", seats: [seat("A1"), seat("A2")] },
    );
    const statuses = {
      paid: "confirmed",
      gone: "cancelled",
      open: "pending",
      ahead: "pending",
      "given back": "confirmed",
      unknown: "pending",
    };
    const bookings = Object.entries(statuses).map(([bookingId, status]) => ({
      ...listed,
      bookingId,
      status,
    }));
    const seats = answers({ seats: [], serverTime: new Date().toISOString() });
    const { call } = service(answers({ bookings, nextCursor: null }), seats);
    await readBookings(null, { call, storage: browser });
    const known = ownBookings(browser).map(({ bookingId, status, seats }) => [
      bookingId,
      status,
      seats.length,
    ]);
    expect(known).to.deep.equal([
      ["paid", "confirmed", 1],
      ["open", "pending", 1],
      ["ahead", "confirmed", 1],
      ["given back", "confirmed", 1],
    ]);
  });

  it("can be read though the performance of a pending one is gone, but not without a connection", async () => {
    const page = answers({ bookings: [listed], nextCursor: null });
    const read = (trouble: Trouble) =>
      readBookings(null, { ...service(page, fails(trouble)), storage: storage() });
    expect((await read({ reason: "PERFORMANCE_NOT_FOUND" })).bookings).to.have.length(1);
    expect(await troubleOf(read({ reason: "LOST" }))).to.deep.equal({ reason: "LOST" });
  });

  it("are none where something else is kept, or there is no room", () => {
    for (const text of ["{broken", "null", "{}", '[{"x":1}]', '[null, "x"]']) {
      const browser = storage();
      browser.setItem("bookings", text);
      browser.setItem("choice perf", text);
      browser.setItem("purchases", text);
      expect(ownBookings(browser)).to.deep.equal([]);
      expect(keptChoice(browser, "perf").every((id) => typeof id === "string")).to.equal(true);
      expect(kept(browser)).to.deep.equal([]);
    }
    const full = storage();
    const setItem = () => {
      throw new Error("no room");
    };
    keepOwn({ ...full, setItem }, own);
    expect(ownBookings(full)).to.deep.equal([]);
  });
});

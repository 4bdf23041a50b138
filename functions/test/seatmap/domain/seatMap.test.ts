import { expect } from "chai";
import { draw, read, shownOf, type SeatMap } from "../../../src/seatmap/domain/seatMap.js";
import type { Shown } from "../../../src/seatmap/domain/codec.js";
import type { Block } from "../../../src/seatmap/domain/blocks.js";
import { seatMaps } from "../../../src/seatmap/store/collections.js";
import { seatMapKey } from "../../../src/shared/ids.js";
import { aPurchase, at, NOW } from "../../support/purchases.js";

describe("a seat map", () => {
  it("is given back as it was stored, whatever its rows are called", async () => {
    const rows = { A: "..#_=", "1층-나": "0Zz", constructor: ".", toString: "#" };
    const map: SeatMap = {
      performanceId: "perf_1",
      block: "1층-A",
      layout: "abc",
      base: NOW,
      rows,
      version: NOW.getTime(),
      updatedAt: NOW,
    };
    const ref = seatMaps.doc(seatMapKey(map.performanceId, map.block));
    await ref.set(map);
    expect((await ref.get()).data()).to.deep.equal(map);
    await ref.delete();
  });

  describe("shows a seat", () => {
    const { intent, locks } = aPurchase();
    const seat = locks[0]!;
    const end = seat.lockedUntil!.getTime();
    const booked = { ...seat, status: "booked", lockedUntil: null } as const;

    for (const [status, shown] of [
      ["PENDING", end],
      ["PROCESSING", "held"],
      ["SUCCESS", "held"],
      ["FAILURE", end],
      ["CANCELLED", end],
    ] as const) {
      it(`that is locked by a payment that is ${status}: ${shown === end ? "until its lock ends" : shown}`, () =>
        expect(shownOf(seat, { ...intent, status })).to.equal(shown));
      it(`that is booked as sold, while its payment is ${status}`, () =>
        expect(shownOf(booked, { ...intent, status })).to.equal("sold"));
    }

    it("without a document as free", () => expect(shownOf(undefined, undefined)).to.equal("free"));
    it("whose payment is not there until its lock ends", () =>
      expect(shownOf(seat, undefined)).to.equal(end));
    it("as held if it is locked without an end", () =>
      expect(shownOf({ ...seat, lockedUntil: null }, intent)).to.equal("held"));
    it("as held if its document or its payment is malformed", () => {
      expect(shownOf(null, intent)).to.equal("held");
      expect(shownOf(seat, null)).to.equal("held");
    });
  });

  it("is read as it was drawn, with a gap for no seat", () => {
    const ranges = [
      { section: "S", firstSeat: 2, lastSeat: 3 },
      { section: "S", firstSeat: 5, lastSeat: 5 },
    ];
    const block: Block = { block: "b1", name: "S", rows: [{ row: "A", firstSeat: 2, lastSeat: 5, ranges }] };
    const seats = new Map<string, Shown>([
      ["A2", "free"],
      ["A3", at(50_000).getTime()],
      ["A5", "sold"],
    ]);
    const rows = draw(block, seats, NOW.getTime());
    expect(rows).to.deep.equal({ A: ".9_#" });
    expect(read(block, { rows, base: NOW }, NOW.getTime())).to.deep.equal(seats);
    expect(read(block, { rows, base: NOW }, at(50_000).getTime()).get("A3")).to.equal("free");
  });

  it("shows seats as held that someone removed from it by hand", () => {
    const ranges = [{ section: "S", firstSeat: 1, lastSeat: 2 }];
    const block: Block = { block: "b1", name: "S", rows: [{ row: "A", firstSeat: 1, lastSeat: 2, ranges }] };
    expect([...read(block, { rows: { A: "." }, base: NOW }, NOW.getTime()).values()]).to.deep.equal([
      "free",
      "held",
    ]);
    expect([...read(block, { rows: {}, base: NOW }, NOW.getTime()).values()]).to.deep.equal(["held", "held"]);
  });
});

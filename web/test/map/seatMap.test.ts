import { expect } from "chai";
import { newerCounts } from "../../src/map/counts.js";
import { planOf, tiersOf } from "../../src/map/plan.js";
import { keepSame, newerMap, statesOf } from "../../src/map/seatMap.js";
import { BASE, block, seatMap, sections } from "../support/plan.js";

describe("the map of a block", () => {
  it("shows each character as a state", () => {
    const { rows } = block({ A: ".....", B: "..._." });
    const map = seatMap({ A: ".#=0z", B: "..._#" });
    expect(statesOf(rows, map, BASE)[0]).to.deep.equal(["free", "sold", "locked", "locked", "locked"]);
    expect(statesOf(rows, map, BASE)[1]![4]).to.equal("sold");
  });

  it("shows a lock as free once it has ended by the server's clock, without another answer", () => {
    const { rows } = block({ A: "." });
    const map = seatMap({ A: "1" });
    expect(statesOf(rows, map, BASE + 9_999)).to.deep.equal([["locked"]]);
    expect(statesOf(rows, map, BASE + 10_000)).to.deep.equal([["free"]]);
  });

  it("does not offer seats of a row that the map does not have yet", () => {
    const { rows } = block({ A: ".", B: ".." });
    expect(statesOf(rows, seatMap({ A: "." }), BASE)[1]).to.deep.equal(["locked", "locked"]);
  });

  it("never shows an older version again", () => {
    const [old, fresh] = [seatMap({ A: "." }, 7), seatMap({ A: "#" }, 8)];
    expect(newerMap(fresh, old)).to.equal(fresh);
    expect(newerMap(old, fresh)).to.equal(fresh);
    const later = seatMap({ A: "#" }, 8);
    expect(newerMap(fresh, later)).to.equal(later);
  });

  it("keeps what is the same, so that only changed rows are drawn again", () => {
    const { rows } = block({ A: "..", B: ".." });
    const before = statesOf(rows, seatMap({ A: "..", B: ".." }), BASE);
    const now = keepSame(before, statesOf(rows, seatMap({ A: "..", B: ".#" }), BASE));
    expect(now[0]).to.equal(before[0]);
    expect(now[1]).to.deep.equal(["free", "sold"]);
    expect(keepSame(now, statesOf(rows, seatMap({ A: "..", B: ".#" }), BASE))).to.equal(now);
  });
});

describe("the plan of a block", () => {
  it("joins the ranges of a row, with a gap between them and two prices", () => {
    const [row] = planOf(
      { sections },
      {
        block: "b1",
        name: "Front",
        rows: [
          { row: "A", section: "R", firstSeat: 6, lastSeat: 6 },
          { row: "A", section: "VIP", firstSeat: 3, lastSeat: 4 },
        ],
      },
    );
    expect(row!.places.map((seat) => seat && [seat.seatId, seat.section.name, seat.tier])).to.deep.equal([
      ["A3", "VIP", 0],
      ["A4", "VIP", 0],
      null,
      ["A6", "Royal", 1],
    ]);
  });

  it("gives sections of one price one colour", () => {
    const tiers = tiersOf([...sections, { section: "L", name: "Lodge", price: 150_000 }]);
    expect(tiers.map(({ price, sections: some }) => [price, some.length])).to.deep.equal([
      [150_000, 2],
      [100_000, 1],
    ]);
  });
});

describe("the counts of a house", () => {
  const counts = (block: string, version: number, free: number) => ({
    block,
    version,
    free,
    seats: 10,
    locked: 0,
    sold: 10 - free,
  });
  const answer = (...blocks: ReturnType<typeof counts>[]) => ({
    performanceId: "perf",
    blocks,
    serverTime: new Date(BASE).toISOString(),
    pollAfterMs: 5_000,
  });

  it("takes each block from the answer with the higher version, and keeps one that is left out", () => {
    const shown = answer(counts("b1", 5, 4), counts("b2", 5, 4));
    const next = newerCounts(shown, answer(counts("b1", 4, 9), counts("b3", 1, 1)));
    expect(next.blocks.map(({ block, free }) => [block, free])).to.deep.equal([
      ["b1", 4],
      ["b2", 4],
      ["b3", 1],
    ]);
    expect(newerCounts(shown, answer(counts("b2", 6, 0))).blocks[1]!.free).to.equal(0);
  });
});

import { expect } from "chai";
import fc from "fast-check";
import { Performance } from "../../../src/performances/performance.js";
import { blocksOf, layoutOf, placesIn, seatIdsOf, within } from "../../../src/seatmap/domain/blocks.js";
import { aPerformance } from "../../support/purchases.js";

type Range = { row: string; firstSeat: number; lastSeat: number; block?: string };

const plan = (sections: Range[][]) => ({
  sections: sections.map((rows, index) => ({
    section: `S${index}`,
    name: `Section ${index}`,
    price: 1,
    rows,
  })),
});
const hall = (...sections: Range[][]) => aPerformance(plan(sections));
const range = (row: string, firstSeat: number, lastSeat: number, block?: string): Range => ({
  row,
  firstSeat,
  lastSeat,
  ...(block === undefined ? {} : { block }),
});

/** Tells the blocks in short: each block's id, and its rows. */
const told = (performance: Performance) =>
  Object.fromEntries(blocksOf(performance).map(({ block, rows }) => [block, rows.map(({ row }) => row)]));

describe("the blocks of a performance", () => {
  it("are its sections, in the order of the file, if no row names a block", () => {
    const performance = hall([range("A", 1, 20), range("B", 1, 20)], [range("C", 1, 20)]);
    expect(told(performance)).to.deep.equal({ b1: ["A", "B"], b2: ["C"] });
    expect(blocksOf(performance).map(({ name }) => name)).to.deep.equal(["Section 0", "Section 1"]);
  });

  it("have at most 1,000 seats, but a longer row is a block of its own", () => {
    const performance = hall([
      range("A", 1, 600),
      range("B", 1, 400),
      range("C", 1, 1),
      range("D", 1, 5_000),
      range("E", 1, 1),
    ]);
    expect(told(performance)).to.deep.equal({ b1: ["A", "B"], b2: ["C"], b3: ["D"], b4: ["E"] });
  });

  it("are those that the rows name, across sections", () => {
    const performance = hall(
      [range("A", 1, 2, "1F-A"), range("B", 1, 2)],
      [range("C", 1, 2, "1F-A"), range("D", 1, 2)],
    );
    expect(told(performance)).to.deep.equal({ "1F-A": ["A", "C"], b1: ["B"], b2: ["D"] });
    expect(blocksOf(performance)[0]).to.include({ block: "1F-A", name: "1F-A" });
  });

  it("are numbered without those that the rows name", () => {
    const performance = hall([range("A", 1, 20, "1F")], [range("B", 1, 20)]);
    expect(told(performance)).to.deep.equal({ "1F": ["A"], b1: ["B"] });
  });

  it("have a row that is listed several times once, from its lowest number, where it is listed first", () => {
    const performance = hall([range("A", 5, 6)], [range("A", 1, 2, "X"), range("B", 1, 1)]);
    expect(told(performance)).to.deep.equal({ b1: ["A"], b2: ["B"] });
    const [row] = blocksOf(performance)[0]!.rows;
    expect(row!.ranges).to.deep.equal([
      { section: "S0", firstSeat: 5, lastSeat: 6 },
      { section: "S1", firstSeat: 1, lastSeat: 2 },
    ]);
    expect(placesIn(row!)).to.deep.equal(["A1", "A2", null, null, "A5", "A6"]);
  });

  it("have each seat exactly once, in the block of its row", () => {
    const block = fc.constantFrom(undefined, undefined, "X", "1층-나", "b", "1b2");
    const row = fc.constantFrom("A", "B", "1-C", "가", "constructor");
    const rows = fc.array(fc.tuple(row, fc.integer({ min: 1, max: 999 }), fc.nat(600), block), {
      minLength: 1,
      maxLength: 6,
    });
    let halls = 0;
    fc.assert(
      fc.property(fc.array(rows, { minLength: 1, maxLength: 4 }), (sections) => {
        const ranges = sections.map((some) =>
          some.map(([row, first, seats, block]) => range(row, first, first + seats, block)),
        );
        const { data, success } = Performance.safeParse({ ...aPerformance(), ...plan(ranges) });
        if (!success) return; // a seat is there twice
        halls++;
        const all = ranges
          .flat()
          .flatMap(({ row, firstSeat, lastSeat }) =>
            Array.from({ length: lastSeat - firstSeat + 1 }, (_, index) => `${row}${firstSeat + index}`),
          );
        const blocks = blocksOf(data);
        expect(blocks.flatMap(seatIdsOf).sort()).to.deep.equal(all.sort());
        expect(new Set(blocks.map(({ block }) => block)).size).to.equal(blocks.length);
        for (const seatId of all.slice(0, 20)) {
          const own = blocks.filter((block) => within(block, [seatId]).length > 0);
          expect(own).to.have.length(1);
          expect(seatIdsOf(own[0]!)).to.include(seatId);
        }
      }),
      { numRuns: 300 },
    );
    expect(halls, "halls without a seat twice").to.be.greaterThan(50);
  });

  it("have no row of a seat that is not there", () => {
    const [block] = blocksOf(hall([range("A", 1, 20)]));
    expect(within(block!, ["B1", "1", "A", "", "__proto__", "A20"])).to.deep.equal(["A20"]);
  });

  for (const block of ["", "1_F", "a b", "x".repeat(33), "__proto__", "A\u3164"]) {
    it(`are not named ${JSON.stringify(block)}`, () => {
      expect(() => hall([range("A", 1, 2, block)])).to.throw("must be 1 to 32 letters, digits or hyphens");
    });
  }

  it("are not named like those that the service cuts", () => {
    expect(() => hall([range("A", 1, 2, "b1")])).to.throw("must not be b and a number");
  });

  it("have another layout if their rows differ, or if the performance was written again", () => {
    const layout = (version: string, ...ranges: Range[]) => layoutOf(blocksOf(hall(ranges))[0]!, version);
    const one = layout("1", range("A", 1, 20));
    expect(layout("1", range("A", 1, 20))).to.equal(one);
    expect(layout("2", range("A", 1, 20))).to.not.equal(one);
    expect(layout("1", range("A", 1, 21))).to.not.equal(one);
    expect(layout("1", range("A", 1, 20), range("B", 1, 1))).to.not.equal(one);
  });
});

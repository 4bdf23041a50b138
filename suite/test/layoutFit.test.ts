import { expect } from "chai";
import { inWords } from "../documentFile.js";
import { misfits } from "../layoutFit.js";
import { checkLayouts } from "../layoutFile.js";
import { checked, inFile, layoutInFile } from "./support/database.js";

const { A, 가: second } = layoutInFile().rows;

/** What a layout lacks to draw the performance of `inFile`, line by line. */
function lacking(changes: object = {}, ofPerformance: object = {}): string[] {
  const layout = checkLayouts({ hall: layoutInFile(changes) }, "file")["hall"]!;
  return misfits(layout, checked({ perf: inFile(ofPerformance) })["perf"]!).map(inWords);
}

describe("whether a layout fits a performance", () => {
  it("finds nothing where it has all rows and blocks, and room for each seat", () => {
    expect(lacking()).to.deep.equal([]);
    expect(lacking({ rows: { ...layoutInFile().rows, ZZ: A } }), "a row that is not sold").to.deep.equal([]);
  });

  it("lists all that is missing, and not the first only", () => {
    expect(lacking({ rows: { 나: A }, blocks: { other: layoutInFile().blocks.b1 } })).to.deep.equal([
      "blocks.b1: is missing",
      "rows.A: is missing",
      "blocks.b2: is missing",
      'rows["가"]: is missing',
    ]);
  });

  it("finds a row that begins later than the performance's", () => {
    expect(lacking({ rows: { A: { ...A, firstSeat: 3 }, 가: second } })).to.deep.equal([
      "rows.A.firstSeat: is 3, and there is a seat 1",
    ]);
  });

  it("draws a performance that sells a part of a row, where that part is", () => {
    const sections = [
      { section: "R", name: "Royal", price: 1, rows: [{ row: "A", firstSeat: 6, lastSeat: 10 }] },
    ];
    const onFirstSeats = { ...second, x: 0, y: 50 };
    const rows = { A, B: { ...onFirstSeats, x: 25 } };
    const both = (firstSeat: number, lastSeat: number) => [
      { ...sections[0], rows: [...sections[0]!.rows, { row: "B", firstSeat, lastSeat }] },
    ];
    expect(lacking({ rows }, { sections: both(6, 7) })).to.deep.equal([]);
    expect(lacking({ rows }, { sections: both(1, 1) })).to.deep.equal([
      "rows.B: seats A6 and B1 are in one place",
    ]);
  });

  it("finds two rows that cross, by the seats where they do", () => {
    const crossing = { ...A, x: 20, y: 30, angle: 90 };
    expect(lacking({ rows: { A, 가: crossing } })).to.deep.equal([
      'rows["가"]: seats A5 and 가5 are in one place',
    ]);
  });

  it("counts the seats of two rows that are in the same place", () => {
    expect(lacking({ rows: { A, 가: { ...A, x: 2 } } })).to.deep.equal([
      'rows["가"]: seats A1 and 가1 are in one place, and 9 more pairs of these rows',
    ]);
  });

  it("lets seats be as near as half a pitch, and not nearer", () => {
    expect(lacking({ rows: { A, 가: { ...A, y: 52.5 } } })).to.deep.equal([]);
    expect(lacking({ rows: { A, 가: { ...A, y: 52.4 } } })).to.have.length(1);
    expect(lacking({ rows: { A, 가: { ...A, y: 52.5, pitch: 6 } } }), "the larger pitch").to.have.length(1);
  });

  it("finds a row that meets itself, because its circle is too small for its seats", () => {
    const circle = { ...A, curve: 8 * (5 / (2 * Math.PI)) };
    expect(lacking({ rows: { A: circle, 가: { ...second, y: 500 } } })).to.deep.equal([
      "rows.A: seats A1 and A9 are in one place, and 1 more pair of these rows",
    ]);
  });
});

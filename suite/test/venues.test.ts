import { expect } from "chai";
import { distanceOf, pointAt } from "../../functions/src/layouts/places.js";
import { blocksOf, seatIdsOf } from "../../functions/src/seatmap/domain/blocks.js";
import { storedBytes } from "../documentFile.js";
import { checkLayouts } from "../layoutFile.js";
import { misfits } from "../layoutFit.js";
import { checkPerformances } from "../performanceFile.js";
import { sampleLayouts, samplePerformances } from "../samples.js";
import { concert } from "../stadium.js";
import { houseSize } from "../stored.js";
import { houseOf } from "../venues/house.js";
import { stadium } from "../venues/stadium.js";

const layouts = checkLayouts({ ...sampleLayouts, stadium }, "file");
const performances = checkPerformances(
  { ...samplePerformances(new Date()), stadium: concert(Date.now()) },
  "file",
);

describe("the houses of the samples and of the stadium", () => {
  it("fit the performances in them", () => {
    const drawn = Object.entries(performances).filter(([, { layoutId }]) => layoutId !== undefined);
    expect(drawn.map(([id]) => id)).to.deep.equal(["perf_hall", "stadium"]);
    for (const [id, performance] of drawn)
      expect(misfits(layouts[performance.layoutId!]!, performance), id).to.deep.equal([]);
  });

  it("have 50,000 seats in the stadium, in blocks and documents of a size that is allowed", () => {
    const performance = performances["stadium"]!;
    expect(houseSize(performance)).to.be.within(50_000, 50_100);
    for (const block of blocksOf(performance)) expect(seatIdsOf(block).length).to.be.within(500, 1_000);
    for (const document of [performance, layouts["stadium"]!])
      expect(storedBytes(document)).to.be.lessThan(200_000);
  });
});

describe("a house of sectors", () => {
  const sector = {
    block: "A",
    name: { ko: "가", en: "A" },
    level: 1,
    centre: { x: 10, y: 20 },
    radius: 100,
    rows: 3,
    rowDistance: 8,
    pitch: 5,
    from: -30,
    to: 30,
    hasAisle: false,
    rowName: (index: number) => `A-${"ABC"[index]!}`,
    section: () => "R",
    accessible: () => [],
  };

  for (const hasAisle of [false, true])
    it(`fills each row evenly to both sides ${hasAisle ? "of its aisle" : "of its middle"}`, () => {
      const { rows, sections } = houseOf([{ ...sector, hasAisle }], [{ section: "R", name: "R", price: 1 }]);
      for (const { row, lastSeat } of sections[0]!.rows) {
        const line = rows[row]!;
        const [first, last] = [1, lastSeat].map((seat) => pointAt(line, distanceOf(line, seat)));
        // Both ends are equally far from the middle. They may differ a little, because places are
        // rounded to a centimetre.
        expect(last!.x - 10, row).to.be.closeTo(10 - first!.x, 0.4);
        expect(last!.y, row).to.be.closeTo(first!.y, 0.4);
        expect(line.gaps).to.deep.equal(hasAisle ? [lastSeat / 2] : []);
      }
    });
});

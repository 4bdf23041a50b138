import { expect } from "chai";
import fc from "fast-check";
import type { Layout } from "../../src/map/useLayout.js";
import { drawingOf, type Drawing } from "../../src/seats/drawing.js";
import { move } from "../../src/seats/moving.js";
import { PITCH } from "../../src/seats/shapes.js";
import { block } from "../support/plan.js";

type Line = Layout["rows"][string];

const line = (changes: Partial<Line> = {}): Line => ({
  firstSeat: 1,
  x: 0,
  y: 50,
  angle: 0,
  pitch: 5,
  curve: 0,
  gaps: [],
  accessible: [],
  ...changes,
});

/** A layout. The middle of its stage is at 10, 0 unless another stage is given. */
const layout = (rows: Record<string, Line>, stage = [0, -5, 20, -5, 20, 5, 0, 5]): Layout => ({
  layoutId: "hall",
  name: "Hall",
  stage,
  blocks: {},
  rows,
  serverTime: "2027-05-01T10:30:00.000Z",
});

const { rows } = block({ A: ".....", B: "....." });
const straight = drawingOf(rows, null);

/** The distances between neighbouring places of a row, in units of `PITCH`. */
const steps = ({ points }: Drawing, row: number) =>
  points[row]!.slice(1).map((point, index) => {
    const before = points[row]![index]!;
    return Math.hypot(point.x - before.x, point.y - before.y) / PITCH;
  });

describe("the drawing of a block", () => {
  it("has straight rows one below the other where there is no layout, or where it lacks a row", () => {
    expect(straight.points[1]!.map(({ y }) => y)).to.deep.equal(Array(5).fill(1.5 * PITCH));
    expect(steps(straight, 0)).to.deep.equal([1, 1, 1, 1]);
    expect(straight.rows).to.equal(rows);
    expect(drawingOf(rows, layout({ A: line() }))).to.deep.equal(straight);
  });

  it("leaves room for an aisle, and marks wheelchair places", () => {
    const drawing = drawingOf(rows, layout({ A: line({ gaps: [2], accessible: [4] }), B: line({ y: 58 }) }));
    const found = steps(drawing, 0);
    [1, 2, 1, 1].forEach((step, index) => expect(found[index]).to.be.closeTo(step, 1e-9));
    const marked = drawing.rows.flatMap(({ places }) => places.filter((seat) => seat?.isAccessible));
    expect(marked.map((seat) => seat!.seatId)).to.deep.equal(["A4"]);
  });

  it("begins a row that is sold in part where that part is", () => {
    const part = block({ A: "...." }).rows.map((row) => ({
      ...row,
      places: row.places.map((seat) => seat && { ...seat, number: seat.number + 2 }),
    }));
    const wide = line({ gaps: [1], accessible: [3] });
    const [one] = drawingOf(part, layout({ A: wide })).rows;
    expect(one!.places.map((seat) => seat!.isAccessible)).to.deep.equal([true, false, false, false]);
  });

  it("is turned until the rows are level and the stage is above, whatever the directions of the rows", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -180, max: 180, noNaN: true }),
        fc.boolean(),
        fc.boolean(),
        (angle, isBehind, isReversed) => {
          const turn = (angle * Math.PI) / 180;
          const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
          const at = (x: number, y: number) => ({ x: x * cos - y * sin, y: x * sin + y * cos });
          // Two rows 8 apart, numbered in one direction or in opposite ones, and the stage on one of their sides.
          const second = isReversed
            ? line({ ...at(20, 8), angle: angle + 180 })
            : line({ ...at(0, 8), angle });
          const middle = at(10, isBehind ? 300 : -300);
          const stage = [-1, -1, 1, -1, 1, 1, -1, 1].map((step, index) =>
            Math.round(step * 20 + (index % 2 === 0 ? middle.x : middle.y)),
          );
          const drawing = drawingOf(rows, layout({ A: line({ ...at(0, 0), angle }), B: second }, stage));
          for (const points of drawing.points)
            for (const { y } of points) expect(y).to.be.closeTo(points[0]!.y, 1e-6);
          expect(drawing.rows.map(({ row }) => row)).to.deep.equal(isBehind ? ["B", "A"] : ["A", "B"]);
          expect(drawing.points[1]![0]!.y - drawing.points[0]![0]!.y).to.be.closeTo((8 / 5) * PITCH, 1e-6);
          expect(drawing.arrow).to.equal("");
          const all = drawing.points.flat();
          expect(Math.min(...all.map(({ x }) => x))).to.be.at.least(PITCH / 2);
          expect(Math.max(...all.map(({ x }) => x))).to.be.at.most(drawing.width - PITCH / 2);
          expect(Math.max(...all.map(({ y }) => y))).to.be.at.most(drawing.height - PITCH / 2);
        },
      ),
    );
  });

  it("has an arrow to a stage that is at its side", () => {
    const stages: [x: number, arrow: string][] = [
      [10, ""],
      [70, "↗ "],
      [-50, "↖ "],
      [900, "→ "],
      [-900, "← "],
    ];
    for (const [x, arrow] of stages) {
      const stage = [x - 2, -2, x + 2, -2, x + 2, 2, x - 2, 2];
      expect(drawingOf(rows, layout({ A: line(), B: line({ y: 58 }) }, stage)).arrow, String(x)).to.equal(
        arrow,
      );
    }
  });

  it("lets the arrow keys lead where they point, also where numbers grow to the left", () => {
    const reversed = layout({ A: line({ x: 20, angle: 180 }), B: line({ y: 58 }) });
    const drawing = drawingOf(rows, reversed);
    const at = (row: number, column: number, key: string) => {
      const to = move(drawing, { row, column }, key);
      return to && drawing.rows[to.row]!.places[to.column]!.seatId;
    };
    expect(at(0, 1, "ArrowRight")).to.equal("A1");
    expect(at(0, 1, "ArrowLeft")).to.equal("A3");
    expect(at(0, 0, "ArrowRight")).to.equal(null);
    expect([at(0, 2, "Home"), at(0, 2, "End")]).to.deep.equal(["A5", "A1"]);
    expect(at(0, 1, "ArrowDown")).to.equal("B4");
    expect(at(1, 1, "ArrowRight")).to.equal("B3");
  });
});

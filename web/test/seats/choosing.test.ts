import { expect } from "chai";
import { choose } from "../../src/seats/choosing.js";
import { drawingOf, indentOf } from "../../src/seats/drawing.js";
import { move } from "../../src/seats/moving.js";
import { block } from "../support/plan.js";

/** The place of a seat by its id. */
const place = (places: ReturnType<typeof block>["places"], seatId: string) =>
  places.find(({ seat }) => seat.seatId === seatId)!;

describe("choosing seats", () => {
  it("chooses a free seat, gives it back, and refuses one that is taken or too many", () => {
    const { places } = block({ A: "..#=" });
    expect(choose([], place(places, "A1"), 2)).to.deep.equal({ is: "chosen", seatIds: ["A1"] });
    expect(choose(["A1", "A2"], place(places, "A1"), 2)).to.deep.equal({ is: "given back", seatIds: ["A2"] });
    expect(choose([], place(places, "A3"), 2)).to.deep.equal({ is: "taken" });
    expect(choose([], place(places, "A4"), 2)).to.deep.equal({ is: "taken" });
    expect(choose(["A1"], place(places, "A2"), 1)).to.deep.equal({ is: "too many" });
  });
});

describe("moving by keys", () => {
  const { rows } = block({ A: "....", B: ".._...", C: "...." });
  const drawing = drawingOf(rows, null);

  it("goes along a row, over gaps, and stops at its ends", () => {
    expect(move(drawing, { row: 1, column: 1 }, "ArrowRight")).to.deep.equal({ row: 1, column: 3 });
    expect(move(drawing, { row: 1, column: 3 }, "ArrowLeft")).to.deep.equal({ row: 1, column: 1 });
    expect(move(drawing, { row: 1, column: 5 }, "ArrowRight")).to.equal(null);
    expect(move(drawing, { row: 1, column: 3 }, "Home")).to.deep.equal({ row: 1, column: 0 });
    expect(move(drawing, { row: 1, column: 3 }, "End")).to.deep.equal({ row: 1, column: 5 });
  });

  it("goes to the seat that stands nearest above or below", () => {
    expect(indentOf(rows[0]!.places.length, 6)).to.equal(1);
    expect(move(drawing, { row: 0, column: 0 }, "ArrowDown")).to.deep.equal({ row: 1, column: 1 });
    expect(move(drawing, { row: 0, column: 1 }, "ArrowDown")).to.deep.equal({ row: 1, column: 1 });
    expect(move(drawing, { row: 1, column: 5 }, "ArrowDown")).to.deep.equal({ row: 2, column: 3 });
    expect(move(drawing, { row: 0, column: 0 }, "ArrowUp")).to.equal(null);
    expect(move(drawing, { row: 2, column: 0 }, "ArrowDown")).to.equal(null);
  });

  it("leaves other keys to the browser", () => {
    expect(move(drawing, { row: 0, column: 0 }, "Tab")).to.equal(null);
  });
});

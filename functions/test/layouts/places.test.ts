import { expect } from "chai";
import fc from "fast-check";
import { distanceOf, pointAt, type Point, type RowLine } from "../../src/layouts/places.js";

const line = (changes: Partial<RowLine> = {}): RowLine => ({
  firstSeat: 1,
  x: 10,
  y: 20,
  angle: 0,
  pitch: 5,
  curve: 0,
  gaps: [],
  ...changes,
});

const placeOf = (row: RowLine, seat: number): Point => pointAt(row, distanceOf(row, seat));
const apart = (one: Point, other: Point) => Math.hypot(one.x - other.x, one.y - other.y);

function expectAt(point: Point, x: number, y: number): void {
  expect(point.x).to.be.closeTo(x, 1e-3);
  expect(point.y).to.be.closeTo(y, 1e-3);
}

const anyLine = fc.record({
  firstSeat: fc.integer({ min: 1, max: 100 }),
  x: fc.integer({ min: -5_000, max: 5_000 }),
  y: fc.integer({ min: -5_000, max: 5_000 }),
  angle: fc.double({ min: -360, max: 360, noNaN: true }),
  pitch: fc.double({ min: 1, max: 10, noNaN: true }),
  curve: fc.constant(0),
  gaps: fc.constant([]),
});
const anyCurve = fc.oneof(fc.integer({ min: 40, max: 5_000 }), fc.integer({ min: -5_000, max: -40 }));

describe("the places of a row's seats", () => {
  it("begin with the first seat, wherever its number begins", () => {
    for (const changes of [{}, { firstSeat: 12 }, { curve: 90, angle: 33 }, { curve: -90 }])
      expectAt(placeOf(line(changes), line(changes).firstSeat), 10, 20);
  });

  it("lead to the right at 0 degrees, and down at 90", () => {
    expectAt(placeOf(line(), 3), 20, 20);
    expectAt(placeOf(line({ angle: 90 }), 3), 10, 30);
  });

  it("leave an aisle as wide as one seat after each seat that is named", () => {
    const row = line({ gaps: [2, 4] });
    expect([1, 2, 3, 4, 5].map((seat) => placeOf(row, seat).x)).to.deep.equal([10, 15, 25, 30, 40]);
  });

  it("bend up around a centre above a row that leads to the right where the radius is positive", () => {
    const quarter = pointAt(line({ curve: 100 }), (100 * Math.PI) / 2);
    expectAt(quarter, 110, -80);
  });

  it("bend down where the radius is negative", () => {
    const quarter = pointAt(line({ curve: -100 }), (100 * Math.PI) / 2);
    expectAt(quarter, 110, 120);
  });

  it("of a straight row are a pitch apart, whatever its direction", () => {
    fc.assert(
      fc.property(anyLine, fc.integer({ min: 0, max: 60 }), (row, index) => {
        const seat = row.firstSeat + index;
        expect(apart(placeOf(row, seat), placeOf(row, seat + 1))).to.be.closeTo(row.pitch, 1e-6);
      }),
    );
  });

  it("of a curved row are on its circle, a pitch apart along it", () => {
    fc.assert(
      fc.property(anyLine, anyCurve, fc.integer({ min: 0, max: 20 }), (straight, curve, index) => {
        const row = { ...straight, curve };
        const turn = (row.angle * Math.PI) / 180;
        const centre = { x: row.x + curve * Math.sin(turn), y: row.y - curve * Math.cos(turn) };
        const [here, next] = [row.firstSeat + index, row.firstSeat + index + 1].map((seat) =>
          placeOf(row, seat),
        );
        expect(apart(centre, here!)).to.be.closeTo(Math.abs(curve), 1e-6);
        const chord = 2 * Math.abs(curve) * Math.sin(row.pitch / (2 * Math.abs(curve)));
        expect(apart(here!, next!)).to.be.closeTo(chord, 1e-6);
      }),
    );
  });

  it("of a row on a very large circle are those of a straight one", () => {
    expectAt(
      pointAt(line({ curve: 1e11, angle: 40 }), 100),
      10 + 100 * Math.cos((40 / 180) * Math.PI),
      20 + 100 * Math.sin((40 / 180) * Math.PI),
    );
  });
});

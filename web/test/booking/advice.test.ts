import { expect } from "chai";
import { leftAlone, lost, nearestFree } from "../../src/booking/advice.js";
import { block } from "../support/plan.js";

describe("advice on seats", () => {
  it("finds the chosen seats that someone else has by now", () => {
    expect(lost(["A1", "A2", "A3"], block({ A: ".#=" }).places)).to.deep.equal(["A2", "A3"]);
  });

  it("offers the nearest free seat, none that is chosen, and nothing where all is taken", () => {
    const { places } = block({ A: "..##..", B: "......" });
    expect(nearestFree(["A3"], [], places)).to.deep.equal(["A2"]);
    expect(nearestFree(["A3"], ["A2"], places)).to.deep.equal(["A1"]);
    expect(nearestFree(["A1"], [], block({ A: "###" }).places)).to.deep.equal([]);
  });

  it("offers seats side by side, beside those that are kept if there is room", () => {
    const { places } = block({ A: "..##..", B: "......" });
    expect(nearestFree(["A3", "A4"], ["A3", "A4"], places)).to.deep.equal(["A1", "A2"]);
    const row = block({ F: "##.....", G: "......." }).places;
    expect(nearestFree(["F1", "F2"], ["F1", "F2", "F3"], row)).to.deep.equal(["F4", "F5"]);
    expect(nearestFree(["F2"], ["F2", "F3", "F4"], row)).to.deep.equal(["F5"]);
    const around = block({ A: "#...#", B: "#####" }).places;
    expect(nearestFree(["A1", "A5"], ["A1", "A3", "A5"], around)).to.deep.equal(["A2", "A4"]);
    expect(nearestFree(["A3", "A4"], ["A3", "A4"], block({ A: ".#.##", B: "#..##" }).places)).to.deep.equal([
      "B2",
      "B3",
    ]);
  });

  it("offers single seats where none are side by side, and other prices only where there is no choice", () => {
    const apart = block({ A: ".#.##", B: "#.#.#" }).places;
    expect(nearestFree(["A4", "A5"], ["A4", "A5"], apart)).to.deep.equal(["A3", "B4"]);
  });

  it("offers a seat in the next row before one far along the row", () => {
    expect(nearestFree(["A3"], [], block({ A: "######.", B: "......." }).places)).to.deep.equal(["B3"]);
  });

  it("warns of a seat left alone between two taken ones, and only of one that the choice leaves", () => {
    expect(leftAlone(["A1"], block({ A: "..#." }).places)).to.deep.equal(["A2"]);
    expect(leftAlone(["A1", "A3"], block({ A: "....." }).places)).to.deep.equal(["A2"]);
    expect(leftAlone(["A1", "A2"], block({ A: "..#." }).places)).to.deep.equal([]);
    expect(leftAlone(["A6"], block({ A: "#.#..." }).places)).to.deep.equal([]);
    expect(leftAlone(["A1"], block({ A: "..__" }).places)).to.deep.equal([]);
  });
});

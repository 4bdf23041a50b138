import { expect } from "chai";
import { applyTransform } from "../../src/writes/transforms.js";
import type { Transform } from "../../src/writes/write.js";
import type { Value } from "../../src/values/value.js";
import { double, value } from "../values/make.js";

const apply = (current: Value | undefined, transform: Transform) =>
  applyTransform(current, transform, 1_234_567_890);
const number = (kind: "increment" | "maximum" | "minimum", operand: Value): Transform => ({ kind, operand });
const MAX = 2n ** 63n - 1n;

const NUMBERS: [string, Value | undefined, Transform, Value][] = [
  ["adds integers", value(2), number("increment", value(3)), value(5)],
  ["adds to a double", double(0.5), number("increment", value(1)), double(1.5)],
  ["makes a double of an integer and a double", value(1), number("increment", double(1)), double(2)],
  ["starts where there is nothing", undefined, number("increment", value(3)), value(3)],
  ["starts where there is no number", value("x"), number("increment", value(3)), value(3)],
  ["stops at the greatest integer", value(MAX), number("increment", value(1)), value(MAX)],
  ["stops at the least integer", value(-MAX - 1n), number("increment", value(-1)), value(-MAX - 1n)],
  ["takes the greater", value(2), number("maximum", value(3)), value(3)],
  ["keeps the greater", value(4), number("maximum", value(3)), value(4)],
  ["keeps the stored type of equals", value(3), number("maximum", double(3)), value(3)],
  ["takes the lesser", value(4), number("minimum", double(3.5)), double(3.5)],
  ["takes what it is given where there is nothing", undefined, number("minimum", value(3)), value(3)],
  ["takes what it is given where there is no number", value([]), number("maximum", value(3)), value(3)],
];

describe("a transform", () => {
  for (const [does, current, transform, expected] of NUMBERS) {
    it(`${does} (${transform.kind})`, () => {
      expect(apply(current, transform)).to.deep.equal({ value: expected, result: expected });
    });
  }

  it("adds elements that are missing, each once and in order", () => {
    const elements = [value(2), value(3), value(3), double(1)];
    const appended = apply(value([1, 2]), { kind: "append", elements });
    expect(appended).to.deep.equal({ value: value([1, 2, 3]), result: value(null) });
    expect(apply(value("x"), { kind: "append", elements: [value(1)] }).value).to.deep.equal(value([1]));
  });

  it("removes every equal element, NaN too", () => {
    const current: Value = { arrayValue: { values: [value(1), double(1), double(NaN), value(2)] } };
    const removed = apply(current, { kind: "remove", elements: [value(1), double(NaN)] });
    expect(removed).to.deep.equal({ value: value([2]), result: value(null) });
    expect(apply(undefined, { kind: "remove", elements: [value(1)] }).value).to.deep.equal(value([]));
  });

  it("sets the request's time, in milliseconds", () => {
    const expected = { timestampValue: { seconds: "1234", nanos: 567_000_000 } };
    expect(apply(undefined, { kind: "requestTime" })).to.deep.equal({ value: expected, result: expected });
  });
});

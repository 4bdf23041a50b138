import { expect } from "chai";
import fc from "fast-check";
import { compareNames, compareStrings, compareValues } from "../../src/values/compare.js";
import { equalInQuery, identical } from "../../src/values/equality.js";
import type { Value } from "../../src/values/value.js";
import { double, named, value } from "./make.js";

/** Values of all types, in the order that the documentation gives. */
const ASCENDING: Value[] = [
  value(null),
  value(false),
  value(true),
  double(NaN),
  double(-Infinity),
  value(-(2n ** 63n)),
  double(-1.5),
  value(0),
  double(0.5),
  value(1),
  value(2n ** 53n),
  value(2n ** 53n + 1n),
  value(2n ** 63n - 1n),
  double(2 ** 63),
  double(Infinity),
  { timestampValue: { seconds: "-1", nanos: 999_999_000 } },
  { timestampValue: { seconds: "0" } },
  { timestampValue: { seconds: "0", nanos: 1000 } },
  value(""),
  value("a"),
  value("aa"),
  value("b"),
  value("\uffee"),
  value("\u{1f600}"),
  { bytesValue: Buffer.from([]) },
  { bytesValue: Buffer.from([0, 1]) },
  { bytesValue: Buffer.from([1]) },
  { referenceValue: named("a/__id7__") },
  { referenceValue: named("a/__id30__") },
  { referenceValue: named("a/a") },
  { referenceValue: named("a/a/b/c") },
  { referenceValue: named("a/b") },
  { referenceValue: named("a!/b") },
  { geoPointValue: { latitude: -1, longitude: 5 } },
  { geoPointValue: { longitude: -5 } },
  { geoPointValue: {} },
  value([]),
  value([1]),
  value([1, 2]),
  value([2]),
  value({ __type__: "__vector__", value: [9] }),
  value({ __type__: "__vector__", value: [1, 2] }),
  value({}),
  value({ a: 1 }),
  value({ a: 1, b: 0 }),
  value({ a: 2 }),
  value({ b: 0 }),
];

describe("the order of values", () => {
  it("is the documentation's, across and within types", () => {
    for (const [i, a] of ASCENDING.entries()) {
      for (const [j, b] of ASCENDING.entries()) {
        const found = Math.sign(compareValues(a, b));
        expect(found, `${JSON.stringify(a)} against ${JSON.stringify(b)}`).to.equal(Math.sign(i - j));
      }
    }
  });

  it("mixes integers and doubles by value", () => {
    expect(compareValues(value(1), double(1))).to.equal(0);
    expect(compareValues(double(-0), value(0))).to.equal(0);
    expect(compareValues(value(2n ** 53n + 1n), double(2 ** 53))).to.be.greaterThan(0);
  });

  it("orders strings as their UTF-8 bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
        const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
        expect(Math.sign(compareStrings(a, b))).to.equal(bytes);
      }),
    );
  });

  it("orders names segment by segment, not by their text", () => {
    expect(compareNames(named("a/b"), named("a-/b"))).to.be.lessThan(0);
    expect(compareNames(named("a/b/c/d"), named("a/b"))).to.be.greaterThan(0);
    expect(compareNames(named("a/__id2__"), named("a/__id10__"))).to.be.lessThan(0);
  });
});

describe("the equality of values", () => {
  it("holds between an integer and a double of the same value in a query, but not for a write", () => {
    expect(equalInQuery(value(1), double(1))).to.equal(true);
    expect(identical(value(1), double(1))).to.equal(false);
    expect(equalInQuery(value(0), double(-0))).to.equal(true);
    expect(identical(double(0), double(-0))).to.equal(false);
  });

  it("never holds for NaN or null in a query, but does for a write", () => {
    for (const one of [double(NaN), value(null)]) {
      expect(equalInQuery(one, one)).to.equal(false);
      expect(identical(one, one)).to.equal(true);
    }
  });

  it("does not depend on the order of a map's fields", () => {
    expect(identical(value({ a: 1, b: [2] }), value({ b: [2], a: 1 }))).to.equal(true);
    expect(identical(value({ a: 1 }), value({ a: 1, b: 2 }))).to.equal(false);
  });
});

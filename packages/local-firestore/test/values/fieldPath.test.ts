import { expect } from "chai";
import fc from "fast-check";
import { formatFieldPath, parseFieldPath, valueAt, withValueAt } from "../../src/values/fieldPath.js";
import { fields, value } from "./make.js";

describe("a field path", () => {
  it("splits at dots, but not within backquotes", () => {
    expect(parseFieldPath("a.b_1")).to.deep.equal(["a", "b_1"]);
    expect(parseFieldPath("a.`b.c`.d")).to.deep.equal(["a", "b.c", "d"]);
    expect(parseFieldPath("`back\\`quote`.`\\\\`")).to.deep.equal(["back`quote", "\\"]);
  });

  for (const wrong of ["", ".", "a.", ".a", "a..b", "`a", "a b", "1a", "a`b`", "`a`b", "``"]) {
    it(`is not ${JSON.stringify(wrong)}`, () => {
      expect(() => parseFieldPath(wrong)).to.throw("Invalid property path");
    });
  }

  it("reads back as it was written, whatever the names", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, unit: "binary" }), { minLength: 1 }), (path) => {
        expect(parseFieldPath(formatFieldPath(path))).to.deep.equal(path);
      }),
    );
  });
});

describe("a value at a path", () => {
  it("is found, set, replaced and removed without touching its neighbours", () => {
    const before = fields({ a: { b: 1, c: 2 }, d: 3 });
    expect(valueAt(before, ["a", "b"])).to.deep.equal(value(1));
    expect(valueAt(before, ["d", "b"])).to.equal(undefined);
    expect(withValueAt(before, ["a", "b"], value(9))).to.deep.equal(fields({ a: { c: 2, b: 9 }, d: 3 }));
    expect(withValueAt(before, ["d", "x"], value(1))).to.deep.equal(
      fields({ a: { b: 1, c: 2 }, d: { x: 1 } }),
    );
    expect(withValueAt(before, ["a", "b"], undefined)).to.deep.equal(fields({ a: { c: 2 }, d: 3 }));
    expect(before).to.deep.equal(fields({ a: { b: 1, c: 2 }, d: 3 }));
  });

  it("makes no maps on the way to a removal", () => {
    expect(withValueAt(fields({ d: 3 }), ["a", "b"], undefined)).to.deep.equal(fields({ d: 3 }));
    expect(withValueAt(fields({ d: 3 }), ["d", "b"], undefined)).to.deep.equal(fields({ d: 3 }));
  });

  it("may be named like a property of every object", () => {
    const set = withValueAt({}, ["__proto__", "toString"], value(1));
    expect(valueAt(set, ["__proto__", "toString"])).to.deep.equal(value(1));
    expect(valueAt({}, ["toString"])).to.equal(undefined);
    expect(Object.getPrototypeOf(set)).to.equal(Object.prototype);
  });
});

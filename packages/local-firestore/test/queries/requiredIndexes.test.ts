import { expect } from "chai";
import { checkIndexes } from "../../src/queries/requiredIndexes.js";
import type { IndexColumn, DeclaredIndexes } from "../../src/queries/declaredIndexes.js";
import type { FilterMessage, StructuredQuery } from "../../src/queries/messages.js";
import { parseQuery } from "../../src/queries/query.js";
import { parseFieldPath } from "../../src/values/fieldPath.js";
import { ROOT, value } from "../values/make.js";

const is = (fieldPath: string, op: string, of: unknown = 1): FilterMessage => ({
  fieldFilter: { field: { fieldPath }, op, value: value(of) },
});
const and = (...filters: FilterMessage[]): FilterMessage => ({ compositeFilter: { op: "AND", filters } });
const by = (fieldPath: string, direction = "ASCENDING") => ({ field: { fieldPath }, direction });
/** `"a +, b -, c []"` as the columns of an index. */
const columns = (text: string): IndexColumn[] =>
  text.split(", ").map((column) => {
    const [fieldPath = "", mode] = column.split(" ");
    if (mode === "[]") return { fieldPath, arrayConfig: "CONTAINS" };
    return { fieldPath, order: mode === "-" ? "DESCENDING" : "ASCENDING" };
  });
const deployed = (...indexes: string[]): DeclaredIndexes => ({
  indexes: indexes.map((text) => ({ collectionGroup: "q", queryScope: "COLLECTION", fields: columns(text) })),
  fieldOverrides: [],
});
const check = (
  indexes: DeclaredIndexes,
  message: StructuredQuery,
  aggregated: string[] = [],
  allDescendants = false,
) =>
  checkIndexes(
    indexes,
    parseQuery(
      ROOT,
      { ...message, from: [{ collectionId: "q", allDescendants }] },
      aggregated.map(parseFieldPath),
    ),
  );

const AUTOMATIC: [string, StructuredQuery][] = [
  ["everything", {}],
  ["an order", { orderBy: [by("a", "DESCENDING")] }],
  ["a range", { where: and(is("a", "GREATER_THAN"), is("a", "LESS_THAN", 9)) }],
  ["an exclusion", { where: is("a", "NOT_IN", [1]) }],
  ["equalities", { where: and(is("a", "EQUAL"), is("b", "EQUAL"), is("c", "IN", [1, 2])) }],
  ["equalities and an array's element", { where: and(is("a", "EQUAL"), is("b", "ARRAY_CONTAINS")) }],
  ["an equality in the order", { where: is("a", "EQUAL"), orderBy: [by("a")] }],
];

const COMPOSITE: [string, StructuredQuery, string][] = [
  ["an equality and an order", { where: is("a", "EQUAL"), orderBy: [by("b")] }, "a +, b +"],
  ["an equality and a range", { where: and(is("a", "EQUAL"), is("b", "GREATER_THAN")) }, "a +, b +"],
  [
    "an equality and a descending order",
    { where: is("a", "EQUAL"), orderBy: [by("b", "DESCENDING")] },
    "a +, b -",
  ],
  ["two orders", { orderBy: [by("a"), by("b", "DESCENDING")] }, "a +, b -"],
  ["two ranges", { where: and(is("b", "GREATER_THAN"), is("a", "LESS_THAN")) }, "a +, b +"],
  ["an array's element and an order", { where: is("a", "ARRAY_CONTAINS"), orderBy: [by("b")] }, "a [], b +"],
  ["in and an order", { where: is("a", "IN", [1, 2]), orderBy: [by("b")] }, "a +, b +"],
  ["an order against its names", { orderBy: [by("a"), by("__name__", "DESCENDING")] }, "a +, __name__ -"],
];

describe("with declared indexes, a query for", () => {
  for (const [what, message] of AUTOMATIC) {
    it(`${what} needs none`, () => check(deployed(), message));
  }

  for (const [what, message, index] of COMPOSITE) {
    it(`${what} needs ${index}, and its refusal says so`, () => {
      let refusal = "";
      try {
        check(deployed(), message);
      } catch (error) {
        refusal = (error as Error).message;
        expect(error).to.have.property("code", 9);
      }
      expect(refusal).to.match(/^The query requires an index\./);
      const suggested = JSON.parse(refusal.slice(refusal.indexOf("{"))) as DeclaredIndexes["indexes"][number];
      expect(suggested).to.deep.equal(deployed(index).indexes[0]);
      check({ indexes: [suggested], fieldOverrides: [] }, message);
    });
  }

  it("an order can read an index backwards, but not half of it", () => {
    const message = { where: is("a", "EQUAL"), orderBy: [by("b", "DESCENDING"), by("c")] };
    check(deployed("a +, b +, c -"), message);
    expect(() => check(deployed("a +, b +, c +"), message)).to.throw("requires an index");
  });

  it("several equalities and an order can merge indexes that share the order", () => {
    const message = { where: and(is("a", "EQUAL"), is("b", "EQUAL")), orderBy: [by("c")] };
    check(deployed("a +, c +", "b +, c +"), message);
    check(deployed("b +, a +, c +"), message);
    expect(() => check(deployed("a +, c +"), message)).to.throw("requires an index");
    expect(() => check(deployed("a +, c +", "b +, d +"), message)).to.throw("requires an index");
  });

  it("a collection group's field needs an index of that scope", () => {
    const message = { where: is("a", "EQUAL") };
    expect(() => check(deployed(), message, [], true)).to.throw(
      "The query requires a COLLECTION_GROUP_ASC index for collection q and field a.",
    );
    const override = {
      collectionGroup: "q",
      fieldPath: "a",
      indexes: [{ order: "ASCENDING" as const, queryScope: "COLLECTION_GROUP" as const }],
    };
    check({ indexes: [], fieldOverrides: [override] }, message, [], true);
    check(deployed(), {}, [], true);
  });

  it("an exempted field is refused, also within an exempted map or collection", () => {
    for (const fieldPath of ["m", "m.a", "*"]) {
      const exempt = { indexes: [], fieldOverrides: [{ collectionGroup: "q", fieldPath, indexes: [] }] };
      expect(() => check(exempt, { orderBy: [by("m.a")] })).to.throw(
        "The query requires a COLLECTION_ASC index for collection q and field m.a.",
      );
    }
    const elsewhere = {
      indexes: [],
      fieldOverrides: [{ collectionGroup: "r", fieldPath: "*", indexes: [] }],
    };
    check(elsewhere, { orderBy: [by("m.a")] });
  });

  it("an aggregation needs an index that holds what it aggregates", () => {
    check(deployed(), {}, ["n"]);
    expect(() => check(deployed(), { where: is("a", "EQUAL") }, ["n"])).to.throw("requires an index");
    check(deployed("a +, n +"), { where: is("a", "EQUAL") }, ["n"]);
  });
});

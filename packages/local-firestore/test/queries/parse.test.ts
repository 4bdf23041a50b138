import { expect } from "chai";
import type { FilterMessage, StructuredQuery } from "../../src/queries/messages.js";
import { parseQuery } from "../../src/queries/query.js";
import type { Value } from "../../src/values/value.js";
import { ROOT, value } from "../values/make.js";

const is = (fieldPath: string, op: string, of: unknown): FilterMessage => ({
  fieldFilter: { field: { fieldPath }, op, value: fieldPath === "__name__" ? reference(of) : value(of) },
});
/** A reference to a document of the queried collection, or null for null. */
const reference = (id: unknown): Value =>
  id === null ? value(id) : { referenceValue: `${ROOT}/q/${String(id)}` };
const and = (...filters: FilterMessage[]): FilterMessage => ({ compositeFilter: { op: "AND", filters } });
const or = (...filters: FilterMessage[]): FilterMessage => ({ compositeFilter: { op: "OR", filters } });
const parse = (message: StructuredQuery) => parseQuery(ROOT, { from: [{ collectionId: "q" }], ...message });
const by = (fieldPath: string, direction = "ASCENDING") => ({ field: { fieldPath }, direction });
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

const ELSEWHERE = { referenceValue: "projects/demo/databases/other/documents/q/1" };

const REFUSED: [string, StructuredQuery, string][] = [
  [
    "array-contains twice",
    { where: and(is("a", "ARRAY_CONTAINS", 1), is("b", "ARRAY_CONTAINS", 1)) },
    "A maximum of 1 'ARRAY_CONTAINS' filter is allowed per disjunction.",
  ],
  [
    "array-contains with array-contains-any",
    { where: and(is("a", "ARRAY_CONTAINS", 1), is("b", "ARRAY_CONTAINS_ANY", [1])) },
    "A maximum of 1 'ARRAY_CONTAINS' filter is allowed per disjunction.",
  ],
  [
    "two exclusions",
    { where: and(is("a", "NOT_EQUAL", 1), is("b", "NOT_EQUAL", 1)) },
    "Only a single 'NOT_EQUAL', 'NOT_IN', 'IS_NOT_NAN', or 'IS_NOT_NULL' filter allowed per query.",
  ],
  [
    "not-in with in",
    { where: and(is("a", "NOT_IN", [1]), is("b", "IN", [1])) },
    "'NOT_IN' cannot be used in the same query with 'IN', 'ARRAY_CONTAINS_ANY' or 'OR'.",
  ],
  [
    "not-in with or",
    { where: and(is("a", "NOT_IN", [1]), or(is("b", "EQUAL", 1), is("c", "EQUAL", 1))) },
    "'NOT_IN' cannot be used in the same query with 'IN', 'ARRAY_CONTAINS_ANY' or 'OR'.",
  ],
  [
    "not-in over ten",
    { where: is("a", "NOT_IN", numbers(11)) },
    "'NOT_IN' supports up to 10 comparison values.",
  ],
  ["in over thirty", { where: is("a", "IN", numbers(31)) }, "'IN' supports up to 30 comparison values."],
  ["in with nothing", { where: is("a", "IN", []) }, "'IN' requires an non-empty ArrayValue."],
  [
    "over thirty disjunctions",
    { where: and(is("a", "IN", numbers(6)), is("b", "IN", numbers(6))) },
    "Too many disjunctions after normalization. Result had 36 disjunctions which is more than the maximum of 30",
  ],
  [
    "a cursor longer than the order",
    { orderBy: [by("a")], startAt: { values: [value(1), reference(1)] } },
    "Cursor has too many values.",
  ],
  [
    "a cursor on the name that is no reference",
    { orderBy: [by("__name__")], startAt: { values: [value("x")] } },
    "Cursor __key__ value is not a document reference.",
  ],
  [
    "an order after the name",
    { orderBy: [by("__name__"), by("a")] },
    "order by clause cannot contain more fields after the key",
  ],
  [
    "an order by one field twice",
    { orderBy: [by("a"), by("a", "DESCENDING")] },
    "order by clause cannot contain duplicate fields a",
  ],
  ["a negative limit", { limit: { value: -1 } }, "limit is negative"],
  ["a negative offset", { offset: -1 }, "offset is negative"],
  [
    "two collections",
    { from: [{ collectionId: "a" }, { collectionId: "b" }] },
    "A query must have at most one collection selector.",
  ],
  [
    "a filter on a field over all collections",
    { from: [{ allDescendants: true }], where: is("a", "EQUAL", 1) },
    "kind is required for filter: a",
  ],
  [
    "an order over all collections",
    { from: [], orderBy: [by("__name__", "DESCENDING")] },
    "kind is required for all orders except __key__ ascending",
  ],
  [
    "a name and a range of something else",
    { where: and(is("__name__", "EQUAL", 1), is("a", "LESS_THAN", 1)) },
    "Equality on key is not allowed if there are other inequality fields and key does not appear in inequalities.",
  ],
  ["an element of a name", { where: is("__name__", "ARRAY_CONTAINS", 1) }, "the name __key__ is reserved"],
  [
    "inequalities on eleven fields",
    { where: and(..."abcdefghijk".split("").map((name) => is(name, "GREATER_THAN", 1))) },
    "The query contains 11 distinct inequality fields: [a, b, c, d, e, f, g, h, i, j, k]. A query may not have more than 10 distinct inequality fields.",
  ],
  [
    "over a hundred parts",
    { where: and(...numbers(99).map((n) => is(`f${n}`, "EQUAL", 1))), orderBy: [by("a"), by("b")] },
    "The query may not have more than 100 filters + sort orders + ancestor total. Currently there are 99 filters, 2 sort orders, and no ancestor filter.",
  ],
  [
    "a collection's id with a slash",
    { from: [{ collectionId: "a/b/c" }] },
    'Resource id "a/b/c" is invalid because it contains "/".',
  ],
  [
    "a filter on the name of a document of another database",
    { where: { fieldFilter: { field: { fieldPath: "__name__" }, op: "GREATER_THAN", value: ELSEWHERE } } },
    "is not in the database",
  ],
  [
    "a cursor on the name of a document of another database",
    { orderBy: [by("__name__")], startAt: { values: [ELSEWHERE] } },
    "is not in the database",
  ],
  [
    "a filter on the name that is no reference",
    { where: is("__name__", "LESS_THAN", null) },
    "__key__ filter value must be a Key",
  ],
];

describe("a query", () => {
  it("takes composite filters of no filters, which filter nothing", () => {
    for (const where of [or(), and(), and(or(), and())]) expect(parse({ where }).filter).to.equal(undefined);
    expect(parse({ where: or(and(), is("a", "EQUAL", 1)) }).disjunctions).to.have.length(1);
  });

  for (const [what, message, refusal] of REFUSED) {
    it(`is refused with ${what}`, () => {
      expect(() => parse(message))
        .to.throw(refusal)
        .with.property("code", 3);
    });
  }

  it("may have one array filter in each alternative, and thirty alternatives", () => {
    parse({ where: or(is("a", "ARRAY_CONTAINS", 1), is("b", "ARRAY_CONTAINS_ANY", [1, 2])) });
    parse({ where: and(is("a", "IN", numbers(6)), is("b", "IN", numbers(5))) });
  });

  it("orders by its inequalities in the order of their names, then by document name", () => {
    const where = and(is("c", "GREATER_THAN", 1), is("b", "LESS_THAN", 1), is("a", "EQUAL", 1));
    const text = (message: StructuredQuery) =>
      parse(message)
        .order.map(({ path, descending }) => `${path.join(".")}${descending ? "-" : "+"}`)
        .join();
    expect(text({ where })).to.equal("b+,c+,__name__+");
    expect(text({ where, orderBy: [by("c", "DESCENDING")] })).to.equal("c-,b-,__name__-");
    expect(text({})).to.equal("__name__+");
    expect(text({ orderBy: [by("a", "DESCENDING"), by("__name__")] })).to.equal("a-,__name__+");
  });
});

import { expect } from "chai";
import { runQuery } from "../../src/queries/execute.js";
import type { FilterMessage } from "../../src/queries/messages.js";
import { parseQuery } from "../../src/queries/query.js";
import { Store } from "../../src/storage/store.js";
import type { Value } from "../../src/values/value.js";
import { double, named, ROOT, value } from "../values/make.js";

const NAN = double(NaN);
const NULL = value(null);
const list = (...values: Value[]): Value => ({ arrayValue: { values } });

const STORED: Record<string, Value> = {
  ann: value("ann"),
  five: value(5),
  nan: NAN,
  null: NULL,
  listOfA: list(value("a")),
  listOfNaN: list(NAN),
  listOfNull: list(NULL),
};
const ALL = Object.keys(STORED).sort();
const but = (...ids: string[]): string[] => ALL.filter((id) => !ids.includes(id));

function find(where: FilterMessage): string[] {
  const store = new Store();
  for (const [id, of] of Object.entries(STORED)) {
    const after = { name: named(`q/${id}`), fields: { x: of }, createTime: 1, updateTime: 1, size: 50 };
    store.apply([{ name: after.name, before: null, after }], store.clock.now());
  }
  const found = [...runQuery(store, parseQuery(ROOT, { from: [{ collectionId: "q" }], where }))];
  return found.map(({ name }) => name.slice(named("q/").length)).sort();
}

const x = { fieldPath: "x" };

describe("null and NaN in a query", () => {
  // `!= null` and `not-in` with a null find nothing, by
  // https://firebase.google.com/docs/firestore/query-data/queries#not_equal. What `in` and
  // `array-contains-any` do with null and NaN is what firebase-js-sdk asserts of the cloud
  // (packages/firestore/test/integration/api/query.test.ts).
  const FIELD_FILTERS: [string, Value, string[]][] = [
    ["EQUAL", NULL, []],
    ["EQUAL", NAN, []],
    ["NOT_EQUAL", NULL, []],
    ["NOT_EQUAL", NAN, but("null", "nan")],
    ["NOT_EQUAL", value(5), but("null", "five")],
    ["IN", list(NULL), []],
    ["IN", list(NULL, value("ann")), ["ann"]],
    ["IN", list(NAN, value("ann")), ["ann"]],
    ["NOT_IN", list(NULL), []],
    ["NOT_IN", list(NULL, value(5)), []],
    ["NOT_IN", list(NAN), but("null", "nan")],
    ["NOT_IN", list(NAN, value(5)), but("null", "nan", "five")],
    ["ARRAY_CONTAINS", NULL, []],
    ["ARRAY_CONTAINS", NAN, []],
    ["ARRAY_CONTAINS_ANY", list(NULL, value("a")), ["listOfA"]],
    ["ARRAY_CONTAINS_ANY", list(NAN, value("a")), ["listOfA"]],
    ["LESS_THAN_OR_EQUAL", NULL, []],
    ["GREATER_THAN_OR_EQUAL", NULL, []],
    ["GREATER_THAN_OR_EQUAL", NAN, []],
    ["LESS_THAN", value(6), ["five"]],
  ];
  for (const [op, of, expected] of FIELD_FILTERS) {
    it(`${op} ${JSON.stringify(of)} finds [${expected.join(", ")}]`, () => {
      expect(find({ fieldFilter: { field: x, op, value: of } })).to.deep.equal(expected);
    });
  }

  const UNARY_FILTERS: [string, string[]][] = [
    ["IS_NULL", ["null"]],
    ["IS_NOT_NULL", but("null")],
    ["IS_NAN", ["nan"]],
    ["IS_NOT_NAN", but("null", "nan")],
  ];
  for (const [op, expected] of UNARY_FILTERS) {
    it(`${op} finds [${expected.join(", ")}]`, () => {
      expect(find({ unaryFilter: { field: x, op } })).to.deep.equal(expected);
    });
  }
});

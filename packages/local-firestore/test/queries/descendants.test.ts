import { expect } from "chai";
import { checkRealTime } from "../../src/queries/limits.js";
import type { FilterMessage, StructuredQuery } from "../../src/queries/messages.js";
import { parseQuery } from "../../src/queries/query.js";
import { named, ROOT, value } from "../values/make.js";

const ONLY_AT_ROOT = "collection group queries are only allowed at the root parent";
const field = (fieldPath: string) => ({ field: { fieldPath } });
const byName = (direction: string) => ({ orderBy: [{ ...field("__name__"), direction }] });
const where = (fieldPath: string, of: FilterMessage["fieldFilter"]): StructuredQuery => ({
  where: { fieldFilter: { ...field(fieldPath), op: "EQUAL", ...of } },
});

function refusal(act: () => unknown): [code: number, message: string] {
  try {
    act();
    return [0, ""];
  } catch (error) {
    const { code, message } = error as { code: number; message: string };
    return [code, message];
  }
}

// No page of the documentation describes these queries, which clients send with `allDescendants` below a document. The
// expected answers are from a user's tests of the cloud, in https://github.com/googleapis/nodejs-firestore/issues/2285.
describe("a query of everything below a document", () => {
  const KINDS: [string, StructuredQuery][] = [
    ["of all collections", { from: [{ allDescendants: true }] }],
    ["of one group", { from: [{ collectionId: "q", allDescendants: true }] }],
  ];
  for (const [which, kind] of KINDS) {
    const below = (more: StructuredQuery, aggregated: string[][] = []) =>
      refusal(() => parseQuery(named("p/1"), { ...kind, ...more }, aggregated));

    it(`may filter and order by name, ${which}`, () => {
      const reference = { value: { referenceValue: named("p/1/q/1") } };
      const name = where("__name__", reference);
      for (const more of [{}, name, byName("ASCENDING"), { limit: { value: 1 }, offset: 1 }])
        expect(below(more)).to.deep.equal([0, ""]);
    });

    it(`may not filter or order by a field, nor aggregate one, ${which}`, () => {
      expect(below(where("n", { value: value(1) }))).to.deep.equal([3, ONLY_AT_ROOT]);
      const isNull = { where: { unaryFilter: { ...field("n"), op: "IS_NULL" } } };
      expect(below(isNull)).to.deep.equal([3, ONLY_AT_ROOT]);
      expect(below({ orderBy: [field("n")] })).to.deep.equal([3, ONLY_AT_ROOT]);
      expect(below({ orderBy: [field("n")] }, [["n"]])).to.deep.equal([3, ONLY_AT_ROOT]);
      const [code, message] = below({}, [["n"]]);
      expect(code).to.equal(3);
      expect(message).to.contain("This query requires an index with fields [n] after __name__");
    });
  }

  it("may not be in the descending order of names, which `limitToLast` asks for", () => {
    const [[, all] = [], [, group] = []] = KINDS;
    const descending = (kind: StructuredQuery = {}) =>
      refusal(() => parseQuery(named("p/1"), { ...kind, ...byName("DESCENDING") }));
    expect(descending(all)).to.deep.equal([3, "kind is required for all orders except __key__ ascending"]);
    expect(descending(group)).to.deep.equal([9, "The query requires an index."]);
  });

  it("cannot be listened to", () => {
    const listen = (parent: string, kind: StructuredQuery) =>
      refusal(() => checkRealTime(parseQuery(parent, kind)));
    const [[, all = {}] = [], [, group = {}] = []] = KINDS;
    const allCollections = [3, "All-collection queries are not supported by real-time queries."];
    expect(listen(named("p/1"), all)).to.deep.equal(allCollections);
    expect(listen(ROOT, all)).to.deep.equal(allCollections);
    expect(listen(named("p/1"), group)[1]).to.contain(
      "'all_descendants' in CollectionSelector with document parent",
    );
    expect(listen(ROOT, group)).to.deep.equal([0, ""]);
    expect(listen(named("p/1"), { from: [{ collectionId: "q" }] })).to.deep.equal([0, ""]);
  });
});

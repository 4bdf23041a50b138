import { expect } from "chai";
import type { DeclaredIndexes } from "../../src/queries/declaredIndexes.js";
import { checkIndexEntries } from "../../src/queries/indexEntries.js";
import { documentSize } from "../../src/values/size.js";
import type { Fields } from "../../src/values/value.js";
import { fields, named, value } from "../values/make.js";

const AUTOMATIC: DeclaredIndexes = { indexes: [], fieldOverrides: [] };

/** Undefined, or why the document is refused. */
function refusal(path: string, content: Fields, indexes = AUTOMATIC): string | undefined {
  const name = named(path);
  const document = { name, fields: content, createTime: 1, updateTime: 1, size: documentSize(name, content) };
  try {
    checkIndexEntries(document, indexes);
    return undefined;
  } catch (error) {
    expect(error).to.have.property("code", 3);
    return (error as Error).message;
  }
}

const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 1]));
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
const TOO_MANY = "too many index entries for entity /c/a";

// https://firebase.google.com/docs/firestore/quotas#indexes gives the limits, and
// https://firebase.google.com/docs/firestore/query-data/index-overview#index_entries the entries of a document: two for
// each field and each map, two for an array and one for each of its elements. There are reports that the cloud counts
// two for each element. These tests follow the documentation.
describe("the index entries of a document", () => {
  it("are at most 40,000", () => {
    expect(refusal("c/a", fields(keys(20_000)))).to.equal(undefined);
    expect(refusal("c/a", fields(keys(20_001)))).to.equal(TOO_MANY);
    expect(refusal("c/a", fields({ map: keys(19_999) }))).to.equal(undefined);
    expect(refusal("c/a", fields({ map: keys(20_001) }))).to.equal(TOO_MANY);
    expect(refusal("c/a", fields({ array: numbers(39_998) }))).to.equal(undefined);
    expect(refusal("c/a", fields({ array: numbers(39_999) }))).to.equal(TOO_MANY);
    expect(refusal("c/a", fields({ array: Array.from({ length: 50_000 }, () => 1) }))).to.equal(undefined);
  });

  it("do not count for what is exempt, and count for composite indexes", () => {
    const exempt = { collectionGroup: "c", fieldPath: "map", indexes: [] };
    const map = fields({ map: keys(20_001) });
    expect(refusal("c/a", map, { ...AUTOMATIC, fieldOverrides: [exempt] })).to.equal(undefined);
    expect(refusal("b/a", map, { ...AUTOMATIC, fieldOverrides: [exempt] })).to.be.a("string");
    const all = { ...exempt, fieldPath: "*" };
    expect(refusal("c/a", map, { ...AUTOMATIC, fieldOverrides: [all] })).to.equal(undefined);
    const columns = [
      { fieldPath: "n", order: "ASCENDING" } as const,
      { fieldPath: "array", arrayConfig: "CONTAINS" } as const,
    ];
    const composite = { collectionGroup: "c", queryScope: "COLLECTION", fields: columns } as const;
    const indexes: DeclaredIndexes = { indexes: [{ ...composite, fields: columns }], fieldOverrides: [] };
    expect(refusal("c/a", fields({ n: 1, array: numbers(19_998) }), indexes)).to.equal(undefined);
    expect(refusal("c/a", fields({ n: 1, array: numbers(19_999) }), indexes)).to.equal(TOO_MANY);
    expect(refusal("c/a", fields({ array: numbers(39_998) }), indexes)).to.equal(undefined);
  });

  it("are at most 7.5 KiB each and 8 MiB together, with values cut to 1500 bytes", () => {
    const long = (bytes: number): string => `c/${"p".repeat(1500)}/d/${"q".repeat(bytes)}`;
    expect(refusal(long(1500), { x: value("x".repeat(100_000)) })).to.equal(undefined);
    const deeper = `${long(1500)}/e/${"r".repeat(1000)}`;
    expect(refusal(deeper, { x: value(1) })).to.equal(undefined);
    expect(refusal(deeper, { x: value("x".repeat(100_000)) })).to.equal("Index entry is too large.");
    expect(refusal(long(1500), fields(keys(800)))).to.equal(undefined);
    expect(refusal(long(1500), fields(keys(1000)))).to.match(/8388608 bytes in all/);
  });
});

import { expect } from "chai";
import { parseFieldPath } from "../../src/values/fieldPath.js";
import type { Value } from "../../src/values/value.js";
import { checkFields } from "../../src/writes/limits.js";
import { double, fields, value } from "../values/make.js";

const codeOf = (act: () => unknown): number => {
  try {
    act();
    return 0;
  } catch (error) {
    return (error as { code: number }).code;
  }
};

describe("the limits of fields", () => {
  // 1,500 bytes (https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields)
  it("hold for a path, as it is stored and as it is asked for", () => {
    const path = (bytes: number): string[] => ["m".repeat(700), "é".repeat((bytes - 704) / 2), "xx"];
    const nested = (names: string[]): Value =>
      names.reduceRight<Value>((of, name) => ({ mapValue: { fields: { [name]: of } } }), value(1));
    const stored = (of: Value) => codeOf(() => checkFields(of.mapValue?.fields ?? {}));
    expect(stored(nested(path(1500)))).to.equal(0);
    expect(stored(nested(path(1502)))).to.equal(3);
    expect(stored(nested(["a", ...path(1498)]))).to.equal(0);
    // No path can name a field within an array's element, so there is no limit for it.
    expect(
      stored({ mapValue: { fields: { a: { arrayValue: { values: [nested(path(1502))] } } } } }),
    ).to.equal(0);
    const asked = (names: string[]) =>
      codeOf(() => parseFieldPath(names.map((name) => `\`${name}\``).join(".")));
    expect(asked(path(1500))).to.equal(0);
    expect(asked(path(1502))).to.equal(3);
  });

  // https://firebase.google.com/docs/firestore/vector-search#limitations
  it("hold for a vector, which has at most 2048 dimensions", () => {
    const vector = (dimensions: number) => ({
      ...fields({ __type__: "__vector__" }),
      value: { arrayValue: { values: Array.from({ length: dimensions }, () => double(0.5)) } },
    });
    const store = (dimensions: number) =>
      codeOf(() => checkFields({ v: { mapValue: { fields: vector(dimensions) } } }));
    expect(store(2048)).to.equal(0);
    expect(store(2049)).to.equal(3);
  });
});

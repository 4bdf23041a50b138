import fc from "fast-check";
import { expect } from "chai";
import { startFirestore, type FirestoreServer } from "../../src/server.js";

const ROOT = "projects/demo-test/databases/(default)/documents";
const VERBS = [
  "batchGet",
  "beginTransaction",
  "commit",
  "rollback",
  "batchWrite",
  "runQuery",
  "runAggregationQuery",
  "partitionQuery",
  "listCollectionIds",
];
// Names of fields that requests have, so that the mistakes are also in nested fields.
const NAMES = (
  "writes update delete name fields updateMask fieldPaths currentDocument exists updateTime documents mask structuredQuery " +
  "from collectionId where fieldFilter compositeFilter filters unaryFilter field fieldPath op value orderBy limit offset " +
  "startAt values integerValue stringValue nullValue arrayValue mapValue timestampValue select aggregations count upTo " +
  "structuredAggregationQuery readTime transaction options readOnly updateTransforms increment transform pageSize"
).split(" ");

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    "EQUAL",
    "AND",
    "a",
    "__name__",
    `${ROOT}/a/b`,
    ROOT,
    "2024-01-01T00:00:00Z",
    "AAAA",
    "1",
  ),
  fc.constantFrom<unknown>("", null, true, 1, -1, 0, 1.5, "NaN", 2 ** 60),
  fc.string(),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    leaf,
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie("json"), { maxKeys: 4 }),
  ),
}));
const body = fc.oneof(
  fc.dictionary(fc.constantFrom(...NAMES), json, { maxKeys: 3 }),
  fc.json().map(JSON.parse),
);

describe("a malformed request", function () {
  this.timeout(60_000);
  let server: FirestoreServer;
  before(async () => (server = await startFirestore()));
  after(() => server.close());

  it("is refused as such, whatever it is, and never takes the server by surprise", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...VERBS), body, async (verb, request) => {
        const answer = await fetch(`http://127.0.0.1:${server.port}/v1/${ROOT}:${verb}`, {
          method: "POST",
          headers: { authorization: "Bearer owner" },
          body: JSON.stringify(request),
        });
        expect(answer.status, await answer.text()).to.be.oneOf([200, 400, 404, 409, 501]);
      }),
      { numRuns: 500 },
    );
  });
});

import { expect } from "chai";
import { integer, type Json, ROOT, useRest } from "./client.js";

describe("the REST API, of queries", function () {
  this.timeout(20_000);
  const { server, post, list, put } = useRest();

  it("runs queries, also below a document and without a result", async () => {
    for (const n of [1, 2, 3]) await put(`bookings/b1/notes/n${n}`, { n: integer(n) });
    const query = (value: number) => ({
      structuredQuery: {
        from: [{ collectionId: "notes" }],
        where: { fieldFilter: { field: { fieldPath: "n" }, op: "GREATER_THAN", value: integer(value) } },
        limit: 1,
      },
    });
    const [found, ...rest] = await list("runQuery", query(1), `${ROOT}/bookings/b1`);
    expect(found?.["document"]).to.have.property("name", `${ROOT}/bookings/b1/notes/n2`);
    expect(rest).to.be.empty;
    const none = await list("runQuery", query(3), `${ROOT}/bookings/b1`);
    expect(none.map((each) => Object.keys(each))).to.deep.equal([["readTime"]]);
  });

  it("counts and sums", async () => {
    for (const n of [1, 2, 3]) await put(`bookings/b${n}`, { n: integer(n) });
    const [answer] = await list("runAggregationQuery", {
      structuredAggregationQuery: {
        structuredQuery: { from: [{ collectionId: "bookings" }] },
        aggregations: [
          { alias: "all", count: {} },
          { alias: "two", count: { upTo: "2" } },
          { alias: "sum", sum: { field: { fieldPath: "n" } } },
        ],
      },
    });
    expect(answer?.["result"]).to.deep.equal({
      aggregateFields: { all: integer(3), two: integer(2), sum: integer(6) },
    });
  });

  it("cuts a query into parts, page by page", async () => {
    for (const id of ["a", "b", "c", "d"]) await put(`bookings/${id}`, {});
    const structuredQuery = {
      from: [{ collectionId: "bookings", allDescendants: true }],
      orderBy: [{ field: { fieldPath: "__name__" } }],
    };
    const cursor = (id: string) => ({
      values: [{ referenceValue: `${ROOT}/bookings/${id}` }],
      before: true,
    });
    const parts = await post("partitionQuery", { structuredQuery, partitionCount: "3" });
    expect(parts.body["partitions"]).to.deep.equal(["b", "c", "d"].map(cursor));
    const first = await post("partitionQuery", { structuredQuery, partitionCount: "3", pageSize: 2 });
    expect(first.body["partitions"]).to.deep.equal(["b", "c"].map(cursor));
    const pageToken = first.body["nextPageToken"];
    const rest = await post("partitionQuery", { structuredQuery, partitionCount: 3, pageSize: 2, pageToken });
    expect(rest.body["partitions"]).to.deep.equal([cursor("d")]);
    const [from, to] = parts.body["partitions"] as [Json, Json];
    const part = await list("runQuery", {
      structuredQuery: { ...structuredQuery, startAt: from, endAt: to },
    });
    expect(part.map(({ document }) => (document as Json)["name"])).to.deep.equal([`${ROOT}/bookings/b`]);
    expect((await post("partitionQuery", { structuredQuery })).status).to.equal(400);
  });

  it("gives rules a page's size as the limit of its query", async () => {
    const rules = (limit: string) =>
      `service cloud.firestore { match /databases/{db}/documents { match /bookings/{id} { allow list: if request.query.limit ${limit}; } } }`;
    const load = (content: string) =>
      fetch(`http://127.0.0.1:${server().port}/emulator/v1/projects/ruled:securityRules`, {
        method: "PUT",
        body: JSON.stringify({ rules: { files: [{ name: "firestore.rules", content }] } }),
      });
    const page = (size: number) =>
      fetch(
        `http://127.0.0.1:${server().port}/v1/${ROOT.replace("demo-test", "ruled")}/bookings?pageSize=${size}`,
      );
    expect((await load(rules("<= 10"))).status).to.equal(200);
    expect([(await page(10)).status, (await page(11)).status]).to.deep.equal([200, 403]);
  });
});

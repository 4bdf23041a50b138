import { expect } from "chai";
import { startFirestore, type FirestoreServer } from "../../src/server.js";

const ROOT = "projects/demo-test/databases/(default)/documents";

type Json = Record<string, unknown>;

describe("the REST API", function () {
  this.timeout(20_000);
  let server: FirestoreServer;
  before(async () => (server = await startFirestore()));
  after(() => server.close());
  beforeEach(() => server.databases.get("projects/demo-test/databases/(default)").store.clear());

  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const init: RequestInit = { method, headers: { authorization: "Bearer owner", ...headers } };
    if (body !== undefined) init.body = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await fetch(`http://127.0.0.1:${server.port}/v1/${path}`, init);
    const text = await answer.text();
    return { status: answer.status, body: JSON.parse(text) as Json, headers: answer.headers };
  };
  const post = (verb: string, body: unknown, parent = ROOT) => call("POST", `${parent}:${verb}`, body);
  const list = async (verb: string, body: unknown, parent?: string) =>
    (await post(verb, body, parent)).body as unknown as Json[];
  const put = (path: string, fields: Json) => call("PATCH", `${ROOT}/${path}`, { fields });
  const integer = (value: number) => ({ integerValue: String(value) });

  it("creates a document under an id, or under one it makes up, once", async () => {
    const named = await call("POST", `${ROOT}/bookings?documentId=b1`, { fields: { n: integer(1) } });
    expect(named.status).to.equal(200);
    expect(named.body).to.deep.include({ name: `${ROOT}/bookings/b1`, fields: { n: integer(1) } });
    expect(named.body["createTime"]).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}|\.\d{6})?Z$/);
    const again = await call("POST", `${ROOT}/bookings?documentId=b1`, {});
    expect([again.status, again.body["error"]]).to.deep.include(409);
    expect(again.body["error"]).to.include({ code: 409, status: "ALREADY_EXISTS" });
    const unnamed = await call("POST", `${ROOT}/bookings`, {});
    expect(unnamed.body["name"]).to.match(/\/bookings\/\w{20}$/);
  });

  it("gets a document, or part of it", async () => {
    await put("bookings/b1", {
      a: integer(1),
      b: { mapValue: { fields: { c: integer(2), d: integer(3) } } },
    });
    expect((await call("GET", `${ROOT}/bookings/b1`)).body)
      .to.have.property("fields")
      .with.all.keys("a", "b");
    const { body } = await call("GET", `${ROOT}/bookings/b1?mask.fieldPaths=a&mask.fieldPaths=b.c`);
    expect(body["fields"]).to.deep.equal({ a: integer(1), b: { mapValue: { fields: { c: integer(2) } } } });
    const one = await call("GET", `${ROOT}/bookings/b1?mask.fieldPaths=a`);
    expect(one.body["fields"]).to.deep.equal({ a: integer(1) });
  });

  // document.proto of google.firestore.v1 says of a Value: "Must have a value set."
  it("refuses a value of no type, wherever it is, because no client could read it", async () => {
    const name = `${ROOT}/bookings/b1`;
    const transforms = (one: Json) =>
      post("commit", { writes: [{ update: { name }, updateTransforms: [one] }] });
    const query = (of: Json) =>
      post("runQuery", { structuredQuery: { from: [{ collectionId: "bookings" }], ...of } });
    const filter = (value: Json) => ({
      where: { fieldFilter: { field: { fieldPath: "a" }, op: "EQUAL", value } },
    });
    const orderBy = [{ field: { fieldPath: "a" } }];
    const refused = [
      put("bookings/b1", { expiresAt: {} }),
      put("bookings/b1", { expiresAt: { timestampValue: null } }),
      put("bookings/b1", { list: { arrayValue: { values: [integer(1), {}] } } }),
      put("bookings/b1", { map: { mapValue: { fields: { a: {} } } } }),
      put("bookings/b1", { other: { fieldReferenceValue: "a" } }),
      call("POST", `${ROOT}/bookings?documentId=b1`, { fields: { expiresAt: {} } }),
      post("commit", {
        writes: [{ update: { name, fields: { a: {} } }, updateMask: { fieldPaths: ["a"] } }],
      }),
      transforms({ fieldPath: "a", appendMissingElements: { values: [{}] } }),
      transforms({ fieldPath: "a", removeAllFromArray: { values: [{}] } }),
      query(filter({})),
      query(filter({ arrayValue: { values: [{}] } })),
      query({ orderBy, startAt: { values: [{}] } }),
    ];
    for (const [i, answer] of (await Promise.all(refused)).entries()) {
      expect([i, answer.status]).to.deep.equal([i, 400]);
      expect(JSON.stringify(answer.body)).to.contain("Value with type unset");
    }
    expect((await call("GET", name)).status).to.equal(404);
    await put("bookings/b1", {
      nothing: { nullValue: null },
      empty: { mapValue: {} },
      none: { arrayValue: {} },
    });
    expect((await call("GET", name)).status).to.equal(200);
  });

  it("answers 404 for a document that is not there", async () => {
    const { status, body } = await call("GET", `${ROOT}/bookings/none`);
    expect(status).to.equal(404);
    expect(body["error"]).to.include({ code: 404, status: "NOT_FOUND" });
    expect(body["error"]).to.have.property("message").that.contains(`${ROOT}/bookings/none`);
  });

  it("updates the fields of a mask, and only if its precondition holds", async () => {
    const { body: before } = await put("bookings/b1", { a: integer(1), b: integer(2) });
    const masked = await call("PATCH", `${ROOT}/bookings/b1?updateMask.fieldPaths=a`, {
      fields: { a: integer(5) },
    });
    expect(masked.body["fields"]).to.deep.equal({ a: integer(5), b: integer(2) });
    const stale = `currentDocument.updateTime=${encodeURIComponent(String(before["updateTime"]))}`;
    const refused = await call("PATCH", `${ROOT}/bookings/b1?${stale}`, { fields: {} });
    expect(refused.body["error"]).to.include({ code: 400, status: "FAILED_PRECONDITION" });
    const absent = await call("PATCH", `${ROOT}/bookings/none?currentDocument.exists=true`, { fields: {} });
    expect(absent.body["error"]).to.include({ code: 404, status: "NOT_FOUND" });
  });

  it("deletes", async () => {
    await put("bookings/b1", {});
    expect(await call("DELETE", `${ROOT}/bookings/b1`)).to.deep.include({ status: 200, body: {} });
    expect((await call("GET", `${ROOT}/bookings/b1`)).status).to.equal(404);
  });

  it("lists a collection page by page", async () => {
    for (const id of ["b1", "b2", "b3"]) await put(`bookings/${id}`, {});
    const first = await call("GET", `${ROOT}/bookings?pageSize=2`);
    const names = (body: Json) =>
      (body["documents"] as Json[]).map(({ name }) => String(name).split("/").at(-1));
    expect(names(first.body)).to.deep.equal(["b1", "b2"]);
    const token = encodeURIComponent(String(first.body["nextPageToken"]));
    const second = await call("GET", `${ROOT}/bookings?pageSize=2&pageToken=${token}`);
    expect(names(second.body)).to.deep.equal(["b3"]);
    expect(second.body).to.not.have.property("nextPageToken");
    expect((await call("GET", `${ROOT}/empty`)).body).to.deep.equal({});
  });

  it("reads many at once, and says which are missing", async () => {
    await put("bookings/b1", {});
    const answers = await list("batchGet", { documents: [`${ROOT}/bookings/b1`, `${ROOT}/bookings/none`] });
    expect(
      answers.map(({ found, missing }) => (found as Json | undefined)?.["name"] ?? missing),
    ).to.have.members([`${ROOT}/bookings/b1`, `${ROOT}/bookings/none`]);
  });

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

  it("commits a transaction, and rolls one back", async () => {
    const begin = async () => (await post("beginTransaction", {})).body["transaction"];
    const write = { update: { name: `${ROOT}/bookings/b1`, fields: { n: integer(1) } } };
    const committed = await post("commit", { transaction: await begin(), writes: [write] });
    expect(committed.body).to.have.all.keys("commitTime", "writeResults");
    expect(await post("rollback", { transaction: await begin() })).to.deep.include({ status: 200, body: {} });
  });

  it("writes a batch of which some fail", async () => {
    const name = (id: string) => `${ROOT}/bookings/${id}`;
    const { body } = await post("batchWrite", {
      writes: [{ update: { name: name("b1") } }, { delete: name("none"), currentDocument: { exists: true } }],
    });
    expect((body["status"] as Json[]).map(({ code }) => code)).to.deep.equal([undefined, 5]);
  });

  it("lists collection ids", async () => {
    await put("bookings/b1/notes/n1", {});
    expect((await post("listCollectionIds", {})).body).to.deep.include({ collectionIds: ["bookings"] });
    const below = await post("listCollectionIds", {}, `${ROOT}/bookings/b1`);
    expect(below.body).to.deep.include({ collectionIds: ["notes"] });
  });

  it("takes names that have to be percent-encoded", async () => {
    await put("bookings/a%20%C3%A9%2Bb:c", { n: integer(1) });
    const { body } = await call("GET", `${ROOT}/bookings/a%20%C3%A9%2Bb:c`);
    expect(body["name"]).to.equal(`${ROOT}/bookings/a é+b:c`);
  });

  it("ignores the parameters of all Google APIs, and refuses any it does not know", async () => {
    await put("bookings/b1", {});
    expect((await call("GET", `${ROOT}/bookings/b1?alt=json&key=k&$prettyPrint=false`)).status).to.equal(200);
    const { status, body } = await call("GET", `${ROOT}/bookings/b1?colour=red`);
    expect(status).to.equal(400);
    expect(body["error"]).to.have.property("message").that.contains('Unknown name "colour"');
  });

  const malformed: [what: string, method: string, path: string, body: unknown, status: number][] = [
    ["a body that is no JSON", "POST", `${ROOT}:commit`, "{", 400],
    ["a field that does not exist", "POST", `${ROOT}:commit`, { writing: [] }, 400],
    ["a verb that does not exist", "POST", `${ROOT}:explode`, {}, 404],
    ["a method that does not exist", "PUT", `${ROOT}/bookings/b1`, {}, 404],
    ["a path that is not UTF-8", "GET", `${ROOT}/bookings/%ff`, undefined, 400],
    ["another API", "GET", "projects/demo-test/topics", undefined, 404],
  ];
  for (const [what, method, path, body, status] of malformed) {
    it(`refuses ${what}`, async () => {
      const answer = await call(method, path, body);
      expect(answer.status).to.equal(status);
      expect(answer.body["error"]).to.have.property("code", status);
    });
  }

  it("answers an error of a streaming call as a list of one", async () => {
    const { status, body } = await post("runQuery", { structuredQuery: { from: [], limit: -1 } });
    expect(status).to.equal(400);
    expect(body).to.be.an("array").with.length(1);
    expect((body as unknown as Json[])[0]).to.have.nested.property("error.status", "INVALID_ARGUMENT");
  });

  it("refuses a token it cannot read", async () => {
    const { status, body } = await call("GET", `${ROOT}/bookings/b1`, undefined, {
      authorization: "Bearer nonsense",
    });
    expect(status).to.equal(401);
    expect(body["error"]).to.include({ status: "UNAUTHENTICATED" });
  });

  it("lets a page of any origin call it", async () => {
    const origin = "http://localhost:3000";
    const asked = await fetch(`http://127.0.0.1:${server.port}/v1/${ROOT}:commit`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "x-goog-api-client",
      },
    });
    expect(asked.status).to.equal(204);
    expect(asked.headers.get("access-control-allow-origin")).to.equal(origin);
    expect(asked.headers.get("access-control-allow-headers")).to.equal("x-goog-api-client");
    const { headers } = await call("GET", `${ROOT}/bookings/none`, undefined, { origin });
    expect(headers.get("access-control-allow-origin")).to.equal(origin);
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
      fetch(`http://127.0.0.1:${server.port}/emulator/v1/projects/ruled:securityRules`, {
        method: "PUT",
        body: JSON.stringify({ rules: { files: [{ name: "firestore.rules", content }] } }),
      });
    const page = (size: number) =>
      fetch(
        `http://127.0.0.1:${server.port}/v1/${ROOT.replace("demo-test", "ruled")}/bookings?pageSize=${size}`,
      );
    expect((await load(rules("<= 10"))).status).to.equal(200);
    expect([(await page(10)).status, (await page(11)).status]).to.deep.equal([200, 403]);
  });

  it("closes the connection where a fault asks for that", async () => {
    server.faults.set("demo-test", { methods: { GetDocument: { script: [{ fault: "cut" }] } } });
    const outcome = await call("GET", `${ROOT}/bookings/b1`).catch((error: Error) => error.message);
    expect(outcome).to.equal("fetch failed");
    server.faults.clear("demo-test");
  });
});

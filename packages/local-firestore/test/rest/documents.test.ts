import { expect } from "chai";
import { integer, type Json, ROOT, useRest } from "./client.js";

describe("the REST API, of documents and commits", function () {
  this.timeout(20_000);
  const { call, post, list, put } = useRest();

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
});

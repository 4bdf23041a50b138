import { expect } from "chai";
import { integer, type Json, ROOT, useRest } from "./client.js";

describe("the REST API, of any request", function () {
  this.timeout(20_000);
  const { server, call, post, put } = useRest();

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
    const asked = await fetch(`http://127.0.0.1:${server().port}/v1/${ROOT}:commit`, {
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

  it("closes the connection where a fault asks for that", async () => {
    server().faults.set("demo-test", { methods: { GetDocument: { script: [{ fault: "cut" }] } } });
    const outcome = await call("GET", `${ROOT}/bookings/b1`).catch((error: Error) => error.message);
    expect(outcome).to.equal("fetch failed");
    server().faults.clear("demo-test");
  });
});

import { expect } from "chai";
import { seatKey } from "../../src/shared/ids.js";
import { db } from "../../src/firestore/database.js";
import { claimed, expire, openPerformance, UNANSWERED } from "../support/world.js";
import { changesNothing } from "../support/unchanged.js";
import type { HttpAnswer } from "../support/http.js";
import { servedRoutes } from "../support/routes.js";

describe("the routes answer browsers", () => {
  const routes = servedRoutes();

  it("of any origin, without an answer of its own for each", async () => {
    const headers = { Origin: "https://shop.example" };
    for (const path of [
      `/occupiedSeats/${routes.performanceId}`,
      "/occupiedSeats/perf_nowhere",
      "/nowhere",
    ]) {
      const answer = await routes.sendAsIs(path, { headers });
      expect(answer.headers.get("access-control-allow-origin"), path).to.equal("*");
      expect(answer.headers.get("vary") ?? "", path).to.not.match(/origin/i);
    }
  });

  it("that ask first, for each method and header that a route takes", async () => {
    const headers = { Origin: "https://shop.example", "Access-Control-Request-Method": "DELETE" };
    const answer = await routes.sendAsIs("/bookings/user/ann", { method: "OPTIONS", headers });
    expect(answer.status).to.equal(204);
    expect(answer.headers.get("access-control-allow-methods")).to.equal("GET, POST, DELETE");
    for (const header of ["Authorization", "Content-Type", "X-Firebase-AppCheck"])
      expect(answer.headers.get("access-control-allow-headers")).to.include(header);
  });
});

describe("the routes refuse with the HTTP status of the code, and the same details as the callable:", () => {
  const routes = servedRoutes();
  const wish = (seatIds: string[]) =>
    routes.refused("/bookings", { method: "POST", body: routes.wish(seatIds) });
  const payment = (paymentIntentId: unknown) =>
    routes.refused("/payments/execute", {
      method: "POST",
      body: { paymentIntentId, cvv: "121", paymentMethodToken: "tok_visa" },
    });
  const refusalIn = ({ status, body }: HttpAnswer) => ({
    status,
    code: body.error?.status,
    details: body.error?.details,
  });

  it("400 for a malformed request, naming the fields", async () => {
    const fields = await routes.malformed("/bookings", { method: "POST", body: { seatIds: [], extra: 1 } });
    expect(fields).to.have.members(["performanceId", "seatIds", "paymentMethod", "extra"]);
  });

  it("400 for a cursor that is none", async () =>
    expect(await routes.malformed("/bookings/user/ann?cursor=next")).to.deep.equal(["cursor"]));
  it("400 for a status that is none", async () =>
    expect(await routes.malformed("/bookings/user/ann?status=paid")).to.deep.equal(["status"]));
  it("400 for an id that is none", async () =>
    expect(await routes.malformed("/occupiedSeats/a%20b")).to.deep.equal(["performanceId"]));
  it("400 for a reserved id", async () =>
    expect(await routes.malformed("/occupiedSeats/__proto__")).to.deep.equal(["performanceId"]));
  it("400 for no body, naming all that is missing", async () => {
    const fields = await routes.malformed("/bookings", { method: "POST" });
    expect(fields).to.deep.equal(["performanceId", "seatIds", "paymentMethod"]);
  });
  for (const [body, type] of [
    ["[]", "application/json"],
    ["a booking of mine", "text/plain"],
    ['{"bookingId":"bk_a"}', "text/plain"],
    ["bookingId=bk_a", "application/x-www-form-urlencoded"],
    ['{"bookingId":"bk_a"}', "application/octet-stream"],
  ] as const) {
    it(`400 for a body that is no object: ${body} (${type})`, async () => {
      const headers = { "Content-Type": type };
      expect(await routes.malformed("/bookings/user/ann", { method: "DELETE", body, headers })).to.deep.equal(
        ["request"],
      );
    });
  }
  it("400 for a body without a booking", async () =>
    expect(await routes.malformed("/bookings/user/ann", { method: "DELETE" })).to.deep.equal(["bookingId"]));
  it("400 for __proto__ in a body", async () =>
    expect(
      await routes.malformed("/bookings", {
        method: "POST",
        body: '{"__proto__":{"performanceId":"perf_a"}}',
      }),
    ).to.deep.equal(["__proto__"]));
  it("400 for a path that cannot be decoded, which the platform refuses", async () => {
    const { status } = await changesNothing(() => routes.send("/occupiedSeats/%E0%A4%A"));
    expect(status).to.equal(400);
  });

  it("403 for another user's path", async () => {
    const mismatch = { status: 403, code: "PERMISSION_DENIED", details: { reason: "USER_MISMATCH" } };
    expect(await routes.refused("/bookings/user/ben")).to.deep.equal(mismatch);
    const { bookingId } = (await routes.book(["A1"])).body;
    const request = { method: "DELETE", body: { bookingId } };
    expect(await routes.refused("/bookings/user/ben", request)).to.deep.equal(mismatch);
    expect(await routes.refused("/bookings/user/ben?userId=ann")).to.deep.equal(mismatch);
    const disguised = { method: "DELETE", body: { bookingId, userId: "ann" } };
    expect(await routes.refused("/bookings/user/ben", disguised)).to.deep.equal(mismatch);
  });

  it("404 for what is not there", async () => {
    const notFound = (details: object) => ({ status: 404, code: "NOT_FOUND", details });
    expect(await routes.refused("/occupiedSeats/perf_nowhere")).to.deep.equal(
      notFound({ reason: "PERFORMANCE_NOT_FOUND" }),
    );
    expect(await wish(["Z9"])).to.deep.equal(notFound({ reason: "SEAT_NOT_FOUND", seatIds: ["Z9"] }));
    expect(await payment("pi_nowhere")).to.deep.equal(notFound({ reason: "PAYMENT_INTENT_NOT_FOUND" }));
    const request = { method: "DELETE", body: { bookingId: "bk_nowhere" } };
    expect(await routes.refused("/bookings/user/ann", request)).to.deep.equal(
      notFound({ reason: "BOOKING_NOT_FOUND" }),
    );
  });

  it("409 for a seat that is taken", async () => {
    await routes.book(["A1"]);
    expect(await wish(["A1"])).to.deep.equal({
      status: 409,
      code: "ALREADY_EXISTS",
      details: { reason: "SEAT_TAKEN", seatIds: ["A1"] },
    });
  });

  it("429 for more tickets than one may hold", async () => {
    routes.performanceId = await openPerformance({ maxTicketsPerUser: 1 });
    expect(await wish(["A1", "A2"])).to.deep.equal({
      status: 429,
      code: "RESOURCE_EXHAUSTED",
      details: { reason: "TICKET_LIMIT", limit: 1, held: 0 },
    });
  });

  it("400 for what can no longer be had", async () => {
    const { bookingId, paymentIntentId } = (await routes.book(["A1"])).body;
    await expire(String(paymentIntentId));
    expect(await payment(paymentIntentId)).to.deep.equal({
      status: 400,
      code: "FAILED_PRECONDITION",
      details: { reason: "BOOKING_EXPIRED" },
    });
    const request = { method: "DELETE", body: { bookingId } };
    expect(await routes.refused("/bookings/user/ann", request)).to.include({ status: 400 });
  });

  it("503 for a gateway that does not answer", async () => {
    const { paymentIntentId } = (await routes.book(["A1"])).body;
    const lost = await routes.pay(paymentIntentId, UNANSWERED);
    expect(refusalIn(lost)).to.deep.equal({
      status: 503,
      code: "UNAVAILABLE",
      details: { reason: "GATEWAY_UNAVAILABLE" },
    });
  });

  it("409 for a cancel while a payment is under way", async () => {
    const { bookingId, paymentIntentId } = (await routes.book(["A1"])).body;
    await claimed(String(paymentIntentId), "at_other");
    const cancelled = await routes.cancel(bookingId);
    expect(refusalIn(cancelled)).to.deep.equal({
      status: 409,
      code: "ABORTED",
      details: { reason: "PAYMENT_IN_PROGRESS" },
    });
  });

  it("400 for more than 64 KiB", async () => {
    const body = { paymentIntentId: "pi_a", cvv: "121", paymentMethodToken: "t".repeat(64 * 1024) };
    expect(await routes.malformed("/payments/execute", { method: "POST", body })).to.deep.equal(["request"]);
  });

  it("500 for a fault of ours, telling nothing", async () => {
    await db.doc(`occupiedSeats/${seatKey(routes.performanceId, "A1")}`).set({ seatId: 5 });
    expect(await wish(["A1"])).to.deep.equal({ status: 500, code: "INTERNAL", details: undefined });
  });

  it("404 for a route that there is not, or not by that method", async () => {
    for (const [method, path] of [
      ["GET", "/"],
      ["GET", "/bookings"],
      ["GET", "/nothing/here"],
      ["PUT", "/bookings/user/ann"],
      ["POST", "/occupiedSeats/perf_a"],
      ["GET", "/bookings/user/"],
    ] as const) {
      const body = method === "GET" ? undefined : {};
      expect(await routes.refused(path, { method, body }), `${method} ${path}`).to.deep.equal({
        status: 404,
        code: "NOT_FOUND",
        details: undefined,
      });
    }
  });
});

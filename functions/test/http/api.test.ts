import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { assertPromised } from "../../../suite/contract/promised.js";
import { seatKey } from "../../src/shared/ids.js";
import {
  call,
  claimed,
  clearDatabase,
  deliver,
  expire,
  functions,
  openPerformance,
} from "../support/world.js";
import { changesNothing } from "../support/unchanged.js";
import { serve, type Send } from "../support/http.js";
import { idToken, startAuth } from "../support/auth.js";
import { db } from "../../src/firestore/database.js";

describe("the api over plain HTTP", () => {
  before(clearDatabase);

  let server: Awaited<ReturnType<typeof serve>>;
  let performanceId: string;
  before(async () => {
    await startAuth();
    server = await serve({ "/": functions.api });
    const { send } = server;
    server.send = async (path, request = {}) => {
      const answer = await send(path, request);
      assertPromised({ method: request.method ?? "GET", path }, answer);
      return answer;
    };
  });
  beforeEach(async () => {
    performanceId = await openPerformance();
  });
  after(() => server.close());

  /** Sends a request as Ann. */
  const send: Send = (path, request = {}) => server.send(path, { token: idToken("ann"), ...request });
  const book = (seatIds: string[], extra: object = {}, userId = "ann") =>
    send("/bookings", {
      method: "POST",
      token: idToken(userId),
      body: { performanceId, seatIds, paymentMethod: "CREDIT_CARD", ...extra },
    });
  const pay = (paymentIntentId: unknown, cvv = "121", paymentMethodToken = "tok_visa") =>
    send("/payments/execute", { method: "POST", body: { paymentIntentId, cvv, paymentMethodToken } });
  const cancel = (bookingId: unknown, user = "ann") =>
    send(`/bookings/user/${user}`, { method: "DELETE", body: { bookingId } });

  it("POST /bookings books, answers 201 and what createBooking answers", async () => {
    const requestId = randomUUID();
    const { status, body } = await book(["A1", "C1"], { requestId });
    expect(status).to.equal(201);
    const request = { performanceId, seatIds: ["A1", "C1"], paymentMethod: "CREDIT_CARD", requestId };
    const answer = await call(functions.createBooking, "ann", request);
    expect({ ...body, serverTime: "" }).to.deep.equal({ ...answer, serverTime: "" });
    expect(body["serverTime"]).to.be.a("string");
  });

  it("POST /payments/execute pays and answers what executePayment answers", async () => {
    const { paymentIntentId, bookingId } = (await book(["A1"])).body;
    const { status, body } = await pay(paymentIntentId);
    expect(status).to.equal(200);
    expect(body).to.deep.equal({
      paymentIntentId,
      bookingId,
      status: "SUCCESS",
      failure: null,
      amount: 150_000,
      currency: "KRW",
    });
  });

  it("POST /payments/execute answers a declined payment with 200", async () => {
    const { status, body } = await pay((await book(["A1"])).body["paymentIntentId"], "122");
    expect(status).to.equal(200);
    expect(body).to.include({ status: "FAILURE" });
  });

  it("DELETE /bookings/user/:userId cancels and answers what cancelBooking answers", async () => {
    const { bookingId } = (await book(["A1"])).body;
    const { status, body } = await cancel(bookingId);
    expect(status).to.equal(200);
    expect(body).to.deep.equal({ bookingId, status: "cancelled", cancelReason: "USER" });
  });

  it("GET /bookings/user/:userId lists, page by page and by status", async () => {
    const userId = `lister_${randomUUID()}`;
    const list = (query = "") => send(`/bookings/user/${userId}${query}`, { token: idToken(userId) });
    for (const seatId of ["A1", "A2", "A3"]) await book([seatId], {}, userId);
    expect((await list()).body).to.deep.equal(await call(functions.getMyBookings, userId, {}));
    const first = await list("?pageSize=2");
    expect(first.status).to.equal(200);
    expect(first.body["bookings"]).to.have.length(2);
    const second = await list(`?pageSize=2&cursor=${String(first.body["nextCursor"])}`);
    expect(second.body["bookings"]).to.have.length(1);
    expect(second.body["nextCursor"]).to.be.null;
    expect((await list("?status=pending")).body["bookings"]).to.have.length(3);
    expect((await list("?status=confirmed")).body["bookings"]).to.have.length(0);
  });

  describe("GET /occupiedSeats/:performanceId", () => {
    beforeEach(() => book(["A1", "B3"]));
    const seats = async (query = "") => {
      const answer = await server.send(`/occupiedSeats/${performanceId}${query}`);
      return (answer.body["seats"] as { seatId: string }[]).map((seat) => seat.seatId).sort();
    };

    it("answers anyone, signed in or not, what getOccupiedSeats answers", async () => {
      const { status, body } = await server.send(`/occupiedSeats/${performanceId}`);
      expect(status).to.equal(200);
      const answer = await call(functions.getOccupiedSeats, null, { performanceId });
      expect({ ...body, serverTime: "" }).to.deep.equal({ ...answer, serverTime: "" });
      expect((await send(`/occupiedSeats/${performanceId}`)).status).to.equal(200);
    });

    it("answers those asked for, in one list or several", async () => {
      expect(await seats("?seatIds=A1,A2")).to.deep.equal(["A1"]);
      expect(await seats("?seatIds=A1&seatIds=B3&seatIds=B4")).to.deep.equal(["A1", "B3"]);
      expect(await seats()).to.deep.equal(["A1", "B3"]);
    });

    it("may be kept for a second by whoever stands between, and only where it succeeded", async () => {
      const good = await server.send(`/occupiedSeats/${performanceId}`);
      expect(good.headers.get("cache-control"))
        .to.match(/\bpublic\b/)
        .and.match(/\bmax-age=1\b/);
      const wrong = {
        "/occupiedSeats/perf_nowhere": 404,
        [`/occupiedSeats/${performanceId}?seatIds=Z9`]: 404,
        [`/occupiedSeats/${performanceId}?seatIds=A%201`]: 400,
        [`/occupiedSeats/${performanceId}?userId=ann`]: 400,
        [`/occupiedSeats/${performanceId}?more=1`]: 400,
      };
      for (const [path, status] of Object.entries(wrong)) {
        const refused = await server.send(path);
        expect(refused.status, path).to.equal(status);
        expect(refused.headers.get("cache-control"), path).to.equal("no-store");
      }
      const mine = await send("/bookings/user/ann");
      expect(mine.headers.get("cache-control")).to.equal("no-store");
    });
  });

  for (const name of ["api", "publicApi"] as const) {
    it(`GET /openapi.json describes the routes to anyone, from ${name}`, async () => {
      const own = await serve({ "/": functions[name] });
      const { status, headers, text } = await own.send("/openapi.json").finally(own.close);
      expect(status).to.equal(200);
      expect(text).to.equal(readFileSync(new URL("../../../docs/openapi.json", import.meta.url), "utf8"));
      expect(headers.get("content-type")).to.match(/^application\/json\b/);
      expect(headers.get("cache-control")).to.equal("public, max-age=300");
      expect(headers.get("access-control-allow-origin")).to.equal("*");
    });
  }

  describe("refuses with the HTTP status of the code, and the same details as the callable:", () => {
    type Refused = [number, string, object | undefined];

    async function refused(path: string, request: Parameters<Send>[1]): Promise<Refused> {
      const { status, body } = await changesNothing(() => send(path, request));
      expect(body).to.have.all.keys("error");
      expect(body.error?.message).to.be.a("string").that.is.not.empty;
      return [status, body.error!.status, body.error!.details];
    }
    const post = (path: string, body: unknown) => refused(path, { method: "POST", body });
    const wish = (seatIds: string[], extra: object = {}) =>
      post("/bookings", { performanceId, seatIds, paymentMethod: "CREDIT_CARD", ...extra });
    const payment = (paymentIntentId: unknown) =>
      post("/payments/execute", { paymentIntentId, cvv: "121", paymentMethodToken: "tok_visa" });

    it("400 for a malformed request, naming the fields", async () => {
      const [status, code, details] = await post("/bookings", { seatIds: [], extra: 1 });
      expect([status, code]).to.deep.equal([400, "INVALID_ARGUMENT"]);
      const { issues } = details as { issues: { field: string }[] };
      const fields = issues.map((issue) => issue.field);
      expect(fields).to.have.members(["performanceId", "seatIds", "paymentMethod", "extra"]);
    });

    const named = async (field: string, ...asked: Parameters<typeof refused>) => {
      const [status, , details] = await refused(...asked);
      expect(status).to.equal(400);
      expect((details as { issues: { field: string }[] }).issues.map((issue) => issue.field)).to.deep.equal([
        field,
      ]);
    };
    for (const pageSize of [
      "abc",
      "",
      "-1",
      "0",
      "101",
      "1.5",
      "1e2",
      "0x10",
      "99999999999999999999",
      "5&pageSize=6",
    ]) {
      it(`400 for pageSize=${pageSize}`, async () => {
        const [status, , details] = await refused(`/bookings/user/ann?pageSize=${pageSize}`, {});
        expect(status).to.equal(400);
        const { issues } = details as { issues: { field: string }[] };
        expect(new Set(issues.map((issue) => issue.field))).to.deep.equal(new Set(["pageSize"]));
      });
    }
    it("400 for an unknown word in a query", () => named("page", "/bookings/user/ann?page=2", {}));
    it("400 for a cursor that is none", () => named("cursor", "/bookings/user/ann?cursor=next", {}));
    it("400 for a status that is none", () => named("status", "/bookings/user/ann?status=paid", {}));
    it("400 for an id that is none", () => named("performanceId", "/occupiedSeats/a%20b", {}));
    it("400 for a reserved id", () => named("performanceId", "/occupiedSeats/__proto__", {}));
    it("400 for __proto__ in a query", () => named("__proto__", "/bookings/user/ann?__proto__=1", {}));
    it("400 for no body, naming all that is missing", async () => {
      const [, , details] = await refused("/bookings", { method: "POST" });
      const fields = (details as { issues: { field: string }[] }).issues.map((issue) => issue.field);
      expect(fields).to.deep.equal(["performanceId", "seatIds", "paymentMethod"]);
    });
    for (const [body, type] of [
      ["[]", "application/json"],
      ["a booking of mine", "text/plain"],
      ['{"bookingId":"bk_a"}', "text/plain"],
      ["bookingId=bk_a", "application/x-www-form-urlencoded"],
      ['{"bookingId":"bk_a"}', "application/octet-stream"],
    ] as const) {
      it(`400 for a body that is no object: ${body} (${type})`, () => {
        const headers = { "Content-Type": type };
        return named("request", "/bookings/user/ann", { method: "DELETE", body, headers });
      });
    }
    it("400 for a query that names an object", () =>
      named("pageSize[toString]", "/bookings/user/ann?pageSize[toString]=x", {}));
    it("400 for a query that names a field twice", () =>
      named("pageSize", "/bookings/user/ann?pageSize=1&pageSize=2", {}));
    it("400 for a body without a booking", () =>
      named("bookingId", "/bookings/user/ann", { method: "DELETE" }));
    it("400 for __proto__ in a body", () =>
      named("__proto__", "/bookings", { method: "POST", body: '{"__proto__":{"performanceId":"perf_a"}}' }));
    it("400 for a path that cannot be decoded, which the platform refuses", async () => {
      const { status } = await changesNothing(() => send("/occupiedSeats/%E0%A4%A"));
      expect(status).to.equal(400);
    });

    it("401 without a token, and with one that is not good", async () => {
      const requests: [string, string][] = [
        ["POST", "/bookings"],
        ["GET", "/bookings/user/ann"],
        ["DELETE", "/bookings/user/ann"],
        ["POST", "/payments/execute"],
      ];
      const headers: Record<string, string>[] = [
        {},
        { Authorization: "Bearer nonsense" },
        { Authorization: "Basic YW5uOmFubg==" },
        { Authorization: `Bearer ${idToken("ann", 1_700_000_000)}` },
        { Authorization: idToken("ann") },
      ];
      for (const [method, path] of requests) {
        for (const header of headers) {
          const body = method === "GET" ? undefined : {};
          const answer = await server.send(path, { method, headers: header, body });
          expect([answer.status, answer.body.error?.status], method + path).to.deep.equal([
            401,
            "UNAUTHENTICATED",
          ]);
        }
      }
    });

    it("401 for a bad token also where none is needed", async () => {
      const { status } = await server.send(`/occupiedSeats/${performanceId}`, { token: "nonsense" });
      expect(status).to.equal(401);
    });

    it("403 for another user's path", async () => {
      const mismatch: Refused = [403, "PERMISSION_DENIED", { reason: "USER_MISMATCH" }];
      expect(await refused("/bookings/user/ben", {})).to.deep.equal(mismatch);
      const { bookingId } = (await book(["A1"])).body;
      const request = { method: "DELETE", body: { bookingId } };
      expect(await refused("/bookings/user/ben", request)).to.deep.equal(mismatch);
      expect(await refused("/bookings/user/ben?userId=ann", {})).to.deep.equal(mismatch);
      const disguised = { method: "DELETE", body: { bookingId, userId: "ann" } };
      expect(await refused("/bookings/user/ben", disguised)).to.deep.equal(mismatch);
    });

    it("404 for what is not there", async () => {
      const notFound = (details: object): Refused => [404, "NOT_FOUND", details];
      expect(await refused("/occupiedSeats/perf_nowhere", {})).to.deep.equal(
        notFound({ reason: "PERFORMANCE_NOT_FOUND" }),
      );
      expect(await wish(["Z9"])).to.deep.equal(notFound({ reason: "SEAT_NOT_FOUND", seatIds: ["Z9"] }));
      expect(await payment("pi_nowhere")).to.deep.equal(notFound({ reason: "PAYMENT_INTENT_NOT_FOUND" }));
      const request = { method: "DELETE", body: { bookingId: "bk_nowhere" } };
      expect(await refused("/bookings/user/ann", request)).to.deep.equal(
        notFound({ reason: "BOOKING_NOT_FOUND" }),
      );
    });

    it("409 for a seat that is taken", async () => {
      await book(["A1"]);
      expect(await wish(["A1"])).to.deep.equal([
        409,
        "ALREADY_EXISTS",
        { reason: "SEAT_TAKEN", seatIds: ["A1"] },
      ]);
    });

    it("429 for more tickets than one may hold", async () => {
      performanceId = await openPerformance({ maxTicketsPerUser: 1 });
      expect(await wish(["A1", "A2"])).to.deep.equal([
        429,
        "RESOURCE_EXHAUSTED",
        { reason: "TICKET_LIMIT", limit: 1, held: 0 },
      ]);
    });

    it("400 for what can no longer be had", async () => {
      const { bookingId, paymentIntentId } = (await book(["A1"])).body;
      await expire(String(paymentIntentId));
      expect(await payment(paymentIntentId)).to.deep.equal([
        400,
        "FAILED_PRECONDITION",
        { reason: "BOOKING_EXPIRED" },
      ]);
      const request = { method: "DELETE", body: { bookingId } };
      expect((await refused("/bookings/user/ann", request))[0]).to.equal(400);
    });

    it("503 for a gateway that does not answer", async () => {
      const { paymentIntentId } = (await book(["A1"])).body;
      const lost = await pay(paymentIntentId, "121", "tok_timeout_before_charge");
      expect([lost.status, lost.body.error?.status, lost.body.error?.details]).to.deep.equal([
        503,
        "UNAVAILABLE",
        { reason: "GATEWAY_UNAVAILABLE" },
      ]);
    });

    it("409 for a cancel while a payment is under way", async () => {
      const { bookingId, paymentIntentId } = (await book(["A1"])).body;
      await claimed(String(paymentIntentId), "at_other");
      const cancelled = await cancel(bookingId);
      expect([cancelled.status, cancelled.body.error?.status, cancelled.body.error?.details]).to.deep.equal([
        409,
        "ABORTED",
        { reason: "PAYMENT_IN_PROGRESS" },
      ]);
    });

    it("400 for more than 64 KiB", async () => {
      const body = { paymentIntentId: "pi_a", cvv: "121", paymentMethodToken: "t".repeat(64 * 1024) };
      const [status, code, details] = await refused("/payments/execute", { method: "POST", body });
      expect([status, code]).to.deep.equal([400, "INVALID_ARGUMENT"]);
      expect(details).to.have.nested.property("issues[0].field", "request");
    });

    it("500 for a fault of ours, telling nothing", async () => {
      performanceId = await openPerformance();
      await db.doc(`occupiedSeats/${seatKey(performanceId, "A1")}`).set({ seatId: 5 });
      const [status, code, details] = await wish(["A1"]);
      expect([status, code, details]).to.deep.equal([500, "INTERNAL", undefined]);
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
        expect(await refused(path, { method, body }), `${method} ${path}`).to.deep.equal([
          404,
          "NOT_FOUND",
          undefined,
        ]);
      }
    });
  });

  it("moves one purchase from the first request to the last", async () => {
    const { bookingId, paymentIntentId } = (await book(["A1"])).body;
    await pay(paymentIntentId);
    await deliver(String(paymentIntentId));
    const answer = await cancel(bookingId);
    expect(answer.body.error?.details).to.deep.equal({ reason: "BOOKING_NOT_PENDING", status: "confirmed" });
    const { body } = await server.send(`/occupiedSeats/${performanceId}`);
    expect(body["seats"]).to.deep.equal([{ seatId: "A1", status: "booked", lockedUntil: null }]);
  });
});

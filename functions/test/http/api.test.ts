import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { call, clearDatabase, DECLINED, deliver, functions } from "../support/world.js";
import { idToken } from "../support/auth.js";
import { serve } from "../support/http.js";
import { servedRoutes } from "../support/routes.js";

describe("the api over plain HTTP", () => {
  before(clearDatabase);
  const routes = servedRoutes();

  it("POST /bookings books, answers 201 and what createBooking answers", async () => {
    const requestId = randomUUID();
    const { status, body } = await routes.book(["A1", "C1"], { requestId });
    expect(status).to.equal(201);
    const answer = await call(functions.createBooking, "ann", routes.wish(["A1", "C1"], { requestId }));
    expect({ ...body, serverTime: "" }).to.deep.equal({ ...answer, serverTime: "" });
    expect(body["serverTime"]).to.be.a("string");
  });

  it("POST /payments/execute pays and answers what executePayment answers", async () => {
    const { paymentIntentId, bookingId } = (await routes.book(["A1"])).body;
    const { status, body } = await routes.pay(paymentIntentId);
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
    const { status, body } = await routes.pay((await routes.book(["A1"])).body["paymentIntentId"], DECLINED);
    expect(status).to.equal(200);
    expect(body).to.include({ status: "FAILURE" });
  });

  it("DELETE /bookings/user/:userId cancels and answers what cancelBooking answers", async () => {
    const { bookingId } = (await routes.book(["A1"])).body;
    const { status, body } = await routes.cancel(bookingId);
    expect(status).to.equal(200);
    expect(body).to.deep.equal({
      bookingId,
      status: "cancelled",
      cancelReason: "USER",
      refund: null,
      cancelledSeats: [],
    });
  });

  it("GET /bookings/user/:userId lists, page by page and by status", async () => {
    const userId = `lister_${randomUUID()}`;
    const list = (query = "") => routes.send(`/bookings/user/${userId}${query}`, { token: idToken(userId) });
    for (const seatId of ["A1", "A2", "A3"]) await routes.book([seatId], {}, userId);
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
    beforeEach(() => routes.book(["A1", "B3"]));
    const seats = async (query = "") => {
      const answer = await routes.sendAsIs(`/occupiedSeats/${routes.performanceId}${query}`);
      return (answer.body["seats"] as { seatId: string }[]).map((seat) => seat.seatId).sort();
    };

    it("answers anyone, signed in or not, what getOccupiedSeats answers", async () => {
      const { status, body } = await routes.sendAsIs(`/occupiedSeats/${routes.performanceId}`);
      expect(status).to.equal(200);
      const answer = await call(functions.getOccupiedSeats, null, { performanceId: routes.performanceId });
      expect({ ...body, serverTime: "" }).to.deep.equal({ ...answer, serverTime: "" });
      expect((await routes.send(`/occupiedSeats/${routes.performanceId}`)).status).to.equal(200);
    });

    it("answers those asked for, in one list or several", async () => {
      expect(await seats("?seatIds=A1,A2")).to.deep.equal(["A1"]);
      expect(await seats("?seatIds=A1&seatIds=B3&seatIds=B4")).to.deep.equal(["A1", "B3"]);
      expect(await seats()).to.deep.equal(["A1", "B3"]);
    });

    it("may be kept for a second by whoever stands between, and only where it succeeded", async () => {
      const good = await routes.sendAsIs(`/occupiedSeats/${routes.performanceId}`);
      expect(good.headers.get("cache-control"))
        .to.match(/\bpublic\b/)
        .and.match(/\bmax-age=1\b/);
      const wrong = {
        "/occupiedSeats/perf_nowhere": 404,
        [`/occupiedSeats/${routes.performanceId}?seatIds=Z9`]: 404,
        [`/occupiedSeats/${routes.performanceId}?seatIds=A%201`]: 400,
        [`/occupiedSeats/${routes.performanceId}?userId=ann`]: 400,
        [`/occupiedSeats/${routes.performanceId}?more=1`]: 400,
      };
      for (const [path, status] of Object.entries(wrong)) {
        const refused = await routes.sendAsIs(path);
        expect(refused.status, path).to.equal(status);
        expect(refused.headers.get("cache-control"), path).to.equal("no-store");
      }
      const mine = await routes.send("/bookings/user/ann");
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

  it("moves one purchase from the first request to the last", async () => {
    const { bookingId, paymentIntentId } = (await routes.book(["A1"])).body;
    await routes.pay(paymentIntentId);
    await deliver(String(paymentIntentId));
    const answer = await routes.cancel(bookingId);
    expect(answer.body.error?.details).to.deep.equal({ reason: "BOOKING_NOT_PENDING", status: "confirmed" });
    const { body } = await routes.sendAsIs(`/occupiedSeats/${routes.performanceId}`);
    expect(body["seats"]).to.deep.equal([{ seatId: "A1", status: "booked", lockedUntil: null }]);
  });
});

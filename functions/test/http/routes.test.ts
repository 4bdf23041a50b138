import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { db } from "../../src/firestore/database.js";
import { KOREAN_STANDARD } from "../support/purchases.js";
import { waiting } from "../support/time.js";
import { call, cancel, deliver, functions, pay } from "../support/world.js";
import { idToken } from "../support/auth.js";
import { storeLayout } from "../support/layouts.js";
import { servedRoutes } from "../support/routes.js";

describe("the routes", () => {
  const routes = servedRoutes();

  describe("that anyone may read", () => {
    it("are served by publicApi, which serves nothing else", async () => {
      const { status, body } = await routes.sendToPublic(`/occupiedSeats/${routes.performanceId}`);
      expect([status, body["performanceId"]]).to.deep.equal([200, routes.performanceId]);
      const token = idToken("ann");
      for (const [path, method] of [
        ["/bookings/user/ann", "GET"],
        ["/bookings", "POST"],
        ["/payments/execute", "POST"],
      ] as const)
        expect((await routes.sendToPublic(path, { method, token })).status, path).to.equal(404);
    });

    it("are kept by a cache in one form of each question only: sorted, and each seat once", async () => {
      const kept = async (query: string) => {
        const answer = await routes.sendToPublic(`/occupiedSeats/${routes.performanceId}?${query}`);
        expect(answer.status, query).to.equal(200);
        return answer.headers.get("cache-control") !== "no-store";
      };
      for (const query of ["seatIds=A1,A2,B1", "seatIds=A1%2CA2%2CB1"])
        expect(await kept(query), query).to.be.true;
      expect(await kept("cursor=A1")).to.be.true;
      for (const query of [
        "seatIds=A2,A1",
        "seatIds=A1,A1",
        "seatIds=A1&seatIds=A2",
        "seatIds=%41%31,A2",
        "seatIds=A1,A2%2CB1",
        "seatIds=A1, A2",
        "seatIds=A1&",
        "cursor=%41%31",
      ])
        expect(await kept(query), query).to.be.false;
      const house = routes.performanceId.replace("_", "%5F");
      for (const path of [
        `/occupiedSeats/${house}`,
        `/OCCUPIEDSEATS/${routes.performanceId}`,
        `/occupiedSeats/${routes.performanceId}/`,
      ]) {
        const answer = await routes.sendToPublic(path);
        expect([answer.status, answer.headers.get("cache-control")], path).to.deep.equal([200, "no-store"]);
      }
    });

    describe("and have no callable", () => {
      const STORED = /^public, max-age=(\d+), s-maxage=\1$/;
      /** Asks publicApi. Returns the status, and for how many seconds a cache may keep the answer. */
      async function asked(path: string): Promise<[status: number, seconds: number]> {
        const { status, headers } = await routes.sendToPublic(path);
        const caching = headers.get("cache-control")!;
        if (caching === "no-store") return [status, 0];
        expect(caching).to.match(STORED);
        return [status, Number(STORED.exec(caching)![1])];
      }
      const paths = () => [
        "/performances",
        `/performances/${routes.performanceId}`,
        `/seatMaps/${routes.performanceId}`,
        `/seatMaps/${routes.performanceId}/b1`,
        "/layouts/hall",
      ];

      before(() => storeLayout("hall"));

      it("are kept for ten seconds, two, one or an hour, on publicApi and on api, and below /api", async () => {
        for (const [index, path] of paths().entries()) {
          const seconds = [10, 10, 2, 1, 3_600][index]!;
          for (const same of [path, `/api${path}`, `${path}/`])
            expect(await asked(same), same).to.deep.equal([200, seconds]);
          const { status, body } = await routes.sendAsIs(path);
          expect([status, "serverTime" in body], path).to.deep.equal([200, true]);
        }
        expect((await routes.sendToPublic("/api/api/performances")).status).to.equal(404);
      });

      it("refuse fields that they do not have, and keep no refusal but one second of what is not there", async () => {
        for (const path of paths())
          for (const query of ["more=1", "userId=ann", "seatIds=A1", "performanceId=perf_a", "layoutId=a"])
            expect(await asked(`${path}?${query}`), `${path}?${query}`).to.deep.equal([400, 0]);
        for (const query of ["pageSize=0", "pageSize=101", "pageSize=1&pageSize=1", "cursor=next"])
          expect(await asked(`/performances?${query}`), query).to.deep.equal([400, 0]);
        expect(await asked("/performances?pageSize=1")).to.deep.equal([200, 10]);
        for (const path of [
          "/performances/a b",
          "/seatMaps/a b",
          "/layouts/a b",
          `/seatMaps/perf_a/${"b".repeat(33)}`,
        ])
          expect((await asked(path))[0], path).to.equal(400);
        for (const path of [
          "/performances/perf_nowhere",
          "/layouts/nowhere",
          "/seatMaps/perf_nowhere",
          "/seatMaps/perf_nowhere/b1",
          `/seatMaps/${routes.performanceId}/b9`,
        ])
          expect(await asked(path), path).to.deep.equal([404, 1]);
        expect(await asked("/seatMaps")).to.deep.equal([404, 0]);
      });

      it("allow pages of any origin", async () => {
        for (const path of paths()) {
          const headers = { Origin: "https://shop.example" };
          const answer = await routes.sendToPublic(path, { headers });
          expect([answer.status, answer.headers.get("access-control-allow-origin")]).to.deep.equal([
            200,
            "*",
          ]);
          expect(answer.headers.get("vary") ?? "", path).to.not.match(/origin/i);
        }
      });
    });

    it("are refused in time however often a query names a thing", async () => {
      const began = performance.now();
      const { status } = await routes.sendToPublic(
        `/occupiedSeats/${routes.performanceId}?${"a&".repeat(7_000)}`,
      );
      expect(status).to.equal(400);
      expect(performance.now() - began).to.be.lessThan(500);
    });
  });

  it("cancel by POST as by DELETE, with a body or without", async () => {
    for (const [seatId, body] of [
      ["C1", undefined],
      ["C2", {}],
    ] as const) {
      const { bookingId } = (await routes.book([seatId])).body;
      for (let times = 0; times < 2; times++) {
        const answer = await routes.send(`/bookings/${String(bookingId)}/cancel`, {
          method: "POST",
          ...(body && { body }),
        });
        expect([answer.status, answer.body]).to.deep.equal([
          200,
          { bookingId, status: "cancelled", cancelReason: "USER", refund: null, cancelledSeats: [] },
        ]);
      }
    }
    const { bookingId } = (await routes.book(["C3"])).body;
    const path = `/bookings/${String(bookingId)}/cancel`;
    expect((await routes.send(path, { method: "POST", token: idToken("ben") })).status).to.equal(404);
    expect(
      (await routes.send(path, { method: "POST", body: { bookingId: "bk_other", more: 1 } })).status,
    ).to.equal(400);
  });

  describe("of a refund", () => {
    /** Buys seats over the routes. The performance is in two days, so 30 percent of the price are kept. */
    async function bought(seatIds: string[]): Promise<string> {
      await db.doc(`performances/${routes.performanceId}`).update({ refundPolicy: KOREAN_STANDARD });
      const { bookingId, paymentIntentId } = (await waiting(11_000, () => routes.book(seatIds))).body;
      await routes.pay(paymentIntentId);
      await deliver(String(paymentIntentId));
      return String(bookingId);
    }
    const quoted = (bookingId: string, query = "") => routes.send(`/bookings/${bookingId}/refund${query}`);

    it("answer what quoteRefund answers, of all seats or of those in one list or several, and are not kept", async () => {
      const bookingId = await bought(["A1", "A2", "C1"]);
      const { status, body, headers } = await quoted(bookingId);
      expect([status, headers.get("cache-control")]).to.deep.equal([200, "no-store"]);
      const answer = await call(functions.quoteRefund, "ann", { bookingId });
      expect({ ...body, serverTime: "" }).to.deep.equal({ ...answer, serverTime: "" });
      expect(answer.refundAmount).to.equal(259_000);
      for (const query of ["?seatIds=A1,C1", "?seatIds=A1&seatIds=C1", "?seatIds=C1%2CA1"])
        expect((await quoted(bookingId, query)).body).to.include({ refundAmount: 154_000, fee: 66_000 });
    });

    it("refuse what quoteRefund refuses", async () => {
      const bookingId = await bought(["A1"]);
      const path = `/bookings/${bookingId}/refund`;
      expect((await routes.refused(path, { token: idToken("ben") })).status).to.equal(404);
      expect(await routes.refused(`${path}?seatIds=A1,B1`)).to.deep.equal({
        status: 404,
        code: "NOT_FOUND",
        details: { reason: "SEAT_NOT_FOUND", seatIds: ["B1"] },
      });
      expect(await routes.malformed(`${path}?seatIds=`)).to.deep.equal(["seatIds.0"]);
      expect(await routes.malformed(`${path}?seatIds=A1&more=1`)).to.deep.equal(["more"]);
      expect((await routes.sendAsIs(path)).status).to.equal(401);
      const pending = String((await routes.book(["B2"])).body["bookingId"]);
      expect((await routes.refused(`/bookings/${pending}/refund`)).details).to.deep.equal({
        reason: "NOT_REFUNDABLE",
      });
    });

    it("give back what is expected, by DELETE and by POST, and refuse another amount with what it is", async () => {
      const bookingId = await bought(["A1", "A2", "C1"]);
      const byPost = (body: object) => routes.send(`/bookings/${bookingId}/cancel`, { method: "POST", body });
      const byDelete = (body: object) =>
        routes.send("/bookings/user/ann", { method: "DELETE", body: { bookingId, ...body } });
      for (const send of [byPost, byDelete]) {
        const wrong = await send({ expectedRefund: 1 });
        expect([wrong.status, wrong.body.error?.details]).to.deep.equal([
          400,
          { reason: "REFUND_CHANGED", refundAmount: 259_000, fee: 111_000 },
        ]);
        expect((await send({})).body.error?.details?.reason).to.equal("BOOKING_NOT_PENDING");
        expect((await send({ expectedRefund: 1.5, seatIds: [] })).status).to.equal(400);
      }
      const part = await byPost({ seatIds: ["C1"], expectedRefund: 49_000 });
      expect([part.status, part.body["status"]]).to.deep.equal([200, "confirmed"]);
      expect(part.body["refund"]).to.include({ amount: 49_000, fee: 21_000, status: "REQUIRED" });
      const rest = await byDelete({ expectedRefund: 210_000 });
      expect([rest.status, rest.body["status"]]).to.deep.equal([200, "cancelled"]);
      expect(rest.body["cancelledSeats"]).to.have.length(3);
      expect((await byPost({})).body).to.deep.equal(rest.body);
    });
  });

  it("answer 201 for a booking that is pending, and 200 where a repeated request finds it ended", async () => {
    const request = { requestId: randomUUID() };
    const first = await routes.book(["A1"], request);
    expect([first.status, (await routes.book(["A1"], request)).status]).to.deep.equal([201, 201]);
    await cancel("ann", String(first.body["bookingId"]));
    const cancelled = await routes.book(["A1"], request);
    expect([cancelled.status, cancelled.body["status"]]).to.deep.equal([200, "cancelled"]);

    const second = { requestId: randomUUID() };
    const paymentIntentId = String((await routes.book(["A2"], second)).body["paymentIntentId"]);
    await pay("ann", paymentIntentId);
    await deliver(paymentIntentId);
    const confirmed = await routes.book(["A2"], second);
    expect([confirmed.status, confirmed.body["status"]]).to.deep.equal([200, "confirmed"]);
  });
});

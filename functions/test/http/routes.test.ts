import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { cancel, deliver, pay } from "../support/world.js";
import { idToken } from "../support/auth.js";
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

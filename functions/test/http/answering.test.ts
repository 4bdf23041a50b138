import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { getAuth } from "firebase-admin/auth";
import { cancel, deliver, functions, openPerformance, pay } from "../support/world.js";
import { serve, type Send } from "../support/http.js";
import { idToken, startAuth } from "../support/auth.js";

describe("the routes", () => {
  let api: Awaited<ReturnType<typeof serve>>;
  let publicApi: Awaited<ReturnType<typeof serve>>;
  let performanceId: string;
  before(async () => {
    await startAuth();
    api = await serve({ "/": functions.api });
    publicApi = await serve({ "/": functions.publicApi });
    performanceId = await openPerformance();
  });
  after(() => [api, publicApi].forEach((server) => server.close()));
  const send: Send = (path, request = {}) => api.send(path, { token: idToken("ann"), ...request });
  const booked = async (seatIds: string[], extra: object = {}) => {
    const body = { performanceId, seatIds, paymentMethod: "CREDIT_CARD", ...extra };
    return send("/bookings", { method: "POST", body });
  };

  describe("answer browsers", () => {
    it("of any origin, without an answer of its own for each", async () => {
      const headers = { Origin: "https://shop.example" };
      for (const path of [`/occupiedSeats/${performanceId}`, "/occupiedSeats/perf_nowhere", "/nowhere"]) {
        const answer = await api.send(path, { headers });
        expect(answer.headers.get("access-control-allow-origin"), path).to.equal("*");
        expect(answer.headers.get("vary") ?? "", path).to.not.match(/origin/i);
      }
    });

    it("that ask first, for each method and header that a route takes", async () => {
      const headers = { Origin: "https://shop.example", "Access-Control-Request-Method": "DELETE" };
      const answer = await api.send("/bookings/user/ann", { method: "OPTIONS", headers });
      expect(answer.status).to.equal(204);
      expect(answer.headers.get("access-control-allow-methods")).to.equal("GET, POST, DELETE");
      for (const header of ["Authorization", "Content-Type", "X-Firebase-AppCheck"])
        expect(answer.headers.get("access-control-allow-headers")).to.include(header);
    });
  });

  describe("that anyone may read", () => {
    it("are served by publicApi, which serves nothing else", async () => {
      const { status, body } = await publicApi.send(`/occupiedSeats/${performanceId}`);
      expect([status, body["performanceId"]]).to.deep.equal([200, performanceId]);
      const token = idToken("ann");
      for (const [path, method] of [
        ["/bookings/user/ann", "GET"],
        ["/bookings", "POST"],
        ["/payments/execute", "POST"],
      ] as const)
        expect((await publicApi.send(path, { method, token })).status, path).to.equal(404);
    });

    it("are kept by a cache in one form of each question only: sorted, and each seat once", async () => {
      const kept = async (query: string) => {
        const answer = await publicApi.send(`/occupiedSeats/${performanceId}?${query}`);
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
      const house = performanceId.replace("_", "%5F");
      for (const path of [
        `/occupiedSeats/${house}`,
        `/OCCUPIEDSEATS/${performanceId}`,
        `/occupiedSeats/${performanceId}/`,
      ]) {
        const answer = await publicApi.send(path);
        expect([answer.status, answer.headers.get("cache-control")], path).to.deep.equal([200, "no-store"]);
      }
    });

    it("are refused in time however often a query names a thing", async () => {
      const began = performance.now();
      const { status } = await publicApi.send(`/occupiedSeats/${performanceId}?${"a&".repeat(7_000)}`);
      expect(status).to.equal(400);
      expect(performance.now() - began).to.be.lessThan(500);
    });
  });

  it("cancel by POST as by DELETE, with a body or without", async () => {
    for (const [seatId, body] of [
      ["C1", undefined],
      ["C2", {}],
    ] as const) {
      const { bookingId } = (await booked([seatId])).body;
      for (let times = 0; times < 2; times++) {
        const answer = await send(`/bookings/${String(bookingId)}/cancel`, {
          method: "POST",
          ...(body && { body }),
        });
        expect([answer.status, answer.body]).to.deep.equal([
          200,
          { bookingId, status: "cancelled", cancelReason: "USER" },
        ]);
      }
    }
    const { bookingId } = (await booked(["C3"])).body;
    const path = `/bookings/${String(bookingId)}/cancel`;
    expect((await send(path, { method: "POST", token: idToken("ben") })).status).to.equal(404);
    expect((await send(path, { method: "POST", body: { bookingId: "bk_other", more: 1 } })).status).to.equal(
      400,
    );
  });

  it("answer 201 for a booking that is pending, and 200 where a repeated request finds it ended", async () => {
    const request = { requestId: randomUUID() };
    const first = await booked(["A1"], request);
    expect([first.status, (await booked(["A1"], request)).status]).to.deep.equal([201, 201]);
    await cancel("ann", String(first.body["bookingId"]));
    const cancelled = await booked(["A1"], request);
    expect([cancelled.status, cancelled.body["status"]]).to.deep.equal([200, "cancelled"]);

    const second = { requestId: randomUUID() };
    const paymentIntentId = String((await booked(["A2"], second)).body["paymentIntentId"]);
    await pay("ann", paymentIntentId);
    await deliver(paymentIntentId);
    const confirmed = await booked(["A2"], second);
    expect([confirmed.status, confirmed.body["status"]]).to.deep.equal([200, "confirmed"]);
  });

  it("let a user in whose id passes for a card number", async () => {
    const token = idToken("4000000000000002");
    expect((await send("/bookings/user/4000000000000002", { token })).status).to.equal(200);
  });

  describe("say of a token", () => {
    const { verifyIdToken } = Object.getPrototypeOf(getAuth()) as ReturnType<typeof getAuth>;
    afterEach(() => (getAuth().verifyIdToken = verifyIdToken));
    const failing = (code: string, message: string) => {
      getAuth().verifyIdToken = () => Promise.reject(Object.assign(new Error(message), { code }));
    };
    const statuses = async () => {
      const callable = await serve({ "/getMyBookings": functions.getMyBookings });
      const token = idToken("ann");
      const called = await callable.send("/getMyBookings", { method: "POST", token, body: { data: {} } });
      callable.close();
      return [(await send("/bookings/user/ann")).status, called.status];
    };

    for (const [code, message] of [
      ["auth/argument-error", "Error fetching public keys for Google certs: 503"],
      ["auth/argument-error", "Error while making request: getaddrinfo ENOTFOUND"],
      ["auth/internal-error", "An internal error has occurred."],
      ["app/network-timeout", "timeout of 10000ms exceeded"],
      ["auth/invalid-credential", "Must initialize app with a cert credential to call verifyIdToken()."],
      ["auth/quota-exceeded", "The project's quota for the specified operation has been exceeded."],
      ["auth/argument-error", "Error fetching public keys for Google certs: <p>no ID token, kid?</p>"],
    ] as const) {
      it(`503 where nobody could check it, on callables too: ${code}, ${message}`, async () => {
        failing(code, message);
        expect(await statuses()).to.deep.equal([503, 503]);
      });
    }

    for (const [code, message] of [
      ["auth/id-token-expired", "Firebase ID token has expired."],
      ["auth/argument-error", "Decoding Firebase ID token failed."],
      ["auth/user-disabled", "The user record is disabled."],
      ["auth/user-not-found", "There is no user record corresponding to the provided identifier."],
      ["auth/argument-error", 'Firebase ID token has incorrect "aud": "Error fetching public keys".'],
    ] as const) {
      it(`401 where it is not good: ${code}, ${message}`, async () => {
        failing(code, message);
        expect(await statuses()).to.deep.equal([401, 401]);
      });
    }

    it("503 in 25 s where nobody answers at all, on callables too", async () => {
      getAuth().verifyIdToken = () => new Promise(() => {});
      const { setTimeout: wait } = globalThis;
      // Timers of more than 20 seconds fire after 20 ms, so that the test does not wait for the deadline of 25 seconds.
      globalThis.setTimeout = ((run: () => void, ms?: number) =>
        wait(run, Number(ms) > 20_000 ? 20 : ms)) as typeof wait;
      try {
        expect(await statuses()).to.deep.equal([503, 503]);
      } finally {
        globalThis.setTimeout = wait;
      }
    });

    it("401 where it holds no JSON, or no object", async () => {
      const part = (text: string) => Buffer.from(text).toString("base64url");
      for (const payload of ["no JSON", "null", "5", "[]"]) {
        const token = `${part('{"alg":"none","typ":"JWT"}')}.${part(payload)}.`;
        expect((await send("/bookings/user/ann", { token })).status, payload).to.equal(401);
      }
    });
  });
});

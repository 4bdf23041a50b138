import { expect } from "chai";
import { getAuth } from "firebase-admin/auth";
import { functions } from "../support/world.js";
import { serve } from "../support/http.js";
import { idToken } from "../support/auth.js";
import { servedRoutes } from "../support/routes.js";

describe("the routes", () => {
  const routes = servedRoutes();

  it("let a user in whose id passes for a card number", async () => {
    const token = idToken("4000000000000002");
    expect((await routes.send("/bookings/user/4000000000000002", { token })).status).to.equal(200);
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
        const answer = await routes.sendAsIs(path, { method, headers: header, body });
        expect(answer.status, method + path).to.equal(401);
        expect(answer.body.error?.status, method + path).to.equal("UNAUTHENTICATED");
      }
    }
  });

  it("401 for a bad token also where none is needed", async () => {
    const { status } = await routes.sendAsIs(`/occupiedSeats/${routes.performanceId}`, { token: "nonsense" });
    expect(status).to.equal(401);
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
      return { route: (await routes.send("/bookings/user/ann")).status, callable: called.status };
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
        expect(await statuses()).to.deep.equal({ route: 503, callable: 503 });
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
        expect(await statuses()).to.deep.equal({ route: 401, callable: 401 });
      });
    }

    it("503 in 25 s where nobody answers at all, on callables too", async () => {
      getAuth().verifyIdToken = () => new Promise(() => {});
      const { setTimeout: wait } = globalThis;
      // Timers of more than 20 seconds fire after 20 ms, so that the test does not wait for the deadline of 25 seconds.
      globalThis.setTimeout = ((run: () => void, ms?: number) =>
        wait(run, Number(ms) > 20_000 ? 20 : ms)) as typeof wait;
      try {
        expect(await statuses()).to.deep.equal({ route: 503, callable: 503 });
      } finally {
        globalThis.setTimeout = wait;
      }
    });

    it("401 where it holds no JSON, or no object", async () => {
      const part = (text: string) => Buffer.from(text).toString("base64url");
      for (const payload of ["no JSON", "null", "5", "[]"]) {
        const token = `${part('{"alg":"none","typ":"JWT"}')}.${part(payload)}.`;
        expect((await routes.send("/bookings/user/ann", { token })).status, payload).to.equal(401);
      }
    });
  });
});

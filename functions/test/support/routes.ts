import { expect } from "chai";
import { assertPromised } from "../../../suite/contract/promised.js";
import { functions, openPerformance } from "./world.js";
import { changesNothing } from "./unchanged.js";
import { serve, type HttpError, type Send } from "./http.js";
import { idToken, startAuth } from "./auth.js";

export interface HttpRefusal {
  status: number;
  code: string;
  details: HttpError["details"];
}

/** Serves `api`, and checks each answer but a preflight's against the OpenAPI document. */
async function serveApi(): ReturnType<typeof serve> {
  const server = await serve({ "/": functions.api });
  const send: Send = async (path, request = {}) => {
    const { method = "GET" } = request;
    const answer = await server.send(path, request);
    if (method !== "OPTIONS") assertPromised({ method, path }, answer);
    return answer;
  };
  return { ...server, send };
}

/**
 * Serves the routes for the tests of a `describe`. Each test has a performance of its own. Requests are Ann's unless
 * they carry another token, or are sent by `sendAsIs` or `sendToPublic`.
 */
export function servedRoutes() {
  let api: Awaited<ReturnType<typeof serve>>;
  let publicApi: Awaited<ReturnType<typeof serve>>;
  const send: Send = (path, request = {}) => api.send(path, { token: idToken("ann"), ...request });
  const routes = {
    performanceId: "",
    /** Sends a request with a token only if it carries one. */
    sendAsIs: ((...request) => api.send(...request)) as Send,
    sendToPublic: ((...request) => publicApi.send(...request)) as Send,
    send,
    post: (path: string, body: unknown) => send(path, { method: "POST", body }),
    book: (seatIds: string[], extra: object = {}, userId = "ann") =>
      send("/bookings", { method: "POST", token: idToken(userId), body: routes.wish(seatIds, extra) }),
    /** The body of a request for seats. */
    wish: (seatIds: string[], extra: object = {}) => ({
      performanceId: routes.performanceId,
      seatIds,
      paymentMethod: "CREDIT_CARD",
      ...extra,
    }),
    pay: (paymentIntentId: unknown, { cvv = "121", token = "tok_visa" } = {}) =>
      routes.post("/payments/execute", { paymentIntentId, cvv, paymentMethodToken: token }),
    cancel: (bookingId: unknown, userId = "ann") =>
      send(`/bookings/user/${userId}`, { method: "DELETE", body: { bookingId } }),
    /** Sends a request that must be refused and change no document. */
    async refused(...request: Parameters<Send>): Promise<HttpRefusal> {
      const { status, body } = await changesNothing(() => send(...request));
      expect(body).to.have.all.keys("error");
      expect(body.error?.message).to.be.a("string").that.is.not.empty;
      return { status, code: body.error!.status, details: body.error!.details };
    },
    /** Sends a request that must be refused as malformed. Returns the fields that the refusal names. */
    async malformed(...request: Parameters<Send>): Promise<string[]> {
      const { status, code, details } = await routes.refused(...request);
      expect({ status, code }).to.deep.equal({ status: 400, code: "INVALID_ARGUMENT" });
      return details!.issues!.map((issue) => issue.field);
    },
  };
  before(async () => {
    await startAuth();
    api = await serveApi();
    publicApi = await serve({ "/": functions.publicApi });
  });
  beforeEach(async () => {
    routes.performanceId = await openPerformance();
  });
  after(() => [api, publicApi].forEach((server) => server.close()));
  return routes;
}

import { expect } from "chai";
import { toldBy } from "../support/otherProcess.js";

/** Starts a separate process that sends requests with an unknown field, and without a valid App Check token. */
const answers = (parameters: Record<string, string>) =>
  toldBy<Record<string, unknown>>("appCheckServer.ts", { ...process.env, ...parameters });

describe("App Check", () => {
  const names = ["createBooking", "executePayment", "cancelBooking", "getMyBookings", "getOccupiedSeats"];
  const routes = [
    "POST /api/bookings",
    "GET /api/bookings/user/ann",
    "GET /publicApi/occupiedSeats/perf_nowhere",
    "GET /publicApi/seatMaps/perf_nowhere",
  ].flatMap((route) => [route, `${route}, a bad token`]);
  const all = (some: string[], answer: [number, string]) =>
    Object.fromEntries(some.map((name) => [name, answer]));
  const refused: [number, string] = [401, "UNAUTHENTICATED"];
  const letIn: [number, string] = [400, "INVALID_ARGUMENT"];

  it("is not asked for unless ENFORCE_APP_CHECK says so", async () => {
    expect(await answers({})).to.deep.equal(all([...names, ...routes], letIn));
  });

  it("is asked for by every callable and route where ENFORCE_APP_CHECK is true", async () => {
    expect(await answers({ ENFORCE_APP_CHECK: "true" })).to.deep.equal(all([...names, ...routes], refused));
  });

  it("is asked for by callables alone where APP_CHECK_ON_ROUTES is false, for servers", async () => {
    const answered = await answers({ ENFORCE_APP_CHECK: "true", APP_CHECK_ON_ROUTES: "false" });
    expect(answered).to.deep.equal({ ...all(names, refused), ...all(routes, letIn) });
  });

  for (const value of ["TRUE", "yes", "1", ""]) {
    it(`stops the functions from loading where ENFORCE_APP_CHECK is ${JSON.stringify(value)}`, async () => {
      const failure = await answers({ ENFORCE_APP_CHECK: value }).catch((error: unknown) => String(error));
      expect(failure).to.include("ENFORCE_APP_CHECK must be true or false");
    });
  }
});

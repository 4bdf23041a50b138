import { expect } from "chai";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const server = fileURLToPath(new URL("../support/appCheckServer.ts", import.meta.url));

/** Starts a separate process that sends requests with an unknown field, and without a valid App Check token. */
async function answers(parameters: Record<string, string>): Promise<Record<string, unknown>> {
  const { stdout } = await run(process.execPath, ["--import", "tsx", server], {
    env: { ...process.env, ...parameters },
  });
  return JSON.parse(/^ANSWERS (.*)$/m.exec(stdout)![1]!) as Record<string, unknown>;
}

describe("App Check", () => {
  const names = ["createBooking", "executePayment", "cancelBooking", "getMyBookings", "getOccupiedSeats"];
  const routes = [
    "POST /api/bookings",
    "GET /api/bookings/user/ann",
    "GET /publicApi/occupiedSeats/perf_nowhere",
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

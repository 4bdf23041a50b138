import { expect } from "chai";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const server = fileURLToPath(new URL("../support/appCheckServer.ts", import.meta.url));

/** What each callable answers a signed-in caller without an App Check token, who sends a field that is none. */
async function answers(enforce: string | undefined): Promise<Record<string, unknown>> {
  const { ENFORCE_APP_CHECK: _, ...env } = process.env;
  const { stdout } = await run(process.execPath, ["--import", "tsx", server], {
    env: enforce === undefined ? env : { ...env, ENFORCE_APP_CHECK: enforce },
  });
  return JSON.parse(/^ANSWERS (.*)$/m.exec(stdout)![1]!) as Record<string, unknown>;
}

describe("App Check", () => {
  const names = ["createBooking", "executePayment", "cancelBooking", "getMyBookings", "getOccupiedSeats"];
  const each = (answer: [number, string]) => Object.fromEntries(names.map((name) => [name, answer]));

  it("is not asked for unless ENFORCE_APP_CHECK says so", async () => {
    expect(await answers(undefined)).to.deep.equal(each([400, "INVALID_ARGUMENT"]));
  });

  it("is asked for by every callable where ENFORCE_APP_CHECK is true", async () => {
    expect(await answers("true")).to.deep.equal(each([401, "UNAUTHENTICATED"]));
  });
});

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";

const run = promisify(execFile);
const config = fileURLToPath(new URL("../src/config.ts", import.meta.url));

/** Reads the parameters in another process. @throws Error if a parameter has a value that is not allowed. */
async function read(values: Record<string, string>): Promise<Record<string, unknown>> {
  const script = `console.log("READ", JSON.stringify(await import(${JSON.stringify(config)})))`;
  const { stdout } = await run(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    env: { ...process.env, ...values },
  });
  return JSON.parse(/^READ (.*)$/m.exec(stdout)![1]!) as Record<string, unknown>;
}

describe("SEAT_MAP_POLL_MS", () => {
  it("is two seconds unless it is set, and a minute at most", async () => {
    expect(await read({})).to.include({ SEAT_MAP_POLL_MS: 2_000 });
    expect(await read({ SEAT_MAP_POLL_MS: "60000" })).to.include({ SEAT_MAP_POLL_MS: 60_000 });
    const failure = await read({ SEAT_MAP_POLL_MS: "60001" }).catch((error: unknown) => String(error));
    expect(failure).to.include('SEAT_MAP_POLL_MS must be a whole number from 1 to 60000, not "60001".');
  });
});

describe("MAX_INSTANCES", () => {
  it("is 10 unless it is set", async () => {
    expect(await read({})).to.include({ MAX_INSTANCES: 10 });
    expect(await read({ MAX_INSTANCES: "1000" })).to.include({ MAX_INSTANCES: 1000 });
  });

  for (const value of ["0", "1001", "1.5", "1e2", "ten", ""]) {
    it(`stops the functions from loading where it is ${JSON.stringify(value)}`, async () => {
      const failure = await read({ MAX_INSTANCES: value }).catch((error: unknown) => String(error));
      expect(failure).to.include(
        `MAX_INSTANCES must be a whole number from 1 to 1000, not ${JSON.stringify(value)}.`,
      );
    });
  }
});

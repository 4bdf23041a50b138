import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";

const run = promisify(execFile);
const script = fileURLToPath(new URL("../support/stoodStill.ts", import.meta.url));

describe("an instance whose clock stood still for ten minutes", () => {
  it("sells no lock that is over already: booking, payment and seats get their five minutes", async () => {
    const { FIRESTORE_EMULATOR_HOST: _, ...env } = process.env;
    const { stdout } = await run(process.execPath, ["--import", "tsx", script], { env });
    const told = JSON.parse(/^TOLD (.*)$/m.exec(stdout)![1]!) as { isWhole: boolean; lasts: number }[];
    expect(told).to.have.length(2);
    for (const { isWhole, lasts } of told) {
      expect(isWhole).to.be.true;
      expect(lasts).to.be.within(295_000, 300_000);
    }
  });
});

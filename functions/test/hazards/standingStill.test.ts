import { expect } from "chai";
import { toldBy } from "../support/otherProcess.js";

describe("an instance whose clock stood still for ten minutes", () => {
  it("sells no lock that is over already: booking, payment and seats get their five minutes", async () => {
    const { FIRESTORE_EMULATOR_HOST: _, ...env } = process.env;
    const told = await toldBy<{ isWhole: boolean; lasts: number }[]>("stoodStill.ts", env);
    expect(told).to.have.length(2);
    for (const { isWhole, lasts } of told) {
      expect(isWhole).to.be.true;
      expect(lasts).to.be.within(295_000, 300_000);
    }
  });
});

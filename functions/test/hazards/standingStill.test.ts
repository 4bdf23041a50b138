import { expect } from "chai";
import { toldBy } from "../support/otherProcess.js";

describe("an instance whose clock stood still for ten minutes", () => {
  interface Told {
    locks: { isWhole: boolean; lasts: number }[];
    log: string[];
  }
  let told: Told;
  before(async () => {
    const { FIRESTORE_EMULATOR_HOST: _, ...env } = process.env;
    told = await toldBy<Told>("stoodStill.ts", env);
  });

  it("sells no lock that is over already: booking, payment and seats get their five minutes", () => {
    expect(told.locks).to.have.length(2);
    for (const { isWhole, lasts } of told.locks) {
      expect(isWhole).to.be.true;
      expect(lasts).to.be.within(295_000, 300_000);
    }
  });

  it("logs a booking also if it loses its seats before it gets its five minutes", () => {
    expect(told.log.sort()).to.deep.equal(["booking.cancelled", "booking.created", "booking.created"]);
  });
});

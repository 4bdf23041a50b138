import { expect } from "chai";
import { seatKey } from "../../src/shared/ids.js";
import { db } from "../../src/firestore/database.js";
import { book, openPerformance, refusal, type Refused } from "../support/world.js";
import { changesNothing } from "../support/unchanged.js";
import { logsOf } from "../support/logs.js";

describe("a fault of ours", () => {
  let performanceId: string;
  let told: Refused;
  let logs: string;
  before(async () => {
    performanceId = await openPerformance();
    await db.doc(`occupiedSeats/${seatKey(performanceId, "A1")}`).set({ seatId: "none at all" });
    logs = await logsOf(async () => {
      told = await changesNothing(() => refusal(book("ann", performanceId, ["A1"])));
    });
  });

  it("is internal, and tells the caller nothing", () => {
    expect(told.code).to.equal("internal");
    expect(told.details).to.be.undefined;
    expect(told.message).to.not.match(/sections|malformed|perf/i);
  });

  it("is logged once, as an error, naming the document that is malformed", () => {
    const lines = logs.split("\n").filter((line) => line.startsWith("{"));
    expect(lines).to.have.length(1);
    const line = JSON.parse(lines[0]!) as { severity: string; message: string };
    expect(line.severity).to.equal("ERROR");
    expect(line.message)
      .to.include("request.failed")
      .and.include(`occupiedSeats/${seatKey(performanceId, "A1")} is malformed`);
  });

  it("is over once it is mended", async () => {
    await db.doc(`occupiedSeats/${seatKey(performanceId, "A1")}`).delete();
    expect((await book("ann", performanceId, ["A1"])).status).to.equal("pending");
  });
});

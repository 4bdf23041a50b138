import { expect } from "chai";
import { drawBlock, findPlan, mapRef, type DrawnMap } from "../../../src/seatmap/store/drawBlock.js";
import { readMaps } from "../../../src/seatmap/store/readMaps.js";
import { showSeats } from "../../../src/seatmap/store/showSeats.js";
import { assertMapsRight, mapOf } from "../../support/seatMaps.js";
import { watched, type Fate, type FirestoreRequest } from "../../support/transport.js";
import { held } from "../../support/world.js";

describe("a map that two instances build at the same time", () => {
  it("is written by the faster one, and the slower one answers what is written", async () => {
    const { performanceId } = await held(["A1"]);
    const plan = (await findPlan(performanceId))!;
    const block = plan.blocks[0]!;
    const absent = await mapRef(plan, block).get();
    let faster: DrawnMap | null = null;
    const watcher = async ({ isCommit }: FirestoreRequest): Promise<Fate> => {
      if (isCommit) faster = await drawBlock(plan, block, [], absent);
      return "pass";
    };
    const slower = await watched(watcher, () => drawBlock(plan, block, [], absent));
    expect(slower).to.deep.include(faster!);
    expect(await mapOf(performanceId)).to.deep.equal(slower);
  });
});

describe("a map that shows wrong seats", () => {
  it("is repaired, though an instance writes it for one of its seats at the same time", async () => {
    const { performanceId, bookingId } = await held(["A1", "A2"]);
    await readMaps(performanceId);
    const plan = (await findPlan(performanceId))!;
    const block = plan.blocks[0]!;
    const ref = mapRef(plan, block);
    await ref.update({ "rows.A": "#".repeat(20) });
    const wrong = await ref.get();
    let commits = 0;
    const watcher = async ({ isCommit }: FirestoreRequest): Promise<Fate> => {
      if (isCommit && ++commits === 1) await showSeats(performanceId, [{ bookingId, seatIds: ["A1"] }]);
      return "pass";
    };
    await watched(watcher, () => drawBlock(plan, block, [], wrong));
    expect(commits).to.equal(2);
    await assertMapsRight(performanceId);
  });
});

import { expect } from "chai";
import type { SeatMap } from "../../../src/seatmap/domain/seatMap.js";
import { seatMaps } from "../../../src/seatmap/store/collections.js";
import { seatMapKey } from "../../../src/shared/ids.js";
import { NOW } from "../../support/purchases.js";

describe("a seat map", () => {
  it("is given back as it was stored, whatever its rows are called", async () => {
    const rows = { A: "..#_=", "1층-나": "0Zz", constructor: ".", toString: "#" };
    const map: SeatMap = {
      performanceId: "perf_1",
      block: "1층-A",
      layout: "abc",
      base: NOW,
      rows,
      version: NOW.getTime(),
      updatedAt: NOW,
    };
    const ref = seatMaps.doc(seatMapKey(map.performanceId, map.block));
    await ref.set(map);
    expect((await ref.get()).data()).to.deep.equal(map);
    await ref.delete();
  });
});

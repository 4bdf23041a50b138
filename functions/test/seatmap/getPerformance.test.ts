import { expect } from "chai";
import { getPerformance } from "../../src/seatmap/getPerformance.js";
import { listPerformances } from "../../src/performances/listPerformances.js";
import { requestsOf } from "../support/transport.js";
import { changesNothing, refused } from "../support/unchanged.js";
import { call, clearDatabase, openPerformance } from "../support/world.js";

const row = (row: string, firstSeat = 1, lastSeat = 20) => ({ row, firstSeat, lastSeat });

const ask = (performanceId: string) => call(getPerformance, null, { performanceId });

describe("getPerformance", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  it("answers what the list does, and the sections, the blocks, the limit and the terms of a refund", async () => {
    const terms = { free: [], tiers: [{ daysBefore: 1, feePercent: 10, maxFeePerSeat: 2_000 }] };
    const performanceId = await openPerformance({ maxTicketsPerUser: 4, refundPolicy: terms });
    const answer = await changesNothing(() => ask(performanceId));
    const { sections, blocks, maxTicketsPerUser, layoutId, refundPolicy, serverTime, ...summary } = answer;
    expect([summary]).to.deep.equal((await call(listPerformances, null, {})).performances);
    expect(sections).to.deep.equal([
      { section: "VIP", name: "VIP", price: 150_000 },
      { section: "S", name: "Standard", price: 70_000 },
    ]);
    expect(blocks).to.deep.equal([
      {
        block: "b1",
        name: "VIP",
        rows: [
          { ...row("A"), section: "VIP" },
          { ...row("B"), section: "VIP" },
        ],
      },
      { block: "b2", name: "Standard", rows: [{ ...row("C"), section: "S" }] },
    ]);
    expect({ maxTicketsPerUser, layoutId, refundPolicy }).to.deep.equal({
      maxTicketsPerUser: 4,
      layoutId: null,
      refundPolicy: terms,
    });
    expect(Math.abs(Date.parse(serverTime) - Date.now())).to.be.lessThan(5_000);
  });

  it("tells each range of a row that has a gap or two prices, and a drawing where there is one", async () => {
    const performanceId = await openPerformance({
      layoutId: "arts_center",
      sections: [
        { section: "VIP", name: "VIP", price: 2, rows: [{ ...row("A", 3, 4), block: "1F" }, row("A", 1, 1)] },
        { section: "S", name: "Standard", price: 1, rows: [row("A", 5, 9)] },
      ],
    });
    const { blocks, layoutId, refundPolicy } = await ask(performanceId);
    const rows = [
      { ...row("A", 3, 4), section: "VIP" },
      { ...row("A", 1, 1), section: "VIP" },
      { ...row("A", 5, 9), section: "S" },
    ];
    expect(blocks).to.deep.equal([{ block: "1F", name: "1F", rows }]);
    expect([layoutId, refundPolicy]).to.deep.equal(["arts_center", null]);
  });

  it("reads nothing where the instance has the performance", async () => {
    const performanceId = await openPerformance();
    const again = () => ask(performanceId);
    expect([await requestsOf(again), await requestsOf(again)].map(({ length }) => length)).to.deep.equal([
      1, 0,
    ]);
  });

  it("refuses a performance that is not there", async () => {
    const { details } = await refused(() => ask("perf_nowhere"));
    expect(details).to.deep.equal({ reason: "PERFORMANCE_NOT_FOUND" });
  });
});

import { expect } from "chai";
import { RefundPolicy } from "../../src/performances/refundPolicy.js";
import { aPerformance } from "../support/purchases.js";

const tiers = (...days: number[]) => days.map((daysBefore) => ({ daysBefore, feePercent: 10 }));
const accepts = (policy: object) => RefundPolicy.safeParse(policy).success;

describe("a refund policy", () => {
  it("is none unless the performance says otherwise", () => {
    expect(aPerformance().refundPolicy).to.be.null;
    expect(aPerformance({ refundPolicy: {} }).refundPolicy).to.deep.equal({ free: [], tiers: [] });
  });

  it("is kept as it was written", () => {
    const policy = {
      free: [{ withinHours: 24, daysBefore: 3 }],
      tiers: [
        { daysBefore: 10, feePercent: 10, maxFeePerSeat: 4_000 },
        { daysBefore: 0, feePercent: 90 },
      ],
    };
    expect(aPerformance({ refundPolicy: policy }).refundPolicy).to.deep.equal(policy);
  });

  it("lists its tiers from the most days to the least, and names the one that is out of order", () => {
    expect(accepts({ tiers: tiers(10, 7, 0) })).to.be.true;
    for (const wrong of [tiers(10, 3, 7), tiers(10, 7, 7)]) {
      const issues = RefundPolicy.safeParse({ tiers: wrong }).error!.issues;
      expect(issues.map(({ path }) => path.join("."))).to.deep.equal(["tiers.2.daysBefore"]);
      expect(issues[0]!.message).to.match(/must be below the \d+ of the tier above it/);
    }
  });

  it("keeps its numbers within bounds", () => {
    const tier = (fields: object) => ({ tiers: [{ daysBefore: 1, feePercent: 10, ...fields }] });
    const free = (fields: object) => ({ free: [{ withinHours: 1, daysBefore: 1, ...fields }] });
    const right = [
      tier({ feePercent: 0 }),
      tier({ feePercent: 100 }),
      tier({ daysBefore: 0 }),
      tier({ daysBefore: 3650 }),
      tier({ maxFeePerSeat: 0 }),
      free({ daysBefore: 0 }),
      free({ withinHours: 87_600 }),
      { tiers: tiers(...Array.from({ length: 20 }, (_, index) => 20 - index)) },
    ];
    const wrong = [
      tier({ feePercent: -1 }),
      tier({ feePercent: 101 }),
      tier({ feePercent: 10.5 }),
      tier({ daysBefore: -1 }),
      tier({ daysBefore: 0.5 }),
      tier({ daysBefore: 3651 }),
      tier({ maxFeePerSeat: -1 }),
      tier({ maxFeePerSeat: 0.5 }),
      free({ daysBefore: -1 }),
      free({ withinHours: 0 }),
      free({ withinHours: 87_601 }),
      { tiers: tiers(...Array.from({ length: 21 }, (_, index) => 21 - index)) },
      { free: Array.from({ length: 21 }, () => ({ withinHours: 1, daysBefore: 1 })) },
    ];
    for (const policy of right) expect(accepts(policy), JSON.stringify(policy)).to.be.true;
    for (const policy of wrong) expect(accepts(policy), JSON.stringify(policy)).to.be.false;
  });
});

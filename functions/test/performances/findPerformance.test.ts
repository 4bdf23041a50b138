import { expect } from "chai";
import { findPerformance } from "../../src/performances/findPerformance.js";
import type { Refusal } from "../../src/shared/refusals.js";
import { waiting } from "../support/time.js";
import { requestsOf } from "../support/transport.js";
import { openPerformance } from "../support/world.js";
import { db } from "../../src/firestore/database.js";

describe("a performance, as a warm instance knows it", () => {
  it("is read once in ten seconds, and each performance by itself", async () => {
    const [one, other] = [await openPerformance(), await openPerformance({ title: "Giselle" })];
    expect(await requestsOf(() => findPerformance(one))).to.have.length(1);
    expect(await requestsOf(() => findPerformance(one))).to.have.length(0);
    expect(await requestsOf(() => findPerformance(other))).to.have.length(1);
    expect((await findPerformance(one)).title).to.equal("Swan Lake");
    expect((await findPerformance(other)).title).to.equal("Giselle");
  });

  it("is sold as it was read for ten seconds, and as it is by then", async () => {
    const performanceId = await openPerformance();
    await findPerformance(performanceId);
    await db.doc(`performances/${performanceId}`).update({ title: "Giselle" });
    const titleAfter = (milliseconds: number) =>
      waiting(milliseconds, async () => (await findPerformance(performanceId)).title);
    expect(await titleAfter(5_000)).to.equal("Swan Lake");
    expect(await titleAfter(10_000)).to.equal("Giselle");
  });

  it("is refused where there is none, found as soon as there is, and refused again once it is gone", async () => {
    const performanceId = await openPerformance();
    const ref = db.doc(`performances/${performanceId}`);
    const stored = (await ref.get()).data()!;
    const toldAfter = (milliseconds: number) =>
      waiting(milliseconds, () => findPerformance(performanceId)).then(
        () => "found",
        (refusal: Refusal) => `${refusal.reason}: ${refusal.message}`,
      );
    await ref.delete();
    expect(await toldAfter(0)).to.equal("PERFORMANCE_NOT_FOUND: There is no such performance.");
    await ref.set(stored);
    expect(await toldAfter(0)).to.equal("found");
    await ref.delete();
    expect(await toldAfter(10_000)).to.equal("PERFORMANCE_NOT_FOUND: There is no such performance.");
  });
});

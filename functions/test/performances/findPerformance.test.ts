import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import {
  findAsRead,
  findPerformance,
  findPresentStart,
  forgetPerformance,
  versionOf,
} from "../../src/performances/findPerformance.js";
import type { Refusal } from "../../src/shared/refusals.js";
import { errorOf } from "../support/logs.js";
import { waiting } from "../support/time.js";
import { requestsOf, watched } from "../support/transport.js";
import { openPerformance } from "../support/world.js";
import { performances } from "../../src/performances/collection.js";
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

  it("is read again at once when it is forgotten", async () => {
    const performanceId = await openPerformance();
    await findPerformance(performanceId);
    await db.doc(`performances/${performanceId}`).update({ title: "Giselle" });
    forgetPerformance(performanceId);
    expect((await findPerformance(performanceId)).title).to.equal("Giselle");
  });

  it("has another version after each write, and none where there is none", async () => {
    const performanceId = await openPerformance();
    const ref = performances.doc(performanceId);
    const first = versionOf(await ref.get());
    expect((await findAsRead(performanceId))?.version).to.equal(first);
    await db.doc(ref.path).update({ title: "Giselle" });
    expect(versionOf(await ref.get()))
      .to.be.a("string")
      .and.not.oneOf([first, ""]);
    await ref.delete();
    expect(versionOf(await ref.get())).to.equal("");
  });

  it("begins when its document says now, not when it was last read, and never where it is gone", async () => {
    const performanceId = await openPerformance();
    await findPerformance(performanceId);
    const ref = db.doc(`performances/${performanceId}`);
    const startsAt = new Date("2030-05-01T12:00:00.000Z");
    await ref.update({ startsAt });
    expect((await findPresentStart(performanceId))?.startsAt).to.deep.equal(startsAt);
    await ref.delete();
    expect(await findPresentStart(performanceId)).to.be.null;
  });

  it("is not sold where its document is malformed, which is an error in the log that names it", async () => {
    const performanceId = await openPerformance();
    await db.doc(`performances/${performanceId}`).update({ sections: "none" });
    let found: unknown;
    const logged = await errorOf(async () => (found = await findAsRead(performanceId)));
    expect(found).to.be.null;
    expect(logged)
      .to.include(`performances/${performanceId} is malformed`)
      .and.include("performance.malformed");
    const thrown = await findPresentStart(performanceId).catch((error: Error) => error);
    expect(thrown).to.include({ name: "MalformedDocument" });
  });

  it("is not taken for one that does not exist where Firestore refuses to read it", async () => {
    const performanceId = await openPerformance();
    const refuse = () => ({ refuse: status.PERMISSION_DENIED });
    const thrown = await watched(refuse, () => findAsRead(performanceId)).catch((error: unknown) => error);
    expect(thrown).to.include({ code: status.PERMISSION_DENIED });
  });
});

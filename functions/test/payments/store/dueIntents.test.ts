import { expect } from "chai";
import { dueIntents } from "../../../src/payments/store/dueIntents.js";
import { aPurchase } from "../../support/purchases.js";
import { clearDatabase } from "../../support/world.js";
import { db } from "../../../src/firestore/database.js";
import { paymentIntents } from "../../../src/payments/store/collections.js";

/** Stores payments that are due at the given times, in milliseconds from now. Null means never. */
async function endingIn(...ends: (number | null)[]): Promise<string[]> {
  const batch = db.batch();
  const ids = ends.map((end) => {
    const dueAt = end === null ? null : new Date(Date.now() + end);
    const { intent } = aPurchase({ intent: { dueAt } });
    batch.create(paymentIntents.doc(intent.paymentIntentId), intent);
    return intent.paymentIntentId;
  });
  await batch.commit();
  return ids;
}

async function pages(): Promise<string[][]> {
  const found: string[][] = [];
  for await (const page of dueIntents()) found.push(page.map(({ id }) => id));
  return found;
}

describe("the payments whose present state has lasted long enough", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  it("are read oldest first; not those in time, nor those that never end", async () => {
    const [young, old] = await endingIn(-1_000, -50_000, 60_000, null);
    expect(await pages()).to.deep.equal([[old, young]]);
  });

  it("are no page at all where there are none", async () => {
    await endingIn(60_000, null);
    expect(await pages()).to.deep.equal([]);
  });

  for (const [due, sizes] of [
    [299, [299]],
    [300, [300]],
    [301, [300, 1]],
  ] as const) {
    it(`come in pages of 300, each once and none of them empty: ${due}`, async () => {
      const ids = await endingIn(...Array.from({ length: due }, (_, n) => n - 1_000));
      const read = await pages();
      expect(read.map((page) => page.length)).to.deep.equal(sizes);
      expect(read.flat()).to.deep.equal(ids);
    });
  }
});

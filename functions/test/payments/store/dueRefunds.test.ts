import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { dueRefunds } from "../../../src/payments/store/dueRefunds.js";
import { db } from "../../../src/firestore/database.js";
import { promised, refundOf } from "../../support/refunds.js";
import { clearDatabase } from "../../support/world.js";

describe("the refunds that are due", () => {
  before(clearDatabase);
  after(clearDatabase);

  it("are read oldest first, and none that is due later or never", async () => {
    const [first, second, later, never] = [
      await promised(),
      await promised(),
      await promised(),
      await promised(),
    ];
    const due = (milliseconds: number) => Timestamp.fromMillis(Date.now() + milliseconds);
    const set = (refundId: string, dueAt: Timestamp | null) =>
      db.doc(`refunds/${refundId}`).update({ dueAt });
    await set(first.refundId(), due(-20_000));
    await set(second.refundId(), due(-10_000));
    await set(later.refundId(), due(60_000));
    await set(never.refundId(), null);
    const found = await dueRefunds();
    expect(found.map(({ id }) => id)).to.deep.equal([first.refundId(), second.refundId()]);
    expect(found[0]!.data()).to.deep.equal(await refundOf(first.refundId()));
  });
});

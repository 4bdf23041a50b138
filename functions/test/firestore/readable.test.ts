import { expect } from "chai";
import { readable, unlessMalformed } from "../../src/firestore/readable.js";
import { bookings } from "../../src/bookings/store/collections.js";
import { held } from "../support/world.js";
import { errorOf } from "../support/logs.js";

describe("a list of documents", () => {
  it("is read without those that are malformed, each of which the log names once", async () => {
    const sound = await held(["A1"]);
    const broken = await held(["A1"]);
    const ref = bookings.doc(broken.bookingId);
    await ref.update({ totalAmount: 0.5 });
    const snapshots = await Promise.all([bookings.doc(sound.bookingId).get(), ref.get()]);
    const error = await errorOf(async () => {
      const read = readable(snapshots as Parameters<typeof readable>[0]);
      expect(read.map((booking) => booking["bookingId"] as string)).to.deep.equal([sound.bookingId]);
    });
    expect(error).to.include("document.malformed").and.include(ref.path);
  });

  it("fails with every other error", () => {
    const fault = new TypeError("a fault of ours");
    const failing = () => {
      throw fault;
    };
    expect(() => unlessMalformed(failing)).to.throw(fault);
    expect(unlessMalformed(() => "read")).to.equal("read");
  });
});

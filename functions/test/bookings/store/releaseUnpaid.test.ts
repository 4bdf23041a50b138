import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import { releaseUnpaid } from "../../../src/bookings/store/releaseUnpaid.js";
import { readPurchases } from "../../../src/bookings/store/purchase.js";
import { watched, type Fate } from "../../support/transport.js";
import { changesNothing } from "../../support/unchanged.js";
import { book, call, functions, openPerformance, pay, runOut, sweep } from "../../support/world.js";

describe("the release of an unpaid booking", () => {
  let bookingId: string;
  let paymentIntentId: string;
  beforeEach(async () => {
    ({ bookingId, paymentIntentId } = await book("ann", await openPerformance(), ["A1", "A2"]));
  });
  const read = async () => (await readPurchases([bookingId]))[0]!;
  const now = async () => {
    const { booking, intent } = await read();
    return [booking.data()!.status, booking.data()!.cancelReason, intent.data()!.status];
  };

  it("tells that it expired it, by what was read, with no other reading", async () => {
    await runOut(paymentIntentId);
    const purchase = await read();
    const methods: string[] = [];
    const expired = await watched(
      ({ method }) => (methods.push(method), "pass"),
      () => releaseUnpaid(purchase),
    );
    expect([expired, methods]).to.deep.equal(["EXPIRED", ["Commit"]]);
    expect(await now()).to.deep.equal(["cancelled", "EXPIRED", "CANCELLED"]);
  });

  it("leaves alone a booking whose time is not up", async () => {
    const purchase = await read();
    expect(await changesNothing(() => releaseUnpaid(purchase))).to.be.null;
  });

  for (const [what, meanwhile] of Object.entries({
    "was cancelled": () => call(functions.cancelBooking, "ann", { bookingId }),
    "was paid": () => pay("ann", paymentIntentId),
    "was expired": async () => {
      await runOut(paymentIntentId);
      await sweep();
    },
  })) {
    it(`leaves alone a booking that ${what} since it was read`, async () => {
      const { readAt, ...purchase } = await read();
      await meanwhile();
      const late = { ...purchase, readAt: new Date(readAt.getTime() + 600_000) };
      expect(await changesNothing(() => releaseUnpaid(late))).to.be.null;
    });
  }

  it("is tried again where a commit did not arrive", async () => {
    await runOut(paymentIntentId);
    const purchase = await read();
    let commits = 0;
    const losing = ({ method }: { method: string }): Fate =>
      method === "Commit" && commits++ === 0 ? { refuse: status.INTERNAL } : "pass";
    expect(await watched(losing, () => releaseUnpaid(purchase))).to.equal("EXPIRED");
    expect(await now()).to.deep.equal(["cancelled", "EXPIRED", "CANCELLED"]);
  });
});

import { randomUUID } from "node:crypto";
import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import { LOCK_MS, type Booking } from "../../../src/bookings/domain/booking.js";
import { db } from "../../../src/firestore/database.js";
import { paymentIntents } from "../../../src/payments/store/collections.js";
import { seatKey } from "../../../src/shared/ids.js";
import { bookingOf, storedSeat } from "../../support/documents.js";
import { lockSeats } from "../../../src/bookings/store/lockSeats.js";
import { findPerformance } from "../../../src/performances/findPerformance.js";
import { serverNow } from "../../../src/firestore/serverClock.js";
import { book, expire, openPerformance, refusal } from "../../support/world.js";
import { linesOf } from "../../support/logs.js";
import { changesNothing } from "../../support/unchanged.js";
import { requestsOf, watched, type Fate, type FirestoreRequest } from "../../support/transport.js";
import type { Place } from "../../support/steps.js";
import { type BookingWish, priceOrder } from "../../../src/bookings/domain/order.js";

const row = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}${n + 1}`);

describe("the lock on an order's seats", () => {
  let performanceId: string;
  beforeEach(async () => {
    performanceId = await openPerformance();
  });
  const order = async (seatIds: string[], wish: Partial<BookingWish> = {}) =>
    priceOrder(
      await findPerformance(performanceId),
      { userId: "ann", performanceId, seatIds, paymentMethod: "CREDIT_CARD", requestId: null, ...wish },
      serverNow(),
    );

  it("is logged once: in the first try, or where it had to be read what stands in the way", async () => {
    for (const seatIds of [["A1"], ["A2", "A3"]]) {
      const wanted = await order(seatIds, { requestId: randomUUID() });
      expect(await linesOf(() => lockSeats(wanted))).to.deep.equal([
        { message: "booking.created", bookingId: wanted.bookingId, seats: seatIds.length },
      ]);
      expect(await linesOf(() => changesNothing(() => lockSeats(wanted)))).to.deep.equal([]);
    }
  });

  it("is told as it is stored, with the time at which it was", async () => {
    const { booking, serverTime } = await lockSeats(await order(["A1", "A2"]));
    expect(booking.createdAt).to.deep.equal(serverTime);
    expect(booking.updatedAt).to.deep.equal(serverTime);
  });

  it("fails at once where trying again would help nothing, such as a missing permission", async () => {
    const wanted = await order(["A1"]);
    const places: Place[] = [];
    const refuse = ({ place }: FirestoreRequest): Fate => (
      places.push(place),
      { refuse: status.PERMISSION_DENIED }
    );
    const thrown = await watched(refuse, () => lockSeats(wanted)).catch((error: unknown) => error);
    expect(thrown).to.include({ code: status.PERMISSION_DENIED });
    expect(places).to.deep.equal(["lock"]);
  });

  describe("that had ended when it was written, because the instance's clock stood still", () => {
    /** Writes a purchase anew in one commit, as if its lock had ended a minute before the purchase was made. */
    async function endBeforeItsBeginning({ bookingId, paymentIntentId, seatIds }: Booking): Promise<void> {
      const end = new Date(Date.now() - 600_000);
      const createdAt = new Date(end.getTime() + 60_000);
      const changes = new Map<string, object>([
        [`bookings/${bookingId}`, { createdAt, expiresAt: end }],
        [`paymentIntents/${paymentIntentId}`, { createdAt, payBy: end, dueAt: end }],
      ]);
      for (const seatId of seatIds)
        changes.set(`occupiedSeats/${seatKey(performanceId, seatId)}`, { lockedUntil: end });
      const batch = db.batch();
      for (const snapshot of await db.getAll(...[...changes.keys()].map((path) => db.doc(path)))) {
        const { ref } = snapshot;
        batch.delete(ref).create(ref, { ...snapshot.data(), ...changes.get(ref.path) });
      }
      await batch.commit();
    }

    it("lasts five minutes from the next request on", async () => {
      const wanted = await order(["A1", "A2"], { requestId: randomUUID() });
      const first = await lockSeats(wanted);
      await endBeforeItsBeginning(first.booking);
      const { booking, serverTime } = await lockSeats(wanted);
      expect(booking.expiresAt.getTime() - serverTime.getTime()).to.be.within(LOCK_MS - 60_000, LOCK_MS);
      const { bookingId, paymentIntentId, expiresAt } = booking;
      expect(booking).to.deep.equal(await bookingOf(bookingId));
      expect((await paymentIntents.doc(paymentIntentId).get()).data()).to.deep.include({
        payBy: expiresAt,
        dueAt: expiresAt,
        updatedAt: serverTime,
      });
      for (const seatId of booking.seatIds) {
        const seat = await storedSeat(performanceId, seatId);
        expect(seat!["lockedUntil"].toDate()).to.deep.equal(expiresAt);
      }
    });

    it("gets no new lock where another user takes the seats over before that is written", async () => {
      const wanted = await order(["A1", "A2"], { requestId: randomUUID() });
      await endBeforeItsBeginning((await lockSeats(wanted)).booking);
      let ben = {} as Awaited<ReturnType<typeof book>>;
      let commits = 0;
      const takeOver = async ({ isCommit }: FirestoreRequest): Promise<Fate> => {
        // The first commit fails, because the booking exists. The second would give it a new lock.
        if (isCommit && ++commits === 2) ben = await book("ben", performanceId, ["A1", "A2"]);
        return "pass";
      };
      const { booking } = await watched(takeOver, () => lockSeats(wanted));
      expect(booking).to.include({ status: "cancelled", cancelReason: "EXPIRED" });
      const { bookingId, expiresAt } = ben;
      const seat = (await storedSeat(performanceId, "A1"))!;
      expect(seat).to.include({ bookingId });
      expect(seat["lockedUntil"].toDate().toISOString()).to.equal(expiresAt);
    });
  });

  describe("that its user's own expired locks make room for", () => {
    it("takes them over in the commit that writes it, where they are on seats that it wants", async () => {
      await expire((await book("ann", performanceId, row("A", 8))).paymentIntentId);
      const wanted = await order(row("A", 9));
      const requests = await requestsOf(() => lockSeats(wanted));
      expect(requests.map(({ place }) => place)).to.deep.equal([
        "lock", // without reading the seats: it fails
        "read bookings+ticketCounts+occupiedSeats",
        "read bookings+paymentIntents",
        "lock 2",
      ]);
    });

    it("not others': what they lose is no room of its user's", async () => {
      await book("ann", performanceId, row("A", 5));
      await expire((await book("ben", performanceId, row("B", 6))).paymentIntentId);
      const wanted = await order(row("B", 6));
      const { reason, details } = (await changesNothing(() => refusal(lockSeats(wanted)))) as unknown as {
        reason: string;
        details: object;
      };
      expect({ reason, details }).to.deep.equal({ reason: "TICKET_LIMIT", details: { limit: 10, held: 5 } });
    });

    it("not those of another performance, which stay as they are", async () => {
      const elsewhere = await openPerformance();
      await expire((await book("ann", elsewhere, row("A", 5))).paymentIntentId);
      await book("ann", performanceId, row("A", 6));
      const wanted = await order(row("B", 6));
      const { details } = await changesNothing(() => refusal(lockSeats(wanted)));
      expect(details).to.deep.equal({ limit: 10, held: 6 });
    });
  });
});

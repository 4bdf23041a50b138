import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import {
  book,
  call,
  cancel,
  DECLINED,
  deliver,
  expire,
  functions,
  held,
  openPerformance,
  pay,
  refusal,
  runSweep,
} from "../support/world.js";
import { changesNothing } from "../support/unchanged.js";
import { logsOf } from "../support/logs.js";
import { aPurchase } from "../support/purchases.js";
import { bookings } from "../../src/bookings/store/collections.js";
import { db } from "../../src/firestore/database.js";

const list = (userId: string, request: object = {}) => call(functions.getMyBookings, userId, request);

/** Follows the cursors to the last page. Returns the booking ids of each page. */
async function pages(userId: string, request: object = {}): Promise<string[][]> {
  const found: string[][] = [];
  let cursor: string | null = null;
  do {
    const answer: Awaited<ReturnType<typeof list>> = await list(userId, { ...request, cursor });
    found.push(answer.bookings.map((booking) => booking.bookingId));
    cursor = answer.nextCursor;
  } while (cursor !== null);
  return found;
}

/** Encodes any value in the format of the service's cursors. */
const cursorOf = (place: unknown) => Buffer.from(JSON.stringify(place)).toString("base64url");

let users = 0;
/** Stores bookings of a new user with these creation times, in milliseconds since 1970. Returns the user's id. */
async function userWithBookings(
  madeAt: number[],
  status: (index: number) => "pending" | "confirmed" = () => "pending",
) {
  const userId = `lister_${++users}`;
  const batch = db.batch();
  for (const [index, milliseconds] of madeAt.entries()) {
    const { booking } = aPurchase({
      booking: { userId, status: status(index), createdAt: new Date(milliseconds) },
    });
    batch.set(bookings.doc(booking.bookingId), booking);
  }
  await batch.commit();
  return userId;
}

describe("getMyBookings", () => {
  describe("answers", () => {
    it("a pending booking with every field, what is absent null", async () => {
      const performanceId = await openPerformance();
      const made = await book("lea", performanceId, ["C2", "A1"]);
      const stored = (await db.doc(`bookings/${made.bookingId}`).get()).data()!;
      expect(await list("lea")).to.deep.equal({
        bookings: [
          {
            bookingId: made.bookingId,
            performanceId,
            seatIds: ["C2", "A1"],
            seats: made.seats,
            totalAmount: 220_000,
            currency: "KRW",
            status: "pending",
            cancelReason: null,
            paymentIntentId: made.paymentIntentId,
            cancelledSeats: [],
            refundedAmount: 0,
            feeKept: 0,
            createdAt: (stored["createdAt"] as Timestamp).toDate().toISOString(),
            expiresAt: made.expiresAt,
            confirmedAt: null,
          },
        ],
        nextCursor: null,
      });
    });

    it("what became of each booking, newest first", async () => {
      const performanceId = await openPerformance();
      const expired = await book("max", performanceId, ["A4"]);
      const paid = await book("max", performanceId, ["A1"]);
      const declined = await book("max", performanceId, ["A2"]);
      const cancelled = await book("max", performanceId, ["A3"]);
      await pay("max", paid.paymentIntentId);
      await deliver(paid.paymentIntentId);
      await pay("max", declined.paymentIntentId, DECLINED);
      await deliver(declined.paymentIntentId);
      await cancel("max", cancelled.bookingId);
      await expire(expired.paymentIntentId);
      await runSweep();
      const { bookings: found } = await list("max");
      expect(
        found.map(({ bookingId, status, cancelReason }) => ({ bookingId, status, cancelReason })),
      ).to.deep.equal([
        { bookingId: cancelled.bookingId, status: "cancelled", cancelReason: "USER" },
        { bookingId: declined.bookingId, status: "cancelled", cancelReason: "PAYMENT_FAILED" },
        { bookingId: paid.bookingId, status: "confirmed", cancelReason: null },
        { bookingId: expired.bookingId, status: "cancelled", cancelReason: "EXPIRED" },
      ]);
      for (const { status, confirmedAt } of found) {
        if (status === "confirmed") expect(new Date(confirmedAt!).toISOString()).to.equal(confirmedAt);
        else expect(confirmedAt).to.be.null;
      }
    });

    it("nothing to a user who booked nothing, and nothing of another's", async () => {
      await held(["A1"]);
      expect(await list("nobody")).to.deep.equal({ bookings: [], nextCursor: null });
    });

    it("without writing anything", () => changesNothing(() => list("ann")));
  });

  describe("goes page by page", () => {
    const at45 = Array.from({ length: 45 }, (_, index) => 1_700_000_000_000 + index * 1_000);

    it("through 45 bookings, twenty at a time, each once, newest first", async () => {
      const userId = await userWithBookings(at45);
      const found = await pages(userId);
      expect(found.map((page) => page.length)).to.deep.equal([20, 20, 5]);
      expect(new Set(found.flat()).size).to.equal(45);
      const all = await list(userId, { pageSize: 100 });
      expect(all.bookings.map((booking) => booking.bookingId)).to.deep.equal(found.flat());
      const times = all.bookings.map((booking) => booking.createdAt);
      expect(times).to.deep.equal([...times].sort().reverse());
      expect(all.nextCursor).to.be.null;
    });

    it("ends without an empty page where the last one is full", async () => {
      const userId = await userWithBookings(at45.slice(0, 20));
      expect((await pages(userId, { pageSize: 10 })).map((page) => page.length)).to.deep.equal([10, 10]);
      expect((await list(userId)).nextCursor).to.be.null;
    });

    it("through bookings made microseconds apart, each once", async () => {
      const userId = await userWithBookings(Array.from({ length: 7 }, () => 1_700_000_000_000));
      const made = await db.collection("bookings").where("userId", "==", userId).get();
      const apart = (index: number) => new Timestamp(1_700_000_000, index * 200_000);
      await Promise.all(made.docs.map(({ ref }, index) => ref.update({ createdAt: apart(index) })));
      const found = (await pages(userId, { pageSize: 2 })).flat();
      expect(found).to.deep.equal(made.docs.map(({ id }) => id).reverse());
    });

    for (const [what, fields] of Object.entries({
      "whose document is malformed": { seatIds: "A1" },
      "made at a time that is a text": { createdAt: "yesterday" },
      "made at a time that is a number": { createdAt: 1_700_000_000_000 },
    })) {
      it(`past a booking ${what}, which the log names`, async () => {
        const userId = await userWithBookings(
          Array.from({ length: 5 }, (_, index) => 1_700_000_000_000 + index),
        );
        const made = await db.collection("bookings").where("userId", "==", userId).orderBy("createdAt").get();
        const broken = made.docs[2]!.ref;
        await broken.update(fields);
        const logs = await logsOf(async () => {
          for (const pageSize of [1, 2, 3, 5]) {
            const found = (await pages(userId, { pageSize })).flat();
            const others = made.docs.map(({ id }) => id).filter((id) => id !== broken.id);
            expect(found).to.deep.equal(others.reverse());
          }
        });
        expect(logs).to.include("document.malformed").and.include(broken.path);
      });
    }

    it("through bookings that were made at the very same moment", async () => {
      const userId = await userWithBookings(Array.from({ length: 11 }, () => 1_700_000_000_000));
      const found = (await pages(userId, { pageSize: 3 })).flat();
      expect(found).to.have.length(11);
      expect(new Set(found).size).to.equal(11);
    });

    it("through those of one status only", async () => {
      const userId = await userWithBookings(at45, (index) => (index % 3 === 0 ? "confirmed" : "pending"));
      const confirmed = await pages(userId, { pageSize: 7, status: "confirmed" });
      expect(confirmed.map((page) => page.length)).to.deep.equal([7, 7, 1]);
      const pending = (await pages(userId, { pageSize: 100, status: "pending" })).flat();
      expect(pending).to.have.length(30);
      expect(new Set([...pending, ...confirmed.flat()]).size).to.equal(45);
      expect(await list(userId, { status: "cancelled" })).to.deep.equal({ bookings: [], nextCursor: null });
    });

    it("and is not led astray by a booking that is made meanwhile", async () => {
      const userId = await userWithBookings(at45.slice(0, 4));
      const first = await list(userId, { pageSize: 2 });
      const { booking } = aPurchase({ booking: { userId, createdAt: new Date(at45[44]!) } });
      await bookings.doc(booking.bookingId).set(booking);
      const second = await list(userId, { pageSize: 2, cursor: first.nextCursor });
      expect(second.bookings.map((found) => found.createdAt)).to.deep.equal(
        [at45[1]!, at45[0]!].map((milliseconds) => new Date(milliseconds).toISOString()),
      );
    });

    it("with another user's cursor shows nothing of that user", async () => {
      const userId = await userWithBookings(at45.slice(0, 3));
      const { nextCursor } = await list(userId, { pageSize: 1 });
      const other = await userWithBookings([1_600_000_000_000]);
      const { bookings: found } = await list(other, { cursor: nextCursor });
      expect(found.map((booking) => booking.createdAt)).to.deep.equal(["2020-09-13T12:26:40.000Z"]);
    });
  });

  describe("refuses a cursor", () => {
    const wrong = {
      "that is empty": "",
      "that is no base64": "***",
      "that is a word": "next",
      "that is too long": "A".repeat(201),
      "of no place": cursorOf({}),
      "of a place with too little": cursorOf([1_700_000_000, 0]),
      "of a place with too much": cursorOf([1_700_000_000, 0, "bk_a", 1]),
      "of no time": cursorOf(["today", 0, "bk_a"]),
      "of half a second": cursorOf([0.5, 0, "bk_a"]),
      "of half a nanosecond": cursorOf([1, 0.5, "bk_a"]),
      "of more nanoseconds than a second has": cursorOf([1, 1_000_000_000, "bk_a"]),
      "of a time before any clock": cursorOf([-1, 0, "bk_a"]),
      "of a time after the last one": cursorOf([253_402_300_800, 0, "bk_a"]),
      "of a time that no Date can hold": cursorOf([Number.MAX_SAFE_INTEGER, 0, "bk_a"]),
      "of a booking elsewhere": cursorOf([1_700_000_000, 0, "a/b"]),
      "of a reserved id": cursorOf([1_700_000_000, 0, "__a__"]),
    };
    for (const [what, cursor] of Object.entries(wrong)) {
      it(what, async () => {
        const { code, details } = await refusal(list("ann", { cursor }));
        expect(code).to.equal("invalid-argument");
        expect(details.issues?.map((issue) => issue.field)).to.deep.equal(["cursor"]);
      });
    }

    it("but takes the last moment there is, and one of a booking that is not there", async () => {
      const userId = await userWithBookings([1_700_000_000_000]);
      const { bookings: found } = await list(userId, {
        cursor: cursorOf([253_402_300_799, 999_999_999, "zz"]),
      });
      expect(found).to.have.length(1);
    });
  });
});

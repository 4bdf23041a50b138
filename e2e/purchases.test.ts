import { expect } from "chai";
import { initializeApp } from "firebase-admin/app";
import { getFirestore, Timestamp } from "firebase-admin/firestore";
import { assertPromised } from "../suite/contract/promised.js";
import { reasonOf, refusal, signIn, signOutAll, type Client } from "../suite/client.js";
import { functionUrl, projectId } from "../suite/settings.js";
import { runSweep } from "../suite/sweeping.js";

const db = getFirestore(initializeApp({ projectId }, "purchases"));

const book = (client: Client, ...seatIds: string[]) =>
  client.call("createBooking", { performanceId: "perf_001", seatIds, paymentMethod: "CREDIT_CARD" });

const pay = (client: Client, paymentIntentId: string, cvv: string) =>
  client.call("executePayment", { paymentIntentId, paymentMethodToken: "tok_visa", cvv });

async function seat(client: Client, seatId: string): Promise<string> {
  const { seats } = await client.call("getOccupiedSeats", { performanceId: "perf_001", seatIds: [seatId] });
  return seats[0]?.status ?? "available";
}

describe("a purchase through the running stack", () => {
  let alice: Client;
  let bob: Client;
  before(async () => {
    [alice, bob] = await Promise.all([signIn(), signIn()]);
  });
  after(signOutAll);

  it("locks, pays and is confirmed, and its user watches it happen", async () => {
    const booking = await book(alice, "A1", "A2");
    expect(booking).to.include({ status: "pending", totalAmount: 300_000, currency: "KRW" });
    expect(await seat(bob, "A1")).to.equal("locked");
    expect(await refusal(book(bob, "A2", "A3"))).to.equal("SEAT_TAKEN");
    const confirmed = alice.seesBooking(booking.bookingId, "confirmed");
    expect(await pay(alice, booking.paymentIntentId, "121")).to.include({
      status: "SUCCESS",
      amount: 300_000,
    });
    expect(await confirmed).to.include({ cancelReason: null });
    expect(await seat(bob, "A1")).to.equal("booked");
    const { bookings } = await alice.call("getMyBookings", { status: "confirmed" });
    expect(bookings.map((mine) => mine.bookingId)).to.deep.equal([booking.bookingId]);
  });

  it("is declined, and its seats are released", async () => {
    const booking = await book(alice, "A4");
    const cancelled = alice.seesBooking(booking.bookingId, "cancelled");
    const answer = await pay(alice, booking.paymentIntentId, "122");
    expect(answer.status).to.equal("FAILURE");
    expect(answer.failure?.code).to.equal("INSUFFICIENT_FUNDS");
    expect(await cancelled).to.include({ cancelReason: "PAYMENT_FAILED" });
    expect(await seat(bob, "A4")).to.equal("available");
  });

  it("is cancelled by its user, and by no one else", async () => {
    const booking = await book(alice, "A5");
    expect(await refusal(bob.call("cancelBooking", { bookingId: booking.bookingId }))).to.equal(
      "BOOKING_NOT_FOUND",
    );
    expect(await alice.call("cancelBooking", { bookingId: booking.bookingId })).to.deep.equal({
      bookingId: booking.bookingId,
      status: "cancelled",
      cancelReason: "USER",
      refund: null,
      cancelledSeats: [],
    });
    expect(await seat(bob, "A5")).to.equal("available");
    expect(await refusal(pay(alice, booking.paymentIntentId, "121"))).to.equal("BOOKING_NOT_PENDING");
  });

  it("expires, is swept, and can no longer be paid", async () => {
    const booking = await book(alice, "A6");
    const past = Timestamp.fromMillis(Date.now() - 1_000);
    await db.doc(`bookings/${booking.bookingId}`).update({ expiresAt: past });
    await db.doc(`paymentIntents/${booking.paymentIntentId}`).update({ payBy: past, dueAt: past });
    const held = await db.collection("occupiedSeats").where("performanceId", "==", "perf_001").get();
    const own = held.docs.filter((document) => document.get("bookingId") === booking.bookingId);
    await Promise.all(own.map((document) => document.ref.update({ lockedUntil: past })));
    expect(await refusal(pay(alice, booking.paymentIntentId, "121"))).to.equal("BOOKING_EXPIRED");
    await runSweep();
    expect(await alice.seesBooking(booking.bookingId, "cancelled")).to.include({ cancelReason: "EXPIRED" });
    expect(await refusal(pay(alice, booking.paymentIntentId, "121"))).to.equal("BOOKING_EXPIRED");
    expect(await seat(bob, "A6")).to.equal("available");
  });

  it("is refused before the sales open and after they close", async () => {
    const book = (performanceId: string) =>
      alice.call("createBooking", { performanceId, seatIds: ["A1"], paymentMethod: "CREDIT_CARD" });
    expect(await refusal(book("perf_soon"))).to.equal("SALES_NOT_OPEN");
    expect(await refusal(book("perf_over"))).to.equal("SALES_CLOSED");
  });

  it("goes over plain HTTP as well", async () => {
    const headers = { Authorization: `Bearer ${await bob.idToken()}`, "Content-Type": "application/json" };
    const send = async (method: string, path: string, body?: object) => {
      const response = await fetch(`${functionUrl("api")}${path}`, {
        method,
        headers,
        body: body ? JSON.stringify(body) : null,
      });
      const { status, headers: answered } = response;
      const answer = { status, headers: answered, body: (await response.json()) as Record<string, string> };
      assertPromised({ method, path }, answer);
      return answer;
    };
    const booked = await send("POST", "/bookings", {
      performanceId: "perf_001",
      seatIds: ["B1"],
      paymentMethod: "CREDIT_CARD",
    });
    expect(booked.status).to.equal(201);
    const card = {
      paymentIntentId: booked.body["paymentIntentId"],
      paymentMethodToken: "tok_visa",
      cvv: "121",
    };
    expect((await send("POST", "/payments/execute", card)).body).to.include({ status: "SUCCESS" });
    await bob.seesBooking(booked.body["bookingId"]!, "confirmed");
    const mine = await send("GET", `/bookings/user/${bob.uid}?pageSize=1`);
    expect(mine.body["bookings"]).to.have.length(1);
    const theirs = await send("GET", `/bookings/user/${alice.uid}`);
    expect(theirs).to.deep.include({ status: 403 });
    expect(theirs.body["error"]).to.have.nested.property("details.reason", "USER_MISMATCH");
    const again = await send("DELETE", `/bookings/user/${bob.uid}`, { bookingId: booked.body["bookingId"] });
    expect(again.body["error"]).to.have.nested.property("details.reason", "BOOKING_NOT_PENDING");
  });
});

describe("the seat map of the running stack", () => {
  after(signOutAll);

  /** Waits until the stored map shows seats D18 and D19 with characters that match, and returns these. */
  const shown = (seats: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const end = db.doc("seatMaps/perf_001_b1").onSnapshot((map) => {
        const found = ((map.get("rows.D") as string | undefined) ?? "").slice(17, 19);
        if (!seats.test(found)) return;
        end();
        resolve(found);
      }, reject);
    });

  it("shows seats as locked, free again, and sold, by the events of their bookings and payments", async () => {
    const carol = await signIn();
    const { bookingId } = await book(carol, "D18", "D19");
    await shown(/^[0-9A-Za-z]{2}$/);
    await carol.call("cancelBooking", { bookingId });
    await shown(/^\.\.$/);
    const { paymentIntentId } = await book(carol, "D18", "D19");
    await shown(/^[0-9A-Za-z]{2}$/);
    await pay(carol, paymentIntentId, "121");
    await shown(/^##$/);
  });
});

describe("a crowd at the running stack", () => {
  after(signOutAll);

  it("gives each of the overlapping seats to one of 50 callers, and tells the others so", async () => {
    const crowd = await Promise.all(Array.from({ length: 50 }, signIn));
    // Caller n books seat T(n mod 10 + 1) and the next one, so most seats have ten callers.
    const wishes = crowd.map((_, index) => [`T${(index % 10) + 1}`, `T${(index % 10) + 2}`]);
    const answers = await Promise.allSettled(crowd.map((client, index) => book(client, ...wishes[index]!)));

    const owners = new Map<string, string>();
    answers.forEach((answer, index) => {
      if (answer.status === "rejected") {
        expect(["SEAT_TAKEN", "CONTENDED"]).to.include(reasonOf(answer.reason));
        return;
      }
      for (const seatId of wishes[index]!) {
        expect(owners.has(seatId), `${seatId} is sold twice`).to.equal(false);
        owners.set(seatId, answer.value.bookingId);
      }
    });
    expect(owners.size).to.be.greaterThan(0);

    const stored = await db.collection("occupiedSeats").where("performanceId", "==", "perf_001").get();
    const seats = stored.docs.map((document) => document.data()).filter(({ seatId }) => /^T\d/.test(seatId));
    expect(Object.fromEntries(seats.map((held) => [held["seatId"], held["bookingId"]]))).to.deep.equal(
      Object.fromEntries(owners),
    );
    // A caller without seats has written nothing: no booking, no payment intent, no ticket count.
    const losers = crowd.filter((_, index) => answers[index]!.status === "rejected");
    for (const collection of ["bookings", "paymentIntents", "ticketCounts"]) {
      const written = new Set(
        (await db.collection(collection).get()).docs.map((document) => document.get("userId")),
      );
      expect(losers.filter((loser) => written.has(loser.uid))).to.deep.equal([]);
    }
  });
});

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { initializeApp } from "firebase-admin/app";
import { getFirestore, Timestamp } from "firebase-admin/firestore";
import { refusal, signIn, signOutAll, type Client } from "../suite/client.js";
import { projectId, root } from "../suite/settings.js";
import { runSweep } from "../suite/sweeping.js";

const db = getFirestore(initializeApp({ projectId }, "refunds"));
const DAY_MS = 24 * 60 * 60_000;

/** A refund in the simulated gateway's record. */
interface Recorded {
  amount: number;
  fault: string | null;
  at: Timestamp;
}

interface Bought {
  bookingId: string;
  paymentIntentId: string;
}

/** Puts a copy of the sample perf_001 on sale, which begins in so many days. Its sale closes half a day before. */
async function onSale(performanceId: string, days: number): Promise<void> {
  const sample = (await db.doc("performances/perf_001").get()).data()!;
  const startsAt = new Date(Date.now() + days * DAY_MS);
  const salesCloseAt = new Date(startsAt.getTime() - DAY_MS / 2);
  await db.doc(`performances/${performanceId}`).set({ ...sample, startsAt, salesCloseAt });
}

/** Makes all waiting refunds due. Makes the gateway's refunds a minute older, so that the simulated bank has acted. */
async function timePasses(): Promise<void> {
  for (const { ref, data } of await all("simulatedRefunds")) {
    const refunds = (data["refunds"] as Recorded[]).map((refund) => ({
      ...refund,
      at: Timestamp.fromMillis(refund.at.toMillis() - 60_000),
    }));
    await ref.update({ refunds });
  }
  for (const { ref, data } of await all("refunds")) {
    if (data["dueAt"] !== null) await ref.update({ dueAt: new Date(0) });
  }
}

async function all(collection: string) {
  const { docs } = await db.collection(collection).get();
  return docs.map((each) => ({ id: each.id, ref: each.ref, data: each.data() }));
}

describe("a refund through the running stack", () => {
  let ann: Client;
  before(async () => {
    ann = await signIn();
    await onSale("perf_tiers", 2);
  });
  after(signOutAll);

  const quote = (bookingId: string, seatIds?: string[]) => ann.call("quoteRefund", { bookingId, seatIds });
  const cancel = (bookingId: string, expectedRefund: number, seatIds?: string[]) =>
    ann.call("cancelBooking", { bookingId, expectedRefund, seatIds });

  async function buy(
    performanceId: string,
    seatIds: string[],
    paymentMethodToken = "tok_visa",
  ): Promise<Bought> {
    const wish = { performanceId, seatIds, paymentMethod: "CREDIT_CARD" } as const;
    const { bookingId, paymentIntentId } = await ann.call("createBooking", wish);
    await ann.call("executePayment", { paymentIntentId, paymentMethodToken, cvv: "121" });
    await ann.seesBooking(bookingId, "confirmed");
    return { bookingId, paymentIntentId };
  }

  const refundOf = async (refundId: string) => (await db.doc(`refunds/${refundId}`).get()).data()!;

  /** Buys a seat with a token, gives it back and runs the sweep once. Returns the refund's id. */
  async function givenBack(seatId: string, token: string) {
    const { bookingId } = await buy("perf_001", [seatId], token);
    const { refundAmount } = await quote(bookingId);
    const { refund } = await cancel(bookingId, refundAmount);
    await runSweep("sweepRefunds");
    return refund!.refundId;
  }

  it("is quoted with its fee, taken by seat, promised, and paid by the sweep", async () => {
    const { bookingId } = await buy("perf_tiers", ["A1", "A2"]);
    const quoted = await quote(bookingId, ["A2"]);
    expect(quoted).to.deep.include({ refundAmount: 105_000, fee: 45_000, currency: "KRW" });
    expect(quoted.seats).to.deep.equal([{ seatId: "A2", price: 150_000, fee: 45_000, refund: 105_000 }]);
    expect(await refusal(cancel(bookingId, 104_999, ["A2"]))).to.equal("REFUND_CHANGED");
    expect(await refusal(ann.call("cancelBooking", { bookingId }))).to.equal("BOOKING_NOT_PENDING");
    const answer = await cancel(bookingId, 105_000, ["A2"]);
    expect(answer).to.include({ status: "confirmed" });
    expect(answer.refund).to.include({ amount: 105_000, fee: 45_000, status: "REQUIRED" });
    expect(answer.cancelledSeats.map(({ seatId }) => seatId)).to.deep.equal(["A2"]);
    expect(await cancel(bookingId, 105_000, ["A2"])).to.deep.equal(answer);
    await runSweep("sweepRefunds");
    const done = await ann.seesRefund(answer.refund!.refundId, "DONE");
    expect(done).to.include({ amount: 105_000, fee: 45_000 });
    const rest = await cancel(bookingId, 105_000);
    expect(rest).to.include({ status: "cancelled", cancelReason: "USER" });
    expect(rest.refund).to.include({ amount: 105_000 });
  });

  it("is made once, of twenty cancellations at once", async () => {
    const { bookingId } = await buy("perf_tiers", ["B1", "B2"]);
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => cancel(bookingId, 210_000)));
    const refundIds = answers.flatMap((answer) =>
      answer.status === "fulfilled" ? [answer.value.refund!.refundId] : [],
    );
    expect(refundIds).to.not.be.empty;
    expect(new Set(refundIds).size).to.equal(1);
    for (const answer of answers)
      if (answer.status === "rejected")
        expect(await refusal(Promise.reject(answer.reason as Error))).to.equal("CONTENDED");
  });

  it("is of the full price for a performance that was moved", async () => {
    await onSale("perf_moved", 2);
    const { bookingId } = await buy("perf_moved", ["A1"]);
    await db.doc("performances/perf_moved").update({ startsAt: new Date(Date.now() + 3 * DAY_MS) });
    expect(await quote(bookingId)).to.deep.include({ refundAmount: 150_000, fee: 0 });
    expect((await cancel(bookingId, 150_000)).refund).to.include({ amount: 150_000, fee: 0 });
  });

  it("is found again after its answer was lost, and is not sent twice", async () => {
    const refundId = await givenBack("C1", "tok_refund_timeout");
    expect(await refundOf(refundId)).to.include({ status: "REQUIRED" });
    await timePasses();
    await runSweep("sweepRefunds");
    expect(await refundOf(refundId)).to.include({ status: "DONE", round: 1 });
  });

  it("is accepted first, and done when the bank has paid", async () => {
    const refundId = await givenBack("C2", "tok_refund_pending");
    expect(await refundOf(refundId)).to.include({ status: "ACCEPTED" });
    await timePasses();
    await runSweep("sweepRefunds");
    expect(await refundOf(refundId)).to.include({ status: "DONE" });
  });

  it("is refused, lies before a person, and is booked as paid by hand once", async () => {
    const refundId = await givenBack("C3", "tok_refund_fails");
    expect(await refundOf(refundId)).to.include({ status: "NEEDS_REVIEW" });
    const reviewId = `REFUND_REFUSED_${refundId}`;
    expect(await operator("reviews")).to.include(reviewId);
    await operator("reviews", "paid-by-hand", reviewId, "--note", "transfer 4711");
    expect(await refundOf(refundId)).to.include({ status: "DONE", round: 2 });
    const again = await operator("reviews", "paid-by-hand", reviewId, "--note", "again").catch(
      (error: { stderr: string }) => error.stderr,
    );
    expect(again).to.include("no such open review");
  });

  it("is given back by the bank, and is paid in a second round after a person said so", async () => {
    const refundId = await givenBack("C4", "tok_refund_returned");
    expect(await refundOf(refundId)).to.include({ status: "DONE" });
    await timePasses();
    await runSweep("sweepRefunds");
    expect(await refundOf(refundId)).to.include({ status: "NEEDS_REVIEW" });
    const charge = db.doc(`simulatedCharges/${refundId.replace(/^rf_(.*)_1$/, "pi_$1")}`);
    await charge.update({ fault: null }); // the customer has another account now
    await operator("reviews", "retry", `REFUND_RETURNED_${refundId}`);
    await runSweep("sweepRefunds");
    expect(await refundOf(refundId)).to.include({ status: "DONE", round: 2 });
  });

  it("is given by the organiser without a fee", async () => {
    const { bookingId } = await buy("perf_tiers", ["C1"]);
    await operator("refund", bookingId, "--reason", "broken seat", "--yes");
    expect(await ann.seesBooking(bookingId, "cancelled")).to.include({
      cancelReason: "ORGANISER",
      refundedAmount: 150_000,
    });
  });

  it("leaves books in which the ledger, the refunds and the gateway agree to the last won", async () => {
    await timePasses();
    await runSweep("sweepRefunds");
    const refunds = (await all("refunds")).map(({ data }) => data);
    expect(new Set(refunds.map(({ status }) => status as string))).to.deep.equal(new Set(["DONE"]));
    const entries = (await all("ledgerEntries")).map(({ data }) => data);
    const balance = (account: string) =>
      total(entries.filter((entry) => entry["account"] === account && entry["direction"] === "credit")) -
      total(entries.filter((entry) => entry["account"] === account && entry["direction"] === "debit"));
    const intents = (await all("paymentIntents")).map(({ data }) => data);
    const captured = total(intents.filter(({ status }) => status === "SUCCESS"));
    const bookings = (await all("bookings")).map(({ data }) => data);
    const fees = bookings.reduce((sum, booking) => sum + (booking["feeKept"] as number), 0);
    expect(balance("REFUND_PAYABLE")).to.equal(0);
    expect(balance("CANCELLATION_FEES")).to.equal(fees);
    expect(balance("CUSTOMER_PAYABLE")).to.equal(total(refunds) - captured);
    expect(balance("MERCHANT_BALANCE")).to.equal(captured - total(refunds) - fees);
    const record = (await all("simulatedRefunds")).flatMap(({ data }) => data["refunds"] as Recorded[]);
    const paid = record.filter(
      ({ fault }) => fault !== "tok_refund_fails" && fault !== "tok_refund_returned",
    );
    const byHand = refunds.filter(({ refundReference }) => refundReference === null);
    expect(total(paid) + total(byHand)).to.equal(total(refunds));
    expect(byHand).to.have.length(1);
  });
});

function total(amounts: readonly { amount?: number }[]): number {
  return amounts.reduce((sum, { amount }) => sum + amount!, 0);
}

/** Runs an operator's command as `npm run` does. Returns what it prints. @throws Error if the command fails. */
async function operator(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["suite/run.js", ...args], { cwd: root });
  return stdout;
}

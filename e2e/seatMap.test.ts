import { expect } from "chai";
import { setTimeout } from "node:timers/promises";
import { initializeApp } from "firebase-admin/app";
import { getFirestore, Timestamp } from "firebase-admin/firestore";
import type {
  GetPerformanceAnswer,
  GetSeatCountsAnswer,
  GetSeatMapAnswer,
  ListPerformancesAnswer,
} from "../functions/src/contract.js";
import { decode } from "../functions/src/seatmap/domain/codec.js";
import { signIn, signOutAll, type Client } from "../suite/client.js";
import { assertPromised } from "../suite/contract/promised.js";
import { functionUrl, projectId } from "../suite/settings.js";
import { runSweep } from "../suite/sweeping.js";

const db = getFirestore(initializeApp({ projectId }, "seatMap"));
const PERFORMANCE = "perf_map";

/** How long a map may take to show what was booked, in milliseconds. The machine of a test may be slow. */
const PATIENCE_MS = 20_000;

/** Asks `publicApi`, with the path that Hosting passes on. The answer must be 200 and as docs/openapi.json says. */
async function read<A>(path: string): Promise<A> {
  const response = await fetch(`${functionUrl("publicApi")}/api${path}`);
  const answer = { status: response.status, headers: response.headers, body: (await response.json()) as A };
  assertPromised({ method: "GET", path }, answer);
  expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  return answer.body;
}

type Statuses = Record<string, string>;

/** The seats that the maps of all blocks show as locked or sold, with their status. */
async function shown(): Promise<Statuses> {
  const { blocks } = await read<GetPerformanceAnswer>(`/performances/${PERFORMANCE}`);
  const taken: Statuses = {};
  for (const { block, rows } of blocks) {
    const map = await read<GetSeatMapAnswer>(`/seatMaps/${PERFORMANCE}/${block}`);
    expect(Object.keys(map.rows)).to.have.members(rows.map(({ row }) => row));
    for (const { row, firstSeat, lastSeat } of rows) {
      const seats = decode(map.rows[row]!, Date.parse(map.base), Date.parse(map.serverTime));
      expect(seats).to.have.length(lastSeat - firstSeat + 1);
      seats.forEach((seat, index) => {
        if (seat !== "free") taken[`${row}${firstSeat + index}`] = seat === "sold" ? "booked" : "locked";
      });
    }
  }
  return taken;
}

describe("the seat map through the running stack", () => {
  let ann: Client;
  let ben: Client;
  before(async () => {
    [ann, ben] = await Promise.all([signIn(), signIn()]);
    const sample = (await db.doc("performances/perf_001").get()).data()!;
    await db.doc(`performances/${PERFORMANCE}`).set(sample);
  });
  after(signOutAll);

  const book = (client: Client, ...seatIds: string[]) =>
    client.call("createBooking", { performanceId: PERFORMANCE, seatIds, paymentMethod: "CREDIT_CARD" });
  const pay = (client: Client, { paymentIntentId }: { paymentIntentId: string }, cvv = "121") =>
    client.call("executePayment", { paymentIntentId, paymentMethodToken: "tok_visa", cvv });

  /** The seats that cannot be booked, as `getOccupiedSeats` tells them. */
  async function occupied(): Promise<Statuses> {
    const { seats } = await ann.call("getOccupiedSeats", { performanceId: PERFORMANCE });
    return Object.fromEntries(seats.map(({ seatId, status }) => [seatId, status]));
  }

  /** Waits until the seats have these statuses and the maps agree with `getOccupiedSeats`. Fails after PATIENCE_MS. */
  async function agrees(expected: Statuses): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const [told, seen] = [await occupied(), await shown()];
      const statuses = Object.keys(expected).map((seatId) => [seatId, told[seatId] ?? "free"]);
      const isSettled = JSON.stringify(Object.fromEntries(statuses)) === JSON.stringify(expected);
      if (Date.now() > end || (isSettled && JSON.stringify(sorted(seen)) === JSON.stringify(sorted(told)))) {
        expect(Object.fromEntries(statuses)).to.deep.equal(expected);
        expect(seen).to.deep.equal(told);
        return;
      }
      await setTimeout(200);
    }
  }
  const sorted = (statuses: Statuses) => Object.entries(statuses).sort(([a], [b]) => (a < b ? -1 : 1));

  /** Moves the end of a booking's lock into the past. */
  async function expire({ bookingId, paymentIntentId }: { bookingId: string; paymentIntentId: string }) {
    const past = Timestamp.fromMillis(Date.now() - 1_000);
    const held = await db.collection("occupiedSeats").where("performanceId", "==", PERFORMANCE).get();
    const batch = db.batch();
    for (const { ref, data } of held.docs.map((seat) => ({ ref: seat.ref, data: seat.data() })))
      if (data["bookingId"] === bookingId) batch.update(ref, { lockedUntil: past });
    batch.update(db.doc(`bookings/${bookingId}`), { expiresAt: past });
    batch.update(db.doc(`paymentIntents/${paymentIntentId}`), { payBy: past, dueAt: past });
    await batch.commit();
  }

  it("lists what is on sale", async () => {
    const { performances } = await read<ListPerformancesAnswer>("/performances?pageSize=100");
    const found = performances.find(({ performanceId }) => performanceId === PERFORMANCE);
    expect(found).to.include({ sale: "open" });
    expect(await shown()).to.deep.equal({});
  });

  it("shows a booking, its payment, a decline and a cancellation", async () => {
    const bought = await book(ann, "A1", "A2");
    await agrees({ A1: "locked", A2: "locked" });
    await pay(ann, bought);
    await agrees({ A1: "booked", A2: "booked" });
    const declined = await book(ann, "A3");
    await agrees({ A3: "locked" });
    await pay(ann, declined, "122");
    await agrees({ A1: "booked", A3: "free" });
    const cancelled = await book(ann, "A4", "F4");
    await agrees({ A4: "locked", F4: "locked" });
    await ann.call("cancelBooking", { bookingId: cancelled.bookingId });
    await agrees({ A4: "free", F4: "free" });
  });

  it("shows that one seat of three was given back", async () => {
    const { bookingId, paymentIntentId } = await book(ann, "B1", "B2", "B3");
    await pay(ann, { paymentIntentId });
    await agrees({ B1: "booked", B2: "booked", B3: "booked" });
    const { refundAmount } = await ann.call("quoteRefund", { bookingId, seatIds: ["B2"] });
    await ann.call("cancelBooking", { bookingId, seatIds: ["B2"], expectedRefund: refundAmount });
    await agrees({ B1: "booked", B2: "free", B3: "booked" });
  });

  it("shows a lock that ended, before and after the sweep, and who took its seat over", async () => {
    const [swept, lost] = [await book(ann, "C1"), await book(ann, "C2", "C3")];
    await agrees({ C1: "locked", C2: "locked", C3: "locked" });
    await Promise.all([expire(swept), expire(lost)]);
    await agrees({ C1: "free", C2: "free", C3: "free" });
    const taken = await book(ben, "C3", "C4");
    await agrees({ C2: "free", C3: "locked", C4: "locked" });
    await runSweep();
    await agrees({ C1: "free", C2: "free", C3: "locked", C4: "locked" });
    await pay(ben, taken);
    await agrees({ C3: "booked", C4: "booked" });
  });

  it("shows forty bookings that were made at once, some of them paid", async () => {
    const crowd = await Promise.all(Array.from({ length: 40 }, signIn));
    const seatIds = (index: number) => [
      `${index < 20 ? "D" : "F"}${(index % 20) + 1}`,
      `T${(index % 20) + 1}`,
    ];
    const booked = await Promise.allSettled(crowd.map((client, index) => book(client, ...seatIds(index))));
    const won = booked.flatMap((each, index) =>
      each.status === "fulfilled" ? [{ client: crowd[index]!, booking: each.value }] : [],
    );
    // Two bookings wanted each seat of row T, so at most twenty were made.
    expect(won).to.have.length.within(10, 20);
    await agrees({});
    const ends = won.map(async ({ client, booking }, index) => {
      const { status } = await pay(client, booking, index % 3 === 0 ? "122" : "121");
      await client.seesBooking(booking.bookingId, status === "SUCCESS" ? "confirmed" : "cancelled");
    });
    await Promise.all(ends);
    await agrees({});
  });

  it("counts in each block what its map shows", async () => {
    const taken = Object.values(await shown());
    const { blocks } = await read<GetSeatCountsAnswer>(`/seatMaps/${PERFORMANCE}`);
    const sum = (count: (typeof blocks)[number][]) => ({
      seats: count.reduce((all, { seats }) => all + seats, 0),
      locked: count.reduce((all, { locked }) => all + locked, 0),
      sold: count.reduce((all, { sold }) => all + sold, 0),
      free: count.reduce((all, { free }) => all + free, 0),
    });
    const of = (status: string) => taken.filter((each) => each === status).length;
    const [locked, sold] = [of("locked"), of("booked")];
    expect(sum(blocks)).to.deep.equal({ seats: 400, locked, sold, free: 400 - locked - sold });
  });

  it("comes back where its documents were deleted", async () => {
    const before = await shown();
    const maps = await db.collection("seatMaps").where("performanceId", "==", PERFORMANCE).get();
    expect(maps.size).to.equal(3);
    await Promise.all(maps.docs.map(({ ref }) => ref.delete()));
    await setTimeout(500);
    expect(await shown()).to.deep.equal(before);
    await book(ben, "E1");
    await agrees({ E1: "locked" });
  });
});

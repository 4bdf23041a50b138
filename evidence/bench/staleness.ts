import { setTimeout } from "node:timers/promises";
import { initializeApp } from "firebase-admin/app";
import { getFirestore, type Timestamp } from "firebase-admin/firestore";
import type { GetSeatMapAnswer } from "../../functions/src/contract.js";
import { seatMapKey } from "../../functions/src/shared/ids.js";
import { signIn, signOutAll, type Client } from "../../suite/client.js";
import { functionUrl, projectId } from "../../suite/settings.js";
import { median } from "../support/measure.js";
import { keep } from "./report/page.js";
import { figure, markdown } from "./report/table.js";
import type { Result } from "./report/result.js";
import { sections } from "./scenarios/index.js";

// Measures how long it takes until a booking shows in the seat map. It prints the result and writes it
// to results.md. Run it by `npm run stack -- tsx evidence/bench/staleness.ts`, because the triggers run
// only in the whole stack.

const PERFORMANCE = "perf_staleness";
const BLOCK = "b1";
const CLIENTS = 4;
/** This many bookings come first and are left out, because the functions start during them. */
const UNCOUNTED = 4;
const BOOKINGS = 40;
const SEATS_PER_ROW = 20;
/** The time between an answer and the next request for the map, in milliseconds. */
const POLL_MS = 50;
/** After an instance has written a block's map, it gathers the block's events for this long, in milliseconds. */
const GATHERING_MS = 1_000;
/** The longest wait for a booking to show, in milliseconds. After it the run fails. */
const PATIENCE_MS = 20_000;

/** The times from a booking's commit, in milliseconds. */
interface Seen {
  /** Until the map that shows the seat was committed. */
  written: number;
  /** Until the first answer arrived that shows the seat. */
  answered: number;
}

const db = getFirestore(initializeApp({ projectId }, "staleness"));
const isShown = (rows: Record<string, string>, { row, seat }: { row: string; seat: number }) =>
  rows[row]!.charAt(seat - 1) !== ".";

async function untilAnswered(place: { row: string; seat: number }): Promise<number> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const response = await fetch(`${functionUrl("publicApi")}/api/seatMaps/${PERFORMANCE}/${BLOCK}`);
    const map = (await response.json()) as GetSeatMapAnswer;
    if (!response.ok) throw new Error(JSON.stringify(map));
    if (isShown(map.rows, place)) return Date.now();
    await setTimeout(POLL_MS);
  }
  throw new Error(`${place.row}${place.seat} was not seen within ${PATIENCE_MS / 1000} seconds`);
}

/** Resolves with the time at which the map that shows the seat was committed. */
function untilWritten(place: { row: string; seat: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    const unsubscribe = db.doc(`seatMaps/${seatMapKey(PERFORMANCE, BLOCK)}`).onSnapshot((map) => {
      if (!map.exists || !isShown(map.get("rows") as Record<string, string>, place)) return;
      resolve((map.get("updatedAt") as Timestamp).toMillis());
      unsubscribe();
    }, reject);
  });
}

const isQuiet = (index: number) => index % 2 === 0;

async function bookAndLook(client: Client, index: number): Promise<Seen> {
  const place = {
    row: "ABCDE".charAt(Math.floor(index / SEATS_PER_ROW)),
    seat: (index % SEATS_PER_ROW) + 1,
  };
  // Both watches start before the booking, because a crowd asks for the map all the time. The pause differs from
  // booking to booking, because an instance keeps an answer for half a second, and each booking should fall into
  // another part of it. Before every other booking the pause is a second longer, so that no events are being gathered.
  const watched = Promise.all([untilWritten(place), untilAnswered(place)]);
  await setTimeout(((index * 130) % 500) + (isQuiet(index) ? GATHERING_MS : 0));
  const seatIds = [`${place.row}${place.seat}`];
  const booking = client.call("createBooking", {
    performanceId: PERFORMANCE,
    seatIds,
    paymentMethod: "CREDIT_CARD",
  });
  const [{ bookingId }, [written, answered]] = await Promise.all([booking, watched]);
  const committed = ((await db.doc(`bookings/${bookingId}`).get()).get("createdAt") as Timestamp).toMillis();
  return { written: written - committed, answered: answered - committed };
}

async function measure(): Promise<Seen[]> {
  const sample = (await db.doc("performances/perf_001").get()).data()!;
  await db.doc(`performances/${PERFORMANCE}`).set({ ...sample, maxTicketsPerUser: BOOKINGS });
  const clients = await Promise.all(Array.from({ length: CLIENTS }, signIn));
  const seen: Seen[] = [];
  for (let index = 0; index < UNCOUNTED + BOOKINGS; index++)
    seen.push(await bookAndLook(clients[index % CLIENTS]!, index));
  return seen.slice(UNCOUNTED);
}

function resultOf(seen: readonly Seen[]): Result {
  const quiet = seen.filter((_, index) => isQuiet(index));
  const busy = seen.filter((_, index) => !isQuiet(index));
  const row = (name: string, some: readonly Seen[], of: (one: Seen) => number) => {
    const all = some.map(of);
    return [name, `${figure(median(all))} ms`, `${figure(Math.max(...all))} ms`];
  };
  return {
    name: "staleness",
    title: "How old a seat map is",
    command: "npm run stack -- tsx evidence/bench/staleness.ts",
    about:
      `${BOOKINGS} bookings of one seat through the running stack on this machine, one after the other, while the map of ` +
      `their block is asked for every ${POLL_MS} ms. In it are the delivery of the event by the local suite, up to a second for ` +
      "which an instance gathers what it hears of a block after it wrote its map, the reading and writing of the map, and up " +
      "to half a second for which an instance keeps an answer. Not in it are what the cloud takes to deliver an event, a " +
      "CDN, which keeps an answer for up to a second, and a client's wait until its next request.",
    tables: [
      {
        caption: "From the commit of a booking",
        columns: ["", "median", "worst"],
        rows: [
          row("to the map's commit, nothing in the second before", quiet, ({ written }) => written),
          row("to the first answer, nothing in the second before", quiet, ({ answered }) => answered),
          row("to the map's commit, soon after another booking", busy, ({ written }) => written),
          row("to the first answer, soon after another booking", busy, ({ answered }) => answered),
          row("to the first answer, all", seen, ({ answered }) => answered),
        ],
      },
    ],
    plots: [],
  };
}

try {
  const result = resultOf(await measure());
  keep(result, sections);
  for (const table of result.tables) console.log(`${table.caption}\n\n${markdown(table)}`);
} finally {
  await signOutAll();
}

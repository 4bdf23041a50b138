import { refusalCode } from "../calls.js";
import { seatIdsOf, type Design, type Venue } from "../design.js";
import { alternating, inParallel, median, quantile } from "../../support/measure.js";
import type { Result } from "../report/result.js";
import { figure, times } from "../report/table.js";
import type { Settings } from "../settings.js";
import type { World } from "../world.js";

const NETWORK_MS = 5;
const ONE_ROW: Venue = { sections: 1, rowsPerSection: 1 };

/** The results of many clients that booked at the same time. `p50` and `p99` are waiting times in milliseconds. */
interface Crowd {
  sold: number;
  taken: number;
  aborted: number;
  /** Successful bookings per second. */
  goodput: number;
  p50: number;
  p99: number;
}

/**
 * Lets clients book in parallel until `tries` bookings were tried. A client tries again as soon as it has its answer.
 * Throws if the number of occupied seats is not that of the sold ones, or if a booking fails in an unknown way.
 */
async function crowd(
  design: Design,
  performanceId: string,
  clients: number,
  tries: number,
  seatOf: () => string,
) {
  const waited: number[] = [];
  const answers = { sold: 0, taken: 0, aborted: 0 };
  const start = performance.now();
  await inParallel(tries, clients, async (index) => {
    const wish = { userId: `user${index}`, performanceId, seatIds: [seatOf()] };
    const asked = performance.now();
    const code = await design.book(wish).then(() => "ok", refusalCode);
    waited.push(performance.now() - asked);
    if (code === "ok") answers.sold++;
    else if (code === "already-exists") answers.taken++;
    else if (code === "aborted") answers.aborted++;
    else throw new Error(`${design.name} answered ${code}`);
  });
  const seconds = (performance.now() - start) / 1000;
  const occupied = await design.occupied(performanceId);
  if (occupied !== answers.sold)
    throw new Error(`${design.name} sold ${answers.sold} seats, ${occupied} are occupied`);
  const [p50, p99] = [quantile(waited, 0.5), quantile(waited, 0.99)];
  return { ...answers, goodput: answers.sold / seconds, p50, p99 };
}

function middle(crowds: readonly Crowd[]): Crowd {
  const of = (key: keyof Crowd) => median(crowds.map((each) => each[key]));
  return {
    sold: of("sold"),
    taken: of("taken"),
    aborted: of("aborted"),
    goodput: of("goodput"),
    p50: of("p50"),
    p99: of("p99"),
  };
}

type Measure = (design: Design, clients: number) => Promise<Crowd>;

async function measured({ designs }: World, rounds: number, clientCounts: number[], measure: Measure) {
  const found = new Map<Design, Map<number, Crowd>>(designs.map((design) => [design, new Map()]));
  for (const clients of clientCounts) {
    const readings = await alternating(rounds, designs, (design) => measure(design, clients));
    designs.forEach((design, index) => found.get(design)!.set(clients, middle(readings[index]!)));
  }
  return found;
}

/** Measures bookings by many clients at once: all on one seat, and on random seats. */
export async function contention(world: World, { full, rounds }: Settings): Promise<Result> {
  const clientCounts = full ? [1, 10, 100, 300, 1000] : [1, 50];
  const venue: Venue = { sections: 5, rowsPerSection: full ? 10 : 2 };
  const mostTries = full ? 1000 : 100;
  const { designs } = world;
  await world.distance(NETWORK_MS);
  const opened = async (design: Design, venue: Venue) => {
    const performanceId = world.newPerformance();
    await world.distance(0);
    await design.open(performanceId, venue);
    const warm = { userId: "warm", performanceId, seatIds: ["A50"] };
    await design.cancel("warm", (await design.book(warm)).bookingId);
    await world.distance(NETWORK_MS);
    return performanceId;
  };
  const oneSeat = await measured(world, rounds, clientCounts, async (design, clients) => {
    const performanceId = await opened(design, ONE_ROW);
    return crowd(design, performanceId, clients, clients, () => "A1");
  });
  await world.firestore.clear();
  const seatIds = seatIdsOf(venue);
  const anySeat = () => seatIds[Math.floor(Math.random() * seatIds.length)]!;
  const anySeats = await measured(world, rounds, clientCounts, async (design, clients) => {
    const performanceId = await opened(design, venue);
    const tries = Math.min(mostTries, Math.max(100, 20 * clients));
    return crowd(design, performanceId, clients, tries, anySeat);
  });
  await world.distance(0);

  const peak = (design: Design) =>
    Math.max(...[...anySeats.get(design)!.values()].map(({ goodput }) => goodput));
  const rows = (found: typeof oneSeat, cells: (crowd: Crowd, design: Design, ours: Crowd) => string[]) =>
    clientCounts.flatMap((clients) =>
      designs.map((design) => {
        const ours = found.get(designs[0]!)!.get(clients)!;
        return [design.name, String(clients), ...cells(found.get(design)!.get(clients)!, design, ours)];
      }),
    );
  const curve = (found: typeof oneSeat, value: (crowd: Crowd, design: Design) => number) =>
    designs.map((design) => ({
      name: design.name,
      points: clientCounts.map(
        (clients) => [clients, value(found.get(design)!.get(clients)!, design)] as const,
      ),
    }));
  return {
    name: "contention",
    title: "Many clients at once",
    about:
      `Simulated network time is ${NETWORK_MS} ms; all clients share one process and one core, the database has the ` +
      "other. On one seat all ask at the same moment, once each. On random seats of a venue of " +
      `${seatIds.length.toLocaleString("en-US")} each asks again when answered, 100 to ${mostTries} times in all. ` +
      "`aborted` is an answer that says: too many want the same, try again. " +
      "After each run the seats that are occupied are counted: as many as were sold. The local Firestore has no limit " +
      "on writes to one document, where the cloud has one that depends on the workload and would hold the design with " +
      `one document per section back further. PostgreSQL commits to disk; the local Firestore does not. Medians of ${rounds} rounds.`,
    tables: [
      {
        caption: "One seat",
        columns: ["design", "clients", "winners", "SEAT_TAKEN", "aborted", "p50", "p99", "p99 beside ours"],
        rows: rows(oneSeat, ({ sold, taken, aborted, p50, p99 }, _, ours) => [
          ...[sold, taken, aborted].map(figure0),
          `${figure(p50)} ms`,
          `${figure(p99)} ms`,
          times(p99, ours.p99),
        ]),
      },
      {
        caption: "Random seats of one performance",
        columns: [
          "design",
          "clients",
          "sold",
          "SEAT_TAKEN",
          "aborted",
          "goodput of own peak",
          "goodput beside ours",
          "p50",
          "p99",
        ],
        rows: rows(anySeats, ({ sold, taken, aborted, goodput, p50, p99 }, design, ours) => [
          ...[sold, taken, aborted].map(figure0),
          `${Math.round((100 * goodput) / peak(design))} %`,
          times(goodput, ours.goodput),
          `${figure(p50)} ms`,
          `${figure(p99)} ms`,
        ]),
      },
    ],
    plots: [
      {
        file: "contention-goodput",
        title: "Bookings a second on random seats",
        x: { label: "clients at once", log: true },
        y: { label: "of ours at its peak, %", log: true },
        series: curve(anySeats, ({ goodput }) => (100 * goodput) / peak(designs[0]!)),
      },
      {
        file: "contention-one-seat",
        title: "All on one seat: how long 99 of 100 wait at most",
        x: { label: "clients at once", log: true },
        y: { label: "ms", log: true },
        series: curve(oneSeat, ({ p99 }) => p99),
      },
    ],
  };
}

const figure0 = (value: number) => Math.round(value).toLocaleString("en-US");

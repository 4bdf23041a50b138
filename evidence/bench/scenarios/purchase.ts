import type { Tally } from "local-firestore/counts";
import { refusalCode } from "../calls.js";
import { BAD_CVV, seatIdsOf, type Design } from "../design.js";
import type { World } from "../world.js";
import { prices, usd } from "../prices.js";
import type { Result } from "../report/result.js";
import { figure, times } from "../report/table.js";

const SEATS = [1, 2, 5, 10];
const VENUE = { sections: 1, rowsPerSection: 10 };

type Step = "create" | "taken" | "pay" | "settle" | "decline" | "cancel" | "sweep" | "idle";
export type Costs = Record<Step, Tally>;

const steps: Record<Step, string> = {
  create: "createBooking, seats free, the user's first",
  taken: "createBooking, a seat taken",
  pay: "executePayment",
  settle: "onPaymentIntentUpdated, paid",
  decline: "onPaymentIntentUpdated, declined",
  cancel: "cancelBooking",
  sweep: "sweep after the purchase",
  idle: "sweep, nothing to do",
};

/** Counts the Firestore requests and billed operations of each step of a purchase, on a warm instance. */
export async function countPurchase(world: World, design: Design, seats: number): Promise<Costs> {
  await world.firestore.clear();
  const performanceId = world.newPerformance();
  await design.open(performanceId, VENUE);
  const ids = seatIdsOf(VENUE);
  const take = (userId: string, first: number) =>
    design.book({ userId, performanceId, seatIds: ids.slice(first, first + seats) });
  await take("warm", 50);
  const { counting } = world.firestore;

  const costs: Partial<Costs> = {};
  costs.idle = await counting(() => design.sweep());
  let booked = await take("canceller", 100);
  costs.cancel = await counting(() => design.cancel("canceller", booked.bookingId));
  costs.create = await counting(async () => (booked = await take("buyer", 0)));
  costs.pay = await counting(() => design.pay("buyer", booked.paymentIntentId));
  costs.settle = await counting(await design.outcomeEvent(booked.paymentIntentId));
  // Shows the booking in the block's map. Without a map the sweep would build one.
  await design.show?.(performanceId, booked.bookingId, ids.slice(0, seats));
  costs.sweep = await counting(() => design.sweep());
  const declined = await take("decliner", 150);
  await design.pay("decliner", declined.paymentIntentId, BAD_CVV);
  costs.decline = await counting(await design.outcomeEvent(declined.paymentIntentId));
  costs.taken = await counting(async () => {
    const code = await take("loser", 0).then(() => "sold twice", refusalCode);
    if (code !== "already-exists") throw new Error(`${design.name}: a taken seat was ${code}`);
  });
  return costs as Costs;
}

/** The cost of a paid purchase: booking, payment, settlement and, if it writes, the sweep. */
export function purchaseTotal({ create, pay, settle, sweep }: Costs): Tally {
  const add = (key: keyof Tally) =>
    create[key] + pay[key] + settle[key] + (sweep.writes > 0 ? sweep[key] : 0);
  return {
    requests: add("requests"),
    reads: add("reads"),
    writes: add("writes"),
    deletes: add("deletes"),
    bytes: add("bytes"),
  };
}

const cells = ({ reads, writes, deletes, requests }: Tally) => [reads, writes, deletes, requests].map(String);

/** Counts billed operations and round trips of each step. Compares bookings, refusals and whole purchases by design. */
export async function purchase(world: World): Promise<Result> {
  const designs = [world.ours, world.eachSeat, world.sectionDocument];
  const costs = new Map<Design, Map<number, Costs>>();
  for (const design of designs) {
    const bySeats = new Map<number, Costs>();
    for (const seats of SEATS) bySeats.set(seats, await countPurchase(world, design, seats));
    costs.set(design, bySeats);
  }
  const of = (design: Design, seats: number) => costs.get(design)!.get(seats)!;

  const budgets = {
    caption: "What each step is billed, and how often it goes to Firestore and back",
    columns: ["step", "seats", "reads", "writes", "deletes", "round trips"],
    rows: (Object.keys(steps) as Step[])
      .filter((step) => step !== "sweep")
      .flatMap((step) =>
        SEATS.map((seats) => [steps[step], String(seats), ...cells(of(world.ours, seats)[step])]),
      ),
  };
  const booking = compared("To create one booking", designs, (design, seats) => of(design, seats).create);
  const whole = compared(
    "A purchase in all: booked, paid, settled, and looked at by the sweep",
    designs,
    (design, seats) => purchaseTotal(of(design, seats)),
  );
  const lost = compared(
    "To be told that a seat is taken",
    designs,
    (design, seats) => of(design, seats).taken,
  );
  return {
    name: "purchase",
    title: "What a purchase costs",
    about:
      "Counted, not timed: the local Firestore counts requests and bills by the cloud's rules. Each step waits for its " +
      "last request before it sends the next, so requests are round trips. The gateway's own records are left out. " +
      `Money is Firestore's price in ${prices.location} (${prices.source}). The peers do without ticket limits and ` +
      "request ids, which saves them a write; the first also keeps a line for each seat of a booking, N of its writes. " +
      "The sweep's two reads and one write per purchase are this project's own: they find an outcome whose event was " +
      "lost within a minute, where the peers find it when the lock ends. A third read finds whether the seat map shows " +
      "the purchase; what its events cost is counted below, because the peers have no map.",
    tables: [budgets, booking, whole, lost],
    plots: [
      {
        file: "purchase",
        title: "Round trips to create one booking",
        x: { label: "seats", log: false },
        y: { label: "round trips", log: false },
        series: designs.map((design) => ({
          name: design.name,
          points: SEATS.map((seats) => [seats, of(design, seats).create.requests] as const),
        })),
      },
      {
        file: "purchase-price",
        title: "What a purchase costs in all",
        x: { label: "seats", log: false },
        y: { label: "$ per million purchases", log: false },
        series: designs.map((design) => ({
          name: design.name,
          points: SEATS.map((seats) => [seats, usd(purchaseTotal(of(design, seats))) * 1e6] as const),
        })),
      },
    ],
  };
}

function compared(caption: string, designs: Design[], tally: (design: Design, seats: number) => Tally) {
  return {
    caption,
    columns: ["design", "seats", "reads", "writes", "deletes", "round trips", "$ per million", "beside ours"],
    rows: SEATS.flatMap((seats) =>
      designs.map((design) => {
        const mine = usd(tally(designs[0]!, seats));
        const its = usd(tally(design, seats));
        return [
          design.name,
          String(seats),
          ...cells(tally(design, seats)),
          figure(its * 1e6),
          times(its, mine),
        ];
      }),
    ),
  };
}

import type { Tally } from "local-firestore/counts";
import { usd } from "../prices.js";
import type { Counted } from "./counted.js";
import { cdnPrices, deployed, functionPrices, limits } from "./published.js";

/** What is assumed of a sale. Everything else on the page follows from these, from what was counted and from what is published. */
export const sale = {
  seats: 50_000,
  people: 1_000_000,
  seatsPerPurchase: 2,
  /** How often each of those who come asks for seats before they have some or give up. */
  triesPerPerson: 3,
  /** Of ten bookings, so many are not paid in time; their seats are sold again. */
  abandonedOfTen: 2,
  /** Time from a function to Firestore and back, in milliseconds. */
  roundTripMs: 10,
  /** How often each person's screen asks for the seat map. */
  mapEverySeconds: 5,
};

export interface Step {
  name: string;
  calls: number;
  each: Tally;
}

/** All that is asked of Firestore in the sale, by kinds of calls. */
export function steps({ costs, expire }: Counted): Step[] {
  const purchases = sale.seats / sale.seatsPerPurchase;
  const abandoned = (purchases * sale.abandonedOfTen) / (10 - sale.abandonedOfTen);
  const refused = sale.people * sale.triesPerPerson - purchases - abandoned;
  return [
    { name: "createBooking, seats locked", calls: purchases + abandoned, each: costs.create },
    { name: "createBooking, a seat taken", calls: refused, each: costs.taken },
    { name: "executePayment", calls: purchases, each: costs.pay },
    { name: "onPaymentIntentUpdated", calls: purchases, each: costs.settle },
    { name: "swept: paid", calls: purchases, each: costs.sweep },
    { name: "swept: ran out", calls: abandoned, each: expire },
  ];
}

/** The sale's operations in all. */
export function total(all: readonly Step[]): Tally {
  const sum = (key: keyof Tally) => all.reduce((so, { calls, each }) => so + calls * each[key], 0);
  return {
    requests: sum("requests"),
    reads: sum("reads"),
    writes: sum("writes"),
    deletes: sum("deletes"),
    bytes: sum("bytes"),
  };
}

/** Bookings tried for each that ends in a purchase: the crowd that stands behind each sold pair of seats. */
export function triesPerPurchase(): number {
  return (sale.people * sale.triesPerPerson) / (sale.seats / sale.seatsPerPurchase);
}

/** Writes to payment intents for each purchase, its share of abandoned ones included. */
export function intentWritesPerPurchase({ intentWrites }: Counted): number {
  const abandonedPerPurchase = sale.abandonedOfTen / (10 - sale.abandonedOfTen);
  return intentWrites.paid + intentWrites.abandoned * abandonedPerPurchase;
}

/** How many bookings a second the deployed instances can try, by their processors and by how many calls each takes at once. */
export function triesPerSecond({ cpuMs, costs }: Counted): { byProcessor: number; byConcurrency: number } {
  const waitingMs = costs.taken.requests * sale.roundTripMs + cpuMs.taken;
  return {
    byProcessor: (deployed.instances * 1000) / cpuMs.taken,
    byConcurrency: (deployed.instances * deployed.concurrency * 1000) / waitingMs,
  };
}

/** How long traffic must grow, in seconds, until a collection takes so many operations a second. */
export function rampSeconds(perSecond: number): number {
  const { perSecond: first, growth, everySeconds } = limits.ramp;
  return Math.max(0, Math.ceil(Math.log(perSecond / first) / Math.log(growth))) * everySeconds;
}

/** How long so many operations take, in seconds, that begin on a cold collection as slowly as they should, and grow. */
export function coldSeconds(operations: number): number {
  const { growth, everySeconds } = limits.ramp;
  let [left, perSecond, seconds] = [operations, limits.ramp.perSecond, 0];
  for (; left > perSecond * everySeconds; perSecond *= growth) {
    left -= perSecond * everySeconds;
    seconds += everySeconds;
  }
  return seconds + left / perSecond;
}

/** What a seat map costs that everyone's screen listens to, and one that a CDN asks for once a second. */
export function seatMap(sellingSeconds: number) {
  const { seats, people, abandonedOfTen } = sale;
  const abandonedOnes = (seats * abandonedOfTen) / (10 - abandonedOfTen);
  // Each seat is locked and booked once; those abandoned are also locked once more, and released: a delete, which
  // listeners are not billed for (https://firebase.google.com/docs/firestore/pricing).
  const billedChanges = 2 * seats + abandonedOnes;
  const onAverage = seats / 2;
  const read = (reads: number) => ({ reads, usd: usd({ reads, writes: 0, deletes: 0 }) });
  const requestsPerSecond = people / sale.mapEverySeconds;
  return {
    listeners: read(people * (onAverage + billedChanges)),
    cached: read(sellingSeconds * onAverage),
    cdnUsd: requestsPerSecond * sellingSeconds * cdnPrices.lookup,
    requestsPerSecond,
    changesPerSecond: (billedChanges + abandonedOnes) / sellingSeconds,
  };
}

/** What the functions cost: requests, and the time that all instances of the two that sell run. */
export function functionsUsd(calls: number, sellingSeconds: number): number {
  const { request, vcpuSecond, gibSecond } = functionPrices;
  const instanceSeconds = 2 * deployed.instances * sellingSeconds;
  return calls * request + instanceSeconds * (vcpuSecond + deployed.gib * gibSecond);
}

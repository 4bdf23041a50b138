import type { Tally } from "local-firestore/counts";
import type { Counted } from "./counted.js";
import { deployed, functionPrices, limits } from "./published.js";

/** The assumptions about a sale. */
export const sale = {
  seats: 50_000,
  people: 1_000_000,
  seatsPerPurchase: 2,
  /** How often each person tries to book. The last try gets seats, or the person gives up after it. */
  triesPerPerson: 3,
  /** The number of bookings, out of ten, that are not paid in time. Their seats are sold again. */
  abandonedOfTen: 2,
  /** Round trip time between a function and Firestore, in milliseconds. */
  roundTripMs: 10,
  /** How long each person watches one block, and the counts of all blocks, in seconds. The whole sale falls into it. */
  watchingSeconds: 225,
  /**
   * The number of caches in which a CDN keeps an answer. Nobody publishes it, so costs are
   * computed for three numbers.
   */
  caches: [1, 10, 30],
};

export interface Step {
  name: string;
  calls: number;
  each: Tally;
}

const purchases = sale.seats / sale.seatsPerPurchase;
const abandoned = (purchases * sale.abandonedOfTen) / (10 - sale.abandonedOfTen);
/** The numbers of bookings that lock seats: paid (`purchases`), abandoned, and both together (`made`). */
export const bookings = { purchases, abandoned, made: purchases + abandoned };

/** The Firestore operations of all bookings and payments of the sale, by kind of call. The seat maps are not in it. */
export function steps({ costs, expire }: Counted): Step[] {
  const refused = sale.people * sale.triesPerPerson - purchases - abandoned;
  return [
    { name: "createBooking, seats locked", calls: purchases + abandoned, each: costs.create },
    { name: "createBooking, a seat taken", calls: refused, each: costs.taken },
    { name: "executePayment", calls: purchases, each: costs.pay },
    { name: "onPaymentIntentUpdated", calls: purchases, each: costs.settle },
    { name: "swept: paid", calls: purchases, each: costs.sweep },
    { name: "swept: expired", calls: abandoned, each: expire },
  ];
}

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

/** The number of booking attempts for each purchase. */
export function triesPerPurchase(): number {
  return (sale.people * sale.triesPerPerson) / (sale.seats / sale.seatsPerPurchase);
}

/** Writes to payment intents for each purchase, including its share of the abandoned bookings. */
export function intentWritesPerPurchase({ intentWrites }: Counted): number {
  const abandonedPerPurchase = sale.abandonedOfTen / (10 - sale.abandonedOfTen);
  return intentWrites.paid + intentWrites.abandoned * abandonedPerPurchase;
}

/** The refused bookings per second that the instances can handle, as limited by processors and by concurrent calls. */
export function triesPerSecond({ cpuMs, costs }: Counted): { byProcessor: number; byConcurrency: number } {
  const waitingMs = costs.taken.requests * sale.roundTripMs + cpuMs.taken;
  return {
    byProcessor: (deployed.instances * 1000) / cpuMs.taken,
    byConcurrency: (deployed.instances * deployed.concurrency * 1000) / waitingMs,
  };
}

/** How long traffic must grow, in seconds, until a collection can take this many operations per second. */
export function rampSeconds(perSecond: number): number {
  const { perSecond: first, growth, everySeconds } = limits.ramp;
  return Math.max(0, Math.ceil(Math.log(perSecond / first) / Math.log(growth))) * everySeconds;
}

/** How long this many operations take on a new collection, in seconds, if traffic starts and grows as recommended. */
export function coldSeconds(operations: number): number {
  const { growth, everySeconds } = limits.ramp;
  let [left, perSecond, seconds] = [operations, limits.ramp.perSecond, 0];
  for (; left > perSecond * everySeconds; perSecond *= growth) {
    left -= perSecond * everySeconds;
    seconds += everySeconds;
  }
  return seconds + left / perSecond;
}

/**
 * The cost of the functions in US dollars: all requests, and the running time of all instances of `createBooking` and
 * `executePayment`.
 */
export function functionsUsd(calls: number, sellingSeconds: number): number {
  const { request, vcpuSecond, gibSecond } = functionPrices;
  const instanceSeconds = 2 * deployed.instances * sellingSeconds;
  return calls * request + instanceSeconds * (vcpuSecond + deployed.gib * gibSecond);
}

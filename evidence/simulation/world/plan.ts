import type { RefundPolicy } from "../invariants/documents.js";
import type { Choices } from "./choices.js";

/** A performance in a world. It has few seats, so that users compete for the same ones. */
export interface Performance {
  performanceId: string;
  maxTicketsPerUser: number;
  seatIds: string[];
  /** When its sales open and close, in milliseconds after the world's beginning. */
  sales: { opens: number; closes: number };
  /** Whether row B costs nothing. */
  isFree: boolean;
  /** When it begins, in milliseconds after the world's beginning. */
  startsAt: number;
  timeZone: string;
  refundPolicy: RefundPolicy | null;
  blocks: Blocks;
}

/** The block of the seat map that each row names. A row may name none. */
export type Blocks = Partial<Record<"A" | "B", string>>;

/** The parameters of a world: its users, performances and instances, and how many faults are injected. */
export interface Plan {
  users: string[];
  performances: Performance[];
  /** The instances: how far each clock is ahead, in milliseconds, and whether the instance has just started. */
  instances: { skewMs: number; cold: boolean }[];
  /** How many calls are begun by a step of their own: see `steps.ts`. */
  operations: number;
  /** About how many of a thousand requests get a fault. Commits get fewer, because some faults are only for reads. */
  faults: number;
  /** The weight of stopping an operation: see `steps.ts`. */
  stops: number;
  /** The weight of delaying an operation: see `steps.ts`. */
  delays: number;
  /** The weight of letting time pass: see `steps.ts`. */
  jumps: number;
  /** The weight of continuing the operation that went on last: see `steps.ts`. */
  persistence: number;
  /** What happens to delayed operations at the end: see `ending.ts`. */
  fate: "everything comes to its end" | "what is delayed never comes" | "what is delayed comes late";
  eventsAreLost: boolean;
  sweepsAtOnce: number;
  /** Whether an administrator deletes seat documents and, less often, the booking and payment intent of a purchase. */
  isMeddledWith: boolean;
  /** The weight of a performance being loaded again: see `steps.ts`. */
  reloads: number;
  /** The weight of an instance standing still while time goes on: see `steps.ts`. */
  standstills: number;
  /** Whether a user tries to pay again each time that time passes. */
  isInsisted: boolean;
  /** How many purchases are tried before the world's life begins, so that there is something to cancel. */
  soldBefore: number;
  /** Whether days may pass at once during the world's life. */
  isLong: boolean;
  /** The weight of the gateway failing or coming back: see `steps.ts`. */
  outages: number;
  /** The weight of an operator answering a review: see `steps.ts`. If it is above 0, one also answers at the end. */
  answers: number;
  /** Whether all users list their bookings at the end, and the seats of all performances are listed. */
  looksBack: boolean;
}

/** The original price of a seat in each row, in minor currency units. Prices change in some worlds. */
export const PRICES = { A: 150_000, B: 70_050 };

const PERFORMANCE_IDS = ["perf_1", "perf_2"];

const DAY_MS = 24 * 3_600_000;

/** Sales are open from the world's beginning for 29 days, or open later, or close early. */
const SALES = [
  { opens: -DAY_MS, closes: 29 * DAY_MS },
  { opens: 45_000, closes: 29 * DAY_MS },
  { opens: -DAY_MS, closes: 200_000 },
];

/** When performances begin, in days after the world's beginning. Most days are a border of a refund tier. */
const STARTS = [30, 10, 7, 3, 1, 0];

/** The time of day, in UTC, at which performances begin: 19:30 in Seoul. */
const TIME_OF_DAY_MS = 10.5 * 3_600_000;

const TIME_ZONES = ["Asia/Seoul", "America/Los_Angeles", "UTC"];

/**
 * Four policies: the standard refund terms in Korea, terms with a limited fee and two free rules, terms
 * with odd fees, and no refund terms.
 */
export const POLICIES: readonly (RefundPolicy | null)[] = [
  {
    free: [{ withinHours: 24, daysBefore: 3 }],
    tiers: [
      { daysBefore: 10, feePercent: 0 },
      { daysBefore: 7, feePercent: 10 },
      { daysBefore: 3, feePercent: 20 },
      { daysBefore: 1, feePercent: 30 },
      { daysBefore: 0, feePercent: 90 },
    ],
  },
  {
    free: [
      { withinHours: 168, daysBefore: 10 },
      { withinHours: 24, daysBefore: 3 },
    ],
    tiers: [
      { daysBefore: 10, feePercent: 10, maxFeePerSeat: 4_000 },
      { daysBefore: 3, feePercent: 25 },
      { daysBefore: 1, feePercent: 30 },
    ],
  },
  {
    free: [],
    tiers: [
      { daysBefore: 7, feePercent: 33 },
      { daysBefore: 2, feePercent: 67 },
      { daysBefore: 1, feePercent: 100 },
    ],
  },
  null,
];

const SKEWS_MS = [0, -150_000, 150_000, 300_000, -300_000, 20_000, -1_000];

/** Each row is its own block, or both rows are in one block. So one map or two maps show a booking of both rows. */
export const BLOCKS: readonly Blocks[] = [{}, { A: "hall", B: "hall" }, { B: "hall" }];

/** Chooses the parameters of a world. */
export function drawPlan(choices: Choices): Plan {
  choices.step();
  // Half of the worlds are about refunds.
  const soldBefore = choices.weighted([3, 1, 1, 1]);
  const isAboutRefunds = soldBefore > 0;
  const users = Array.from({ length: 2 + choices.below(3) }, (_, index) => `user${index + 1}`);
  const rows = [2 + choices.below(3), 2 + choices.below(3)];
  const seatIds = ["A", "B"].flatMap((row, index) =>
    Array.from({ length: rows[index]! }, (_, seat) => `${row}${seat + 1}`),
  );
  const performances = PERFORMANCE_IDS.slice(0, 1 + choices.weighted([3, 1])).map((performanceId) => {
    const startsAt =
      (isAboutRefunds ? STARTS[choices.weighted([6, 3, 3, 3, 2, 1])]! : STARTS[0]!) * DAY_MS + TIME_OF_DAY_MS;
    const { opens, closes } = SALES[choices.weighted([16, 1, 1])]!;
    return {
      performanceId,
      maxTicketsPerUser: choices.of([10, 2, 3, 4, 1]),
      seatIds,
      sales: { opens, closes: Math.min(closes, startsAt) },
      isFree: choices.weighted([6, 1]) === 1,
      startsAt,
      timeZone: TIME_ZONES[choices.weighted([4, 1, 1])]!,
      refundPolicy: POLICIES[choices.weighted([6, 3, 3, 1])]!,
      blocks: BLOCKS[choices.weighted([2, 3, 1])]!,
    };
  });
  const instances = Array.from({ length: 1 + choices.below(3) }, () => ({
    skewMs: choices.of(SKEWS_MS),
    cold: choices.weighted([8, 1]) === 1,
  }));
  return {
    users,
    performances,
    instances,
    operations: 4 + choices.below(16),
    faults: choices.of([0, 30, 100, 250]),
    stops: choices.of([0, 0, 10, 30]),
    delays: choices.of([0, 10, 30, 60]),
    jumps: choices.of([20, 60, 0, 120]),
    persistence: choices.of([0, 300, 3000]),
    fate: choices.of([
      "everything comes to its end",
      "what is delayed never comes",
      "what is delayed comes late",
    ] as const),
    eventsAreLost: choices.below(2) === 1,
    sweepsAtOnce: 1 + choices.weighted([3, 1]),
    isMeddledWith: choices.weighted([8, 1]) === 1,
    reloads: [8, 50][choices.weighted([6, 1])]!,
    isInsisted: choices.weighted([6, 1]) === 1,
    standstills: choices.weighted([10, 1]) * 20,
    soldBefore,
    isLong: isAboutRefunds && choices.weighted([1, 1]) === 1,
    outages: choices.weighted([6, 1]) * 25,
    answers: choices.of([0, 60]),
    looksBack: choices.weighted([5, 1]) === 1,
  };
}

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
}

/** The parameters of a world: its users, performances and instances, and how many faults are injected. */
export interface Plan {
  users: string[];
  performances: Performance[];
  /** The instances: how far each clock is ahead, in milliseconds, and whether the instance has just started. */
  instances: { skewMs: number; cold: boolean }[];
  /** How many operations are begun. */
  operations: number;
  /** How many of a thousand requests get a fault. */
  faults: number;
  /** Weights of stopping an operation, delaying one, and letting time pass: see `steps.ts`. */
  stops: number;
  delays: number;
  jumps: number;
  /** The weight of continuing the operation that moved last: see `steps.ts`. */
  persistence: number;
  /** What happens to delayed operations at the end: see `ending.ts`. */
  fate: "everything comes to its end" | "what is delayed never comes" | "what is delayed comes late";
  eventsAreLost: boolean;
  sweepsAtOnce: number;
  /** Whether an administrator deletes seat documents and, less often, the booking and payment intent of a purchase. */
  isMeddledWith: boolean;
  /** The weight of an instance standing still while time goes on: see `steps.ts`. */
  standstills: number;
  /** Whether a user tries to pay again each time that time passes. */
  isInsisted: boolean;
  /** Whether all users list their bookings at the end, page by page. */
  looksBack: boolean;
}

/** The first price of a seat in each row, in minor currency units (won). Prices change in some worlds. */
export const PRICES = { A: 150_000, B: 70_000 };

const PERFORMANCE_IDS = ["perf_1", "perf_2"];

const DAY_MS = 24 * 3_600_000;

/** Sales are open during the whole world, or open during it, or close during it. */
const SALES = [
  { opens: -DAY_MS, closes: 29 * DAY_MS },
  { opens: 45_000, closes: 29 * DAY_MS },
  { opens: -DAY_MS, closes: 200_000 },
];

const SKEWS_MS = [0, -150_000, 150_000, 300_000, -300_000, 20_000, -1_000];

/** Chooses the parameters of a world. */
export function drawPlan(choices: Choices): Plan {
  choices.step();
  const users = Array.from({ length: 2 + choices.below(3) }, (_, index) => `user${index + 1}`);
  const rows = [2 + choices.below(3), 2 + choices.below(3)];
  const seatIds = ["A", "B"].flatMap((row, index) =>
    Array.from({ length: rows[index]! }, (_, seat) => `${row}${seat + 1}`),
  );
  const performances = PERFORMANCE_IDS.slice(0, 1 + choices.weighted([3, 1])).map((performanceId) => ({
    performanceId,
    maxTicketsPerUser: choices.of([10, 2, 3, 4, 1]),
    seatIds,
    sales: SALES[choices.weighted([16, 1, 1])]!,
    isFree: choices.weighted([6, 1]) === 1,
  }));
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
    isInsisted: choices.weighted([6, 1]) === 1,
    standstills: choices.weighted([10, 1]) * 20,
    looksBack: choices.weighted([5, 1]) === 1,
  };
}

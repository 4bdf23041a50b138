import { dayBegins } from "../invariants/quoting.js";
import { inWords } from "./words.js";
import type { World } from "./world.js";

const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;

/** The longest jump to a deadline, except in a long world. A longer jump stops all operations. */
export const LONGEST_JUMP_MS = HOUR_MS;

/** How many days may pass at once in a long world. */
const DAYS = [1, 7, 30];

/** How long before a deadline a jump in time stops. Mostly at the deadline or one or two milliseconds before it. */
const BEFORE_THE_END_MS = [2, 1, 0, 20 * SECOND_MS];

/** How much time may pass. Null: until a payment or a refund is due, or sales open or close. */
const JUMPS: readonly { weight: number; ms: number | "days" | "to a border" | null }[] = [
  { weight: 3, ms: 20 },
  { weight: 3, ms: 7 * SECOND_MS },
  { weight: 3, ms: 61 * SECOND_MS },
  // Longer than a lease.
  { weight: 2, ms: 91 * SECOND_MS },
  // Longer than a lock.
  { weight: 2, ms: 301 * SECOND_MS },
  { weight: 4, ms: null },
];
/** In a long world, time may also pass until a cancellation begins to cost more, or by days. */
const LONG_JUMPS = [...JUMPS, { weight: 3, ms: "to a border" as const }, { weight: 1, ms: "days" as const }];

/** Lets time pass: for a while, or until something is due soon. A jump of more than an hour stops all operations. */
export function passTime(world: World): void {
  const { choices, time, plan } = world;
  const before = time.now;
  const { ms } = choices.weightedOf(plan.isLong ? LONG_JUMPS : JUMPS);
  if (typeof ms === "number") time.now += ms;
  else if (ms === "days") time.now += choices.of(DAYS) * DAY_MS;
  else {
    const longest = plan.isLong ? 31 * DAY_MS : LONGEST_JUMP_MS;
    const ends = (ms === "to a border" ? borders(world) : deadlines(world))
      .map((end) => end / 1000)
      .filter((end) => end - 1 > time.now && end < time.now + longest);
    if (ends.length > 0)
      time.now = Math.max(time.now, Math.floor(choices.of(ends)) - choices.of(BEFORE_THE_END_MS));
  }
  if (time.now > before + LONGEST_JUMP_MS) world.stopAll();
  world.tell(() => `time passes: ${inWords(time.now)}`);
}

/** When payments and refunds are due, and sales open and close, in microseconds. */
function deadlines({ watch }: World): number[] {
  const { paymentIntents, refunds, performances } = watch.books.tables;
  return [
    ...[...paymentIntents.values(), ...refunds.values()].map(({ dueAt }) => dueAt ?? 0),
    ...[...performances.values()].flatMap((one) => [one.salesOpenAt, one.salesCloseAt]),
  ];
}

/** When the cancellation of confirmed bookings begins to cost more, or becomes impossible, in microseconds. */
function borders({ watch }: World): number[] {
  return [...watch.books.tables.bookings.values()].flatMap((booking) => {
    const { refundPolicy, timeZone, performanceStartsAt, confirmedAt } = booking;
    if (refundPolicy === null || confirmedAt === null) return [];
    const days = [...refundPolicy.free, ...refundPolicy.tiers].map(({ daysBefore }) => daysBefore - 1);
    return [
      performanceStartsAt,
      ...days.map((day) => dayBegins(timeZone, performanceStartsAt, day)),
      ...refundPolicy.free.map(({ withinHours }) => confirmedAt + withinHours * HOUR_MS * 1000),
    ];
  });
}

import type { Mutant } from "./report.js";

const CUSTOM = "zod's name for the kind of issue, which nobody reads: callers are told field and message";
const ALL_FOUND = "all seats were found where this is reached: it is said for the compiler";
const NOTHING_IS_FALSE = "the function then returns nothing, which counts as false";
const NULL_TOGETHER = "there are no fees if and only if there is no rule: both are named for the compiler";
const OTHER_PARTS =
  "the other shared read asks by another number of parts, so none is mistaken for the other";
const REMEMBERED =
  "only how long the instance remembers a write that is over, which no longer delays the next";
const INSTANT = "two seconds to the instant: they are an estimate";
const PAUSE = "only how long a pause is; what comes of it, the benchmarks of contention show";

/** Why the tests do not find a mistake: for each file, the original text, its replacement, and the reason. */
export const reasons: Record<string, [was: string, became: string, why: string][]> = {
  "functions/src/shared/ids.ts": [
    ["/^pi_/", "/pi_/", "an id of a payment intent has these letters and the line only at its beginning"],
  ],
  "functions/src/performances/performance.ts": [
    ['"custom"', '""', CUSTOM],
    ["{ return false; }", "{}", NOTHING_IS_FALSE],
    ["[]", '["Stryker was here"]', "nothing is read from the one element: it is skipped, or it has no seats"],
    ["found.filter((seat) => seat !== null)", "found", ALL_FOUND],
    ["seat !== null", "true", ALL_FOUND],
  ],
  "functions/src/performances/refundPolicy.ts": [['"custom"', '""', CUSTOM]],
  "functions/src/performances/listPerformances.ts": [['"performances"', '""', OTHER_PARTS]],
  "functions/src/seatmap/listOccupiedSeats.ts": [['"occupiedSeats"', '""', OTHER_PARTS]],
  "functions/src/performances/findPerformance.ts": [
    [
      "serverNow().getTime() < cached.staleAt",
      "serverNow().getTime() <= cached.staleAt",
      "ten seconds to the instant: neither is promised",
    ],
    ["!(error instanceof MalformedDocument)", "false", "parsing a document throws nothing else"],
  ],
  "functions/src/bookings/domain/purchase.ts": [
    ['"FAILURE"', '""', NOTHING_IS_FALSE],
    ['"CANCELLED"', '""', NOTHING_IS_FALSE],
    ['case "CANCELLED": return false;', 'case "CANCELLED":', NOTHING_IS_FALSE],
  ],
  "functions/src/bookings/domain/refundPolicy.ts": [
    ["rule === null || fees === null", "rule === null && fees === null", NULL_TOGETHER],
    ["rule === null", "false", NULL_TOGETHER],
    ["fees === null", "false", NULL_TOGETHER],
    ["now < time", "now <= time", "at the present moment the fees are the present ones, so it is no change"],
    ["time < startsAt", "time <= startsAt", "where no change is found, the start is the answer anyway"],
  ],
  "functions/src/bookings/store/cancelPending.ts": [
    ["{ onlySome: false }", "{}", "an option that is not there counts as false"],
  ],
  "functions/src/bookings/store/earlierBooking.ts": [
    [
      "wish.requestId === null",
      "false",
      "a booking with a new random id is then looked for, and there is none",
    ],
  ],
  "functions/src/bookings/store/releaseBooking.ts": [
    ["[]", '["Stryker was here"]', "the default keeps a seat of that name, and no seat can have it"],
  ],
  "functions/src/payments/store/promiseRefund.ts": [
    [
      "{ createdAt: FieldValue.serverTimestamp(), updatedAt: FieldValue.serverTimestamp() }",
      "{}",
      "the refund then has the time of the read before it, which is nearly the same",
    ],
  ],
  "functions/src/seatmap/domain/blocks.ts": [['""', '"Stryker was here!"', "no row has either name"]],
  "functions/src/seatmap/store/drawBlock.ts": [
    ["[]", '["Stryker was here"]', "the text has no id, so it is found for no payment"],
  ],
  "functions/src/seatmap/store/readMaps.ts": [
    [
      "found[0] === undefined",
      "true",
      "the clock was set by a read of the performance at most ten seconds before, so its estimate is the same time",
    ],
  ],
  "functions/src/seatmap/store/gather.ts": [
    ["now - endedAt >= PAUSE_MS", "false", REMEMBERED],
    ["now - endedAt >= PAUSE_MS", "now - endedAt > PAUSE_MS", REMEMBERED],
  ],
  "functions/src/seatmap/store/showFinished.ts": [
    [
      "[]",
      '["Stryker was here"]',
      "the text counts as a seat that is not sold, and only those that are sold are used",
    ],
  ],
  "functions/src/firestore/database.ts": [
    [
      "idField === undefined",
      "false",
      "a field named `undefined` is then added or taken away, which no document has and no schema lets through",
    ],
    [
      'typeof value !== "object"',
      "false",
      "what is no object has no object's prototype, so it is left as it is, too",
    ],
  ],
  "functions/src/firestore/commit.ts": [
    [
      "Math.random() * FIRST_PAUSE_MS * 2 ** Math.min(tried, LONGEST_PAUSE_AFTER)",
      "Math.random() * FIRST_PAUSE_MS / 2 ** Math.min(tried, LONGEST_PAUSE_AFTER)",
      PAUSE,
    ],
    ["Math.random() * FIRST_PAUSE_MS", "Math.random() / FIRST_PAUSE_MS", PAUSE],
    ["[]", '["Stryker was here"]', "no error has that text as its code"],
    ["milliseconds <= 0", "milliseconds < 0", INSTANT],
    ["timeLeft() - LAST_LOOK_MS <= pause", "timeLeft() - LAST_LOOK_MS < pause", INSTANT],
  ],
};

/** The reason why a mistake is not found, or a note that nobody has looked at it yet. */
export function whyItSurvives({ file, was, became }: Mutant): string {
  const found = reasons[file]?.find((reason) => reason[0] === was && reason[1] === became);
  return found?.[2] ?? "not looked at yet";
}

import * as z from "zod";
import { SERVICE_TIME_ZONE } from "../shared/calendar.js";
import { Id } from "../shared/ids.js";
import { Amount, Currency } from "../shared/money.js";
import { Refusal } from "../shared/refusals.js";
import { RefundPolicy } from "./refundPolicy.js";

/** The most seats in one booking, and the most tickets per user unless the performance sets its own limit. */
export const MAX_SEATS = 10;

const Instant = z.union(
  [z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))],
  "must be a time such as 2027-05-01T19:30:00+09:00",
);

/** A time zone. An offset such as +09:00 is refused, because it says nothing about summer time. */
const TimeZone = z.string().refine((name) => /^[A-Za-z]/.test(name) && isTimeZone(name), {
  error: "must be the IANA name of a time zone such as Asia/Seoul",
});

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}

/**
 * A seat's id: its row and its number, such as `A1` or `가12`. The id is normalised (NFC), because some systems send 가
 * as two characters. Invisible letters are refused. Whether the id ends in a number is not checked here: see
 * `splitSeatId`.
 */
export const SeatId = z
  .string()
  .normalize("NFC")
  .regex(
    /^(?!.*\p{Default_Ignorable_Code_Point})[\p{L}0-9-]{1,16}$/u,
    "must be 1 to 16 letters, digits or hyphens",
  );

/** The seats of one booking, or some of them. */
export const SeatIds = z
  .array(SeatId)
  .min(1, "must name at least one seat")
  .max(MAX_SEATS, `must name at most ${MAX_SEATS} seats`)
  .refine((seatIds) => new Set(seatIds).size === seatIds.length, "must be distinct");

/** The id of a block that a performance names. It has no `_`, because `_` stands before the block in a map's id. */
const BlockId = z
  .string()
  .normalize("NFC")
  .regex(
    /^(?!.*\p{Default_Ignorable_Code_Point})[\p{L}0-9-]{1,32}$/u,
    "must be 1 to 32 letters, digits or hyphens",
  )
  .regex(/^(?!b\d+$)/, "must not be b and a number, because other blocks are called so");

/** The seat ids of a request: a list, or one text with commas between the ids, as in the query of a URL. */
export const SeatIdList = z.union([
  z.array(z.string()),
  z.string().transform((list) => list.split(",").map((seatId) => seatId.trim())),
]);

const Row = z
  .object({
    // A row must not end in a digit, because two seats could then have the same id: row 1 seat 11 and row 11 seat 1
    // would both be 111.
    row: z
      .string()
      .normalize("NFC")
      .regex(
        /^(?!.*\p{Default_Ignorable_Code_Point})[\p{L}0-9-]{0,11}[\p{L}-]$/u,
        "must be 1 to 12 letters, digits or hyphens, the last no digit",
      ),
    firstSeat: z.int().positive().max(9999),
    lastSeat: z.int().positive().max(9999),
    block: BlockId.optional().meta({
      description:
        "The part of the seat map that shows the row. Rows that name none are cut by section into blocks b1, b2 and so on.",
    }),
  })
  .refine((row) => row.firstSeat <= row.lastSeat, {
    path: ["lastSeat"],
    error: "must not be below firstSeat",
  });

const Section = z.object({
  section: z.string().min(1).max(64).meta({ description: "The section's id, such as VIP." }),
  name: z.string().min(1).max(200),
  // The price of ten seats must be a safe integer, because a larger sum may not be exact.
  price: Amount.max(Math.floor(Number.MAX_SAFE_INTEGER / MAX_SEATS)),
  rows: z.array(Row).min(1),
});

/** A performance: its times, prices and seats, and the terms of its sale. */
export const Performance = z
  .object({
    title: z.string().min(1).max(500),
    venue: z.string().min(1).max(500),
    startsAt: Instant,
    timeZone: TimeZone.default(SERVICE_TIME_ZONE).meta({
      description:
        "The IANA name of the venue's time zone. It is needed because startsAt alone does not tell the local hour on the ticket.",
    }),
    currency: Currency,
    salesOpenAt: Instant.meta({ description: "The first moment of the sales." }),
    salesCloseAt: Instant.meta({ description: "The first moment after the sales." }),
    salesCloseAfterStart: z.boolean().optional().meta({
      description:
        "True if sales go on after the performance has begun. Without it, a file with such times is refused.",
    }),
    maxTicketsPerUser: z
      .int()
      .positive()
      .default(MAX_SEATS)
      .meta({ description: "How many tickets one user may have locked or bought at a time." }),
    refundPolicy: RefundPolicy.nullable().default(null).meta({
      description: "The terms of a refund. Null: a paid booking cannot be cancelled.",
    }),
    layoutId: Id.optional().meta({ description: "The drawing of the venue's seats." }),
    sections: z.array(Section).min(1),
  })
  .refine((performance) => performance.salesOpenAt < performance.salesCloseAt, {
    path: ["salesCloseAt"],
    error: "must be after salesOpenAt",
  })
  .superRefine((performance, context) => {
    // A row may be listed several times, for instance with a gap or with two prices, but each seat only once.
    const seen = new Map<string, z.output<typeof Row>[]>();
    performance.sections.forEach((section, s) =>
      section.rows.forEach((range, r) => {
        const others = seen.get(range.row) ?? [];
        const other = others.find(
          ({ firstSeat, lastSeat }) => firstSeat <= range.lastSeat && range.firstSeat <= lastSeat,
        );
        if (other) {
          context.addIssue({
            code: "custom",
            path: ["sections", s, "rows", r, "row"],
            message: `row ${range.row} is there twice with seat ${Math.max(range.firstSeat, other.firstSeat)}`,
          });
        }
        seen.set(range.row, [...others, range]);
      }),
    );
  });
export type Performance = z.output<typeof Performance>;

/** A seat, its section and its price. */
export const PricedSeat = z.object({ seatId: SeatId, section: z.string(), price: Amount });
export type PricedSeat = z.output<typeof PricedSeat>;

/** Splits a seat's id into its row and its number. Returns null if it is not a row and a number. */
export function splitSeatId(seatId: string): { row: string; number: number } | null {
  const [, row, number] = /^(.*\D)([1-9]\d*)$/.exec(seatId) ?? [];
  return row === undefined ? null : { row, number: Number(number) };
}

/** Finds a seat by its id. Returns null if the performance has no such seat. */
export function findSeat(performance: Performance, seatId: string): PricedSeat | null {
  const place = splitSeatId(seatId);
  if (place === null) return null;
  for (const { section, price, rows } of performance.sections) {
    for (const { row, firstSeat, lastSeat } of rows) {
      const inRange = place.number >= firstSeat && place.number <= lastSeat;
      if (row === place.row && inRange) return { seatId, section, price };
    }
  }
  return null;
}

/**
 * Finds all the seats, in the order of `seatIds`.
 * @throws Refusal SEAT_NOT_FOUND, naming every seat that does not exist.
 */
export function findSeats(performance: Performance, seatIds: readonly string[]): PricedSeat[] {
  const found = seatIds.map((seatId) => findSeat(performance, seatId));
  const unknown = seatIds.filter((_, index) => found[index] === null);
  if (unknown.length > 0) {
    throw new Refusal("SEAT_NOT_FOUND", `There is no seat ${unknown.join(", ")}.`, { seatIds: unknown });
  }
  return found.filter((seat) => seat !== null);
}

/** The states of a performance's sale. `saleAt` says which one applies. */
export const SALES = ["notOpen", "open", "closed"] as const;

/** Returns the state of the sale at `now`: open from `salesOpenAt` on, and closed from `salesCloseAt` on. */
export function saleAt({ salesOpenAt, salesCloseAt }: Performance, now: Date): (typeof SALES)[number] {
  if (now < salesOpenAt) return "notOpen";
  return now < salesCloseAt ? "open" : "closed";
}

/**
 * Checks that sales are open: see `saleAt`.
 * @throws Refusal SALES_NOT_OPEN or SALES_CLOSED.
 */
export function assertOnSale(performance: Performance, now: Date): void {
  const sale = saleAt(performance, now);
  if (sale === "notOpen") {
    throw new Refusal("SALES_NOT_OPEN", "Sales have not opened yet.", {
      salesOpenAt: performance.salesOpenAt.toISOString(),
    });
  }
  if (sale === "closed") {
    throw new Refusal("SALES_CLOSED", "Sales are closed.", {
      salesCloseAt: performance.salesCloseAt.toISOString(),
    });
  }
}

import { z } from "zod";
import { Amount, Currency } from "../shared/money.js";
import { Refusal } from "../shared/refusals.js";

/** How many seats one booking may hold, and one user of a performance unless it says otherwise. */
export const MAX_SEATS = 10;

const Instant = z.union(
  [z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))],
  "must be a time such as 2027-05-01T19:30:00+09:00",
);

/** A time zone by its IANA name. An offset such as +09:00 is refused, because it says nothing about summer time. */
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
 * A seat's id: its row and its number, such as `A1` or `가12`. 1 to 16 letters of any script, digits or `-`. It is
 * normalised (NFC), because some systems send 가 as two characters. The invisible fillers, which are letters, too, are refused.
 */
export const SeatId = z
  .string()
  .normalize("NFC")
  .regex(
    /^(?!.*\p{Default_Ignorable_Code_Point})[\p{L}0-9-]{1,16}$/u,
    "must be 1 to 16 letters, digits or hyphens",
  );

const Row = z
  .object({
    // A row that ended in a digit would share seat ids with another: row 1 seat 11 and row 11 seat 1.
    row: z
      .string()
      .normalize("NFC")
      .regex(
        /^(?!.*\p{Default_Ignorable_Code_Point})[\p{L}0-9-]{0,11}[\p{L}-]$/u,
        "must be 1 to 12 letters, digits or hyphens, the last no digit",
      ),
    firstSeat: z.int().positive().max(9999),
    lastSeat: z.int().positive().max(9999),
  })
  .refine((row) => row.firstSeat <= row.lastSeat, {
    path: ["lastSeat"],
    error: "must not be below firstSeat",
  });

const Section = z.object({
  section: z.string().min(1).max(64),
  name: z.string().min(1).max(200),
  // Ten seats must add up to an amount that can be counted exactly.
  price: Amount.max(Math.floor(Number.MAX_SAFE_INTEGER / MAX_SEATS)),
  rows: z.array(Row).min(1),
});

/** A performance on sale: when, for how much, and which seats there are. */
export const Performance = z
  .object({
    title: z.string().min(1).max(500),
    venue: z.string().min(1).max(500),
    startsAt: Instant,
    /** Where the performance is: `startsAt` alone does not tell the hour on the ticket. */
    timeZone: TimeZone.default("Asia/Seoul"),
    currency: Currency,
    salesOpenAt: Instant,
    salesCloseAt: Instant,
    /** Said where sales go on after the performance has begun, which is else a mistake of whoever wrote the times. */
    salesCloseAfterStart: z.boolean().optional(),
    maxTicketsPerUser: z.int().positive().default(MAX_SEATS),
    sections: z.array(Section).min(1),
  })
  .refine((performance) => performance.salesOpenAt < performance.salesCloseAt, {
    path: ["salesCloseAt"],
    error: "must be after salesOpenAt",
  })
  .superRefine((performance, context) => {
    // A row may stand in several places, as where it has a gap or two prices, but each of its seats only once.
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

/** A seat at its price, in the minor unit of the performance's currency. */
export const PricedSeat = z.object({ seatId: SeatId, section: z.string(), price: Amount });
export type PricedSeat = z.output<typeof PricedSeat>;

/** Finds a seat by its id, or answers null where the house has no such seat. */
export function findSeat(performance: Performance, seatId: string): PricedSeat | null {
  const [, row, number] = /^(.*\D)([1-9]\d*)$/.exec(seatId) ?? [];
  for (const { section, price, rows } of performance.sections) {
    for (const candidate of rows) {
      const inRange = Number(number) >= candidate.firstSeat && Number(number) <= candidate.lastSeat;
      if (candidate.row === row && inRange) return { seatId, section, price };
    }
  }
  return null;
}

/**
 * Finds all the seats, in the order asked for.
 * @throws Refusal SEAT_NOT_FOUND, naming every seat that is not there.
 */
export function findSeats(performance: Performance, seatIds: readonly string[]): PricedSeat[] {
  const found = seatIds.map((seatId) => findSeat(performance, seatId));
  const unknown = seatIds.filter((_, index) => found[index] === null);
  if (unknown.length > 0) {
    throw new Refusal("SEAT_NOT_FOUND", `There is no seat ${unknown.join(", ")}.`, { seatIds: unknown });
  }
  return found.filter((seat) => seat !== null);
}

/**
 * Lets a sale through only while it is open: from `salesOpenAt`, and before `salesCloseAt`.
 * @throws Refusal SALES_NOT_OPEN or SALES_CLOSED.
 */
export function assertOnSale(performance: Performance, now: Date): void {
  if (now < performance.salesOpenAt) {
    throw new Refusal("SALES_NOT_OPEN", "Sales have not opened yet.", {
      salesOpenAt: performance.salesOpenAt.toISOString(),
    });
  }
  if (now >= performance.salesCloseAt) {
    throw new Refusal("SALES_CLOSED", "Sales are closed.", {
      salesCloseAt: performance.salesCloseAt.toISOString(),
    });
  }
}

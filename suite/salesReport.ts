import type { Firestore } from "firebase-admin/firestore";
import { Booking } from "../functions/src/bookings/domain/booking.js";
import { findSeat, type Performance } from "../functions/src/performances/performance.js";
import {
  countTaken,
  fieldsOf,
  houseSize,
  pieces,
  readPerformance,
  seatsOf,
  type TakenSeat,
} from "./stored.js";
import { table } from "./table.js";
import { inZone } from "./times.js";

/** The sales of a performance, all read as of one moment. */
export interface Sales {
  performance: Performance;
  taken: TakenSeat[];
  /** The bookings that have seats, sorted by creation time, the oldest first. */
  bookings: Booking[];
  /** The ids of bookings that have seats, but whose own document is missing or malformed. */
  unreadable: string[];
}

/**
 * Reads the sold and held seats of a performance and their bookings. Firestore charges one read for each such seat and
 * one for each booking.
 * @throws UserError if the performance does not exist or is malformed.
 */
export async function readSales(db: Firestore, performanceId: string): Promise<Sales> {
  // A read-only transaction reads everything as of one moment. Otherwise a sale during the reads could appear in the
  // seats but not in the bookings.
  const read = db.runTransaction(
    async (transaction) => {
      const { performance } = await readPerformance(db, performanceId, (ref) => transaction.get(ref));
      const taken = (await transaction.get(seatsOf(db, performanceId))).docs.map(
        (seat) => seat.data() as TakenSeat,
      );
      const ids = [...new Set(taken.map((seat) => seat.bookingId))];
      const snapshots = [];
      for (const some of pieces(ids, 300)) {
        snapshots.push(...(await transaction.getAll(...some.map((id) => db.collection("bookings").doc(id)))));
      }
      return { performance, taken, snapshots };
    },
    { readOnly: true },
  );
  const { performance, taken, snapshots } = await read;
  const bookings: Booking[] = [];
  const unreadable: string[] = [];
  for (const snapshot of snapshots) {
    const { data } = Booking.safeParse({ ...fieldsOf(snapshot), bookingId: snapshot.id });
    if (data) bookings.push(data);
    else unreadable.push(snapshot.id);
  }
  bookings.sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
  return { performance, taken, bookings, unreadable };
}

/** Returns a table of sold, held and free seats by section. An expired lock that is still stored counts as held. */
export function salesTable({ performance, taken }: Sales): string {
  const bySection = new Map<string, TakenSeat[]>(performance.sections.map(({ section }) => [section, []]));
  const elsewhere: TakenSeat[] = [];
  for (const seat of taken) {
    const section = findSeat(performance, seat.seatId)?.section;
    (section === undefined ? elsewhere : bySection.get(section)!).push(seat);
  }
  const row = (name: string, seats: number, some: readonly TakenSeat[]) => {
    const { sold, held } = countTaken(some);
    return [name, seats, sold, held, seats - sold - held];
  };
  const rows = [...bySection].map(([section, some]) => row(section, sizeOf(performance, section), some));
  const { sold, held } = countTaken(elsewhere);
  if (elsewhere.length > 0) rows.push(["(no longer in the plan)", 0, sold, held, 0]);
  const total = [1, 2, 3, 4].map((column) => rows.reduce((sum, cells) => sum + Number(cells[column]), 0));
  return table(["section", "seats", "sold", "held", "free"], [...rows, ["all", ...total]]);
}

function sizeOf({ sections }: Performance, name: string): number {
  return houseSize({ sections: sections.filter(({ section }) => section === name) });
}

/** Returns a header row and one row for each booking that has seats. Times are in the performance's time zone. */
export function bookingRows({ performance, bookings }: Sales): (string | number)[][] {
  const time = (instant: Date | null) => (instant === null ? "" : inZone(instant, performance.timeZone));
  return [
    [
      "bookingId",
      "status",
      "userId",
      "seats",
      "amount",
      "currency",
      "paymentMethod",
      "createdAt",
      "confirmedAt",
      "refunded",
      "feeKept",
    ],
    ...bookings.map((booking) => [
      booking.bookingId,
      booking.status,
      booking.userId,
      booking.seatIds.join(" "),
      booking.totalAmount,
      booking.currency,
      booking.paymentMethod,
      time(booking.createdAt),
      time(booking.confirmedAt),
      booking.refundedAmount,
      booking.feeKept,
    ]),
  ];
}

/** For the confirmed bookings of one currency, in its minor unit: what was paid, given back, and kept as fees. */
interface Revenue {
  paid: number;
  refunded: number;
  fees: number;
}

/**
 * Returns a text for each currency: what was paid, such as `450000 KRW`. If there are refunds or fees, the text also
 * says what was given back, what is left and what are fees. Empty if nothing is confirmed.
 */
export function revenue({ bookings }: Sales): string[] {
  const totals = new Map<string, Revenue>();
  for (const { status, totalAmount, refundedAmount, feeKept, currency } of bookings) {
    if (status !== "confirmed") continue;
    const { paid, refunded, fees } = totals.get(currency) ?? { paid: 0, refunded: 0, fees: 0 };
    totals.set(currency, {
      paid: paid + totalAmount,
      refunded: refunded + refundedAmount,
      fees: fees + feeKept,
    });
  }
  return [...totals].map(([currency, { paid, refunded, fees }]) =>
    refunded + fees === 0
      ? `${paid} ${currency}`
      : `${paid} ${currency}, of which ${refunded} were given back and ${paid - refunded} are left, ${fees} of them fees`,
  );
}

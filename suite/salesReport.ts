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

/** What is sold of a performance, as of one moment. */
export interface Sales {
  performance: Performance;
  taken: TakenSeat[];
  /** The bookings that have seats, the oldest first. */
  bookings: Booking[];
  /** The ids of those that are not there, or are malformed. */
  unreadable: string[];
}

/**
 * Reads what is sold and held of a performance, and by which bookings: a read for each such seat and each booking.
 * @throws Complaint where there is no such performance.
 */
export async function readSales(db: Firestore, performanceId: string): Promise<Sales> {
  // One snapshot of everything: a sale that goes on meanwhile would else be in the seats and not in the bookings.
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

/** What is sold, held and free, by section, as a table. A lock that ran out counts as held until it is swept. */
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

/** The bookings that have seats, a line each, with times at the performance's place. */
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
    ]),
  ];
}

/** What has been paid, by currency, such as `450000 KRW`; nothing where nothing has. */
export function paid({ bookings }: Sales): string[] {
  const totals = new Map<string, number>();
  for (const { status, totalAmount, currency } of bookings) {
    if (status === "confirmed") totals.set(currency, (totals.get(currency) ?? 0) + totalAmount);
  }
  return [...totals].map(([currency, total]) => `${total} ${currency}`);
}

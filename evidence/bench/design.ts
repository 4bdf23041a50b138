/** The seats of a performance: so many sections of so many rows, each of 50 seats. */
export interface House {
  sections: number;
  rowsPerSection: number;
}

export const SEATS_PER_ROW = 50;

/** A security code that the simulated gateway accepts. */
export const GOOD_CVV = "121";

export interface Wish {
  userId: string;
  performanceId: string;
  seatIds: string[];
}

export interface Booked {
  bookingId: string;
  paymentIntentId: string;
}

/** A way to sell seats: this project's, or one that it is compared with. Refusals are HttpsErrors, as callers see them. */
export interface Design {
  readonly name: string;
  /** Puts a performance on sale: all that must be stored before the first seat can be sold. */
  open(performanceId: string, house: House): Promise<void>;
  book(wish: Wish): Promise<Booked>;
  /** Pays with a card that goes through, unless its security code says otherwise. */
  pay(userId: string, paymentIntentId: string, cvv?: string): Promise<unknown>;
  /** Has the event at hand that the platform delivers once a payment has ended; calling it delivers the event. */
  outcomeEvent(paymentIntentId: string): Promise<() => Promise<unknown>>;
  cancel(userId: string, bookingId: string): Promise<unknown>;
  /** Stores bookings of one seat each whose time is up, as if all their users had walked away. */
  abandon(performanceId: string, seatIds: string[]): Promise<void>;
  /** Runs the sweep once. */
  sweep(): Promise<unknown>;
  /** How many seats are not available. */
  occupied(performanceId: string): Promise<number>;
}

/** The seats' ids, row by row. */
export function seatIdsOf(house: House): string[] {
  return rowsOf(house).flatMap(({ rows }) =>
    rows.flatMap(({ row }) => Array.from({ length: SEATS_PER_ROW }, (_, seat) => `${row}${seat + 1}`)),
  );
}

/** The stored form of a house, without times. */
export function rowsOf({ sections, rowsPerSection }: House) {
  return Array.from({ length: sections }, (_, s) => ({
    section: `S${letters(s)}`,
    name: `Section ${s + 1}`,
    price: 70_000 + 10_000 * s,
    rows: Array.from({ length: rowsPerSection }, (_, r) => ({
      row: letters(s * rowsPerSection + r),
      firstSeat: 1,
      lastSeat: SEATS_PER_ROW,
    })),
  }));
}

/** A, B, …, Z, AA, AB, … */
function letters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}

/** The size of a performance's venue. Each row has 50 seats. */
export interface Venue {
  sections: number;
  rowsPerSection: number;
}

export const SEATS_PER_ROW = 50;

/** A CVV that the simulated gateway accepts. */
export const GOOD_CVV = "121";
/** A CVV that the simulated gateway declines. */
export const BAD_CVV = "122";

export interface Wish {
  userId: string;
  performanceId: string;
  seatIds: string[];
}

export interface Booked {
  bookingId: string;
  paymentIntentId: string;
}

/** A way to sell seats: this project, or a design to compare it with. Refusals are HttpsErrors, as callers see them. */
export interface Design {
  readonly name: string;
  /** Puts a performance on sale. It stores all that must exist before the first seat can be sold. */
  open(performanceId: string, venue: Venue): Promise<void>;
  book(wish: Wish): Promise<Booked>;
  /** Pays with a card. */
  pay(userId: string, paymentIntentId: string, cvv?: string): Promise<unknown>;
  /**
   * Prepares the event that the platform delivers when a payment has ended. Calling the result delivers the event. On
   * PostgreSQL the call does nothing, because a payment needs no event there.
   */
  outcomeEvent(paymentIntentId: string): Promise<() => Promise<unknown>>;
  cancel(userId: string, bookingId: string): Promise<unknown>;
  /** Shows a booking's seats in the seat map, as the booking's event does. Only this project has a seat map. */
  show?(performanceId: string, bookingId: string, seatIds: string[]): Promise<void>;
  /** Stores expired bookings of one seat each, as if their users had left without paying. */
  abandon(performanceId: string, seatIds: string[]): Promise<void>;
  sweep(): Promise<unknown>;
  /** The number of seats that are locked or booked. */
  occupied(performanceId: string): Promise<number>;
}

/** The seat ids, row by row. */
export function seatIdsOf(venue: Venue): string[] {
  return rowsOf(venue).flatMap(({ rows }) =>
    rows.flatMap(({ row }) => Array.from({ length: SEATS_PER_ROW }, (_, seat) => `${row}${seat + 1}`)),
  );
}

/** The sections and rows of a venue, as a performance stores them. */
export function rowsOf({ sections, rowsPerSection }: Venue) {
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

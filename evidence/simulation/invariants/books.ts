import {
  type Change,
  collectionIdOf,
  type Document,
  type Fields,
  idOf,
  toMicros,
  type Value,
} from "local-firestore/engine";
import type { Operation } from "../world/operation.js";

/** Documents as they are stored, in the service's own words; times in microseconds since 1970. */
export interface Booking {
  userId: string;
  performanceId: string;
  seatIds: string[];
  seats: { seatId: string; section: string; price: number }[];
  totalAmount: number;
  currency: string;
  paymentMethod: string;
  paymentIntentId: string;
  status: string;
  cancelReason: string | null;
  requestId: string | null;
  expiresAt: number;
  createdAt: number;
  confirmedAt: number | null;
}
export interface Intent {
  bookingId: string;
  userId: string;
  performanceId: string;
  amount: number;
  currency: string;
  paymentMethod: string;
  status: string;
  attempt: { id: string; number: number } | null;
  failure: { code: string; message: string } | null;
  gateway: { provider: string; reference: string } | null;
  payBy: number;
  dueAt: number | null;
  cancelReason: string | null;
  shard: number;
  createdAt: number;
}
export interface Seat {
  performanceId: string;
  seatId: string;
  bookingId: string;
  status: string;
  lockedUntil: number | null;
}
export interface Count {
  userId: string;
  performanceId: string;
  tickets: number;
  givenBack?: Record<string, number>;
}
export interface LedgerEntry {
  account: string;
  direction: string;
  amount: number;
  currency: string;
  bookingId: string;
  paymentIntentId: string;
}
/** What the gateway has of a key; without a failure it is a charge. */
export interface Charge {
  amount?: number;
  currency?: string;
  failure: { code: string } | null;
}
export interface Performance {
  currency: string;
  salesOpenAt: number;
  salesCloseAt: number;
  maxTicketsPerUser: number;
  sections: { section: string; price: number; rows: { row: string; lastSeat: number }[] }[];
}

interface Collections {
  bookings: Booking;
  paymentIntents: Intent;
  occupiedSeats: Seat;
  ticketCounts: Count;
  ledgerEntries: LedgerEntry;
  simulatedCharges: Charge;
  performances: Performance;
}
export type CollectionId = keyof Collections;

/** One change of one document, in its collection's words. */
export type Entry = {
  [C in CollectionId]: {
    collection: C;
    id: string;
    before: Collections[C] | null;
    after: Collections[C] | null;
  };
}[CollectionId];

type Tables = { readonly [C in CollectionId]: Map<string, Collections[C]> };

/** A seat's own name: whatever document holds it. */
export const placeOf = ({ performanceId, seatId }: Pick<Seat, "performanceId" | "seatId">): string =>
  `${performanceId}/${seatId}`;

/** Whether a booking is for a seat. */
export const isFor = (booking: Booking, seat: Seat): boolean =>
  booking.performanceId === seat.performanceId && booking.seatIds.includes(seat.seatId);

/** Every seat that a house has. */
export const seatIdsOf = ({ sections }: Performance): string[] =>
  sections.flatMap(({ rows }) =>
    rows.flatMap(({ row, lastSeat }) => Array.from({ length: lastSeat }, (_, index) => `${row}${index + 1}`)),
  );

/** A section at a price. */
export const priceName = (performanceId: string, section: string, price: number): string =>
  `${performanceId}/${section}/${price}`;

/** What was on sale at a time: which seats, and how many to a user. */
export interface Plan {
  seatIds: ReadonlySet<string>;
  limit: number;
  until: number;
}

/** Everything that is stored in a world, kept up to date from the database's commits, not by asking the service. */
export class Books {
  readonly tables: Tables = {
    bookings: new Map(),
    paymentIntents: new Map(),
    occupiedSeats: new Map(),
    ticketCounts: new Map(),
    ledgerEntries: new Map(),
    simulatedCharges: new Map(),
    performances: new Map(),
  };
  /** For which booking each key was charged: told by who sent the charge. */
  readonly chargedFor = new Map<string, string>();
  /** Who bought each seat first. */
  readonly soldTo = new Map<string, string>();
  /** Every price that a section ever had, and until when it had it last: infinity where it has it now. */
  readonly prices = new Map<string, number>();
  /** Every plan that a performance ever had, and until when: infinity for the last. */
  readonly plans = new Map<string, Plan[]>();
  /** The bookings whose documents, or seats, someone deleted by hand. */
  readonly meddledWith = new Set<string>();
  /** Until when each seat was held by those who gave it up. */
  private readonly heldUntil = new Map<string, number>();
  /** Which call began which attempt to charge. */
  readonly claimedBy = new Map<string, Operation>();
  /** On whose behalf each document changed last. */
  readonly lastWriter = new Map<string, Operation | null>();

  /** How many commits there were. */
  commits = 0;
  /** In which commit something last changed, by id; seats also by place, users by what they have. */
  private readonly changedIn = new Map<string, number>();

  /** Whether nothing changed since there were so many commits. */
  isQuiet(since: number, names: readonly string[]): boolean {
    return names.every((name) => (this.changedIn.get(name) ?? 0) <= since);
  }

  /** Takes over what a commit changed. */
  enter(changes: readonly Change[], time: number): Entry[] {
    this.commits++;
    const entries = changes.map(({ name, after }) => {
      const collection = collectionIdOf(name) as CollectionId;
      const id = idOf(name);
      const table = this.tables[collection] as Map<string, object> | undefined;
      if (table === undefined) throw new Error(`no collection is called ${collection}`);
      const before = table.get(id) ?? null;
      const read = after && (decode(after) as object);
      if (read) table.set(id, read);
      else table.delete(id);
      for (const concerned of [before, read]) this.changed(id, concerned);
      if (collection === "bookings" && read === null) {
        this.deleted.push({ id, booking: before as Booking, commit: this.commits });
      }
      return { collection, id, before, after: read } as Entry;
    });
    for (const entry of entries) if (entry.collection === "occupiedSeats") this.givenUp(entry.before, time);
    return entries;
  }

  /** A lock that nobody paid for holds its seat to its end; a payment, for as long as the seat is there. */
  private givenUp(seat: Seat | null, time: number): void {
    if (seat === null) return;
    const booking = this.ownerOf(seat);
    const isUnpaid = booking !== undefined && this.intentOf(booking)?.status === "CANCELLED";
    const until = isUnpaid ? Math.min(time, seat.lockedUntil ?? time) : time;
    this.heldUntil.set(placeOf(seat), Math.max(until, this.heldUntil.get(placeOf(seat)) ?? 0));
  }

  /** Whether anyone who gave a seat up held it at a time or after. */
  wasHeldSince(place: string, time: number): boolean {
    return (this.heldUntil.get(place) ?? 0) >= time;
  }

  private changed(id: string, document: object | null): void {
    const { userId, performanceId, seatId } = (document ?? {}) as Partial<Booking & Seat>;
    const names = [id, userId, `${userId} ${performanceId}`, `${performanceId}/${seatId}`];
    for (const name of names) if (name !== undefined) this.changedIn.set(name, this.commits);
  }

  private readonly deleted: { id: string; booking: Booking; commit: number }[] = [];

  /** The bookings that someone deleted by hand since there were so many commits, by id. */
  deletedSince(commits: number): [string, Booking][] {
    return this.deleted
      .filter(({ commit }) => commit > commits)
      .map(({ id, booking }): [string, Booking] => [id, booking]);
  }

  /** How many seats a user held by bookings that someone deleted by hand. */
  deletedOf(userId: string, performanceId: string): number {
    return this.deleted
      .filter(({ booking }) => booking.userId === userId && booking.performanceId === performanceId)
      .reduce((sum, { booking }) => sum + booking.seatIds.length, 0);
  }

  /** The plans that a performance had at a time or later. */
  plansSince(performanceId: string, time: number): Plan[] {
    return (this.plans.get(performanceId) ?? []).filter(({ until }) => until >= time);
  }

  /**
   * The booking that a seat belongs to. One that was deleted by hand, and that the same request made anew for other seats,
   * is not the owner of those that it left behind.
   */
  ownerOf(seat: Seat): Booking | undefined {
    const booking = this.tables.bookings.get(seat.bookingId);
    return booking && isFor(booking, seat) ? booking : undefined;
  }

  /** The booking's own intent. */
  intentOf(booking: Booking): Intent | undefined {
    return this.tables.paymentIntents.get(booking.paymentIntentId);
  }

  /** The documents that hold a seat: one at most, if all is well. */
  holders(place: string): [string, Seat][] {
    return [...this.tables.occupiedSeats].filter(([, seat]) => placeOf(seat) === place);
  }

  /** What was charged for a booking, by key. */
  chargesOf(bookingId: string): Charge[] {
    return [...this.tables.simulatedCharges]
      .filter(([key, charge]) => charge.failure === null && this.chargedFor.get(key) === bookingId)
      .map(([, charge]) => charge);
  }
}

const decode = (document: Document): unknown => decodeFields(document.fields);

function decodeFields(fields: Fields): Record<string, unknown> {
  const decoded: Record<string, unknown> = {};
  for (const name in fields) decoded[name] = decodeValue(fields[name]!);
  return decoded;
}

function decodeValue(value: Value): unknown {
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.integerValue !== undefined) return Number(value.integerValue);
  if (value.timestampValue !== undefined) return toMicros(value.timestampValue);
  if (value.booleanValue !== undefined) return value.booleanValue;
  if (value.doubleValue !== undefined) return value.doubleValue;
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(decodeValue);
  if (value.mapValue !== undefined) return decodeFields(value.mapValue.fields ?? {});
  return null;
}

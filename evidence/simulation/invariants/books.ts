import {
  type Change,
  collectionIdOf,
  type Document,
  type Fields,
  idOf,
  toMicros,
  type Value,
} from "local-firestore/engine";
import {
  isFor,
  placeOf,
  type Booking,
  type Charge,
  type CollectionId,
  type Entry,
  type Intent,
  type Performance,
  type Seat,
  type Tables,
} from "./documents.js";
import { MapBooks } from "./mapBooks.js";
import type { Operation } from "./operation.js";

/** What was on sale until a time: which seats, how many each user may hold, and on which terms. */
export interface Plan {
  seatIds: ReadonlySet<string>;
  limit: number;
  /** The terms of refunds, as text: see `termsOf`. */
  terms: string;
  until: number;
}

/** All documents of a world and what is noted of their past, from the database's commits, without asking the service. */
export class Books {
  readonly tables: Tables = {
    bookings: new Map(),
    paymentIntents: new Map(),
    occupiedSeats: new Map(),
    ticketCounts: new Map(),
    ledgerEntries: new Map(),
    simulatedCharges: new Map(),
    performances: new Map(),
    refunds: new Map(),
    reviews: new Map(),
    simulatedRefunds: new Map(),
    operatorActions: new Map(),
    seatMaps: new Map(),
  };
  readonly maps = new MapBooks();
  /** The last stored version of each performance, also if it is gone. */
  readonly lastPerformances = new Map<string, Performance>();
  /** The history of each performance: from when on a version was stored, and its start, or null if it was deleted. */
  private readonly starts = new Map<string, { since: number; startsAt: number | null }[]>();
  /** The rounds of refunds that an operator paid by hand: the refund's id and the round's number. */
  readonly paidByHand = new Set<string>();
  /** The booking for which each key was charged or closed: see `chargedBooking`. */
  readonly chargedFor = new Map<string, string>();
  /** The booking that bought each seat. After a seat was given back, it may be another booking. */
  readonly soldTo = new Map<string, string>();
  /** Every price that a section ever had, and the time until which it last had it: infinity for its current price. */
  readonly prices = new Map<string, number>();
  /** Every plan that a performance ever had. `until` is infinity for the current one. */
  readonly plans = new Map<string, Plan[]>();
  /** The bookings that were deleted by hand, or of which a seat was deleted by hand. */
  readonly meddledWith = new Set<string>();
  /** For each seat, the latest time until which it was held before a change of its document. */
  private readonly heldUntil = new Map<string, number>();
  /** The call that began each attempt to charge, by the attempt's id. */
  readonly claimedBy = new Map<string, Operation>();
  /** The calls that began an attempt to charge a payment, by the payment's id. Without those that charged nothing. */
  readonly chargedBy = new Map<string, Set<Operation>>();
  /**
   * The calls that began an attempt after one that may have charged, as far as they could know: its claim had not been
   * given back, or its call had not been told that nothing was charged.
   */
  readonly notAlone = new Set<Operation>();
  /** The operation that last changed each document, or null for an administrator. Without the gateway's records. */
  readonly lastWriter = new Map<string, Operation | null>();

  commits = 0;
  /**
   * For each name, the number of the last commit that changed a document of that name. A name is a document's id, a
   * user's id, a user's id with that of a performance, or the place of a seat.
   */
  private readonly changedIn = new Map<string, number>();

  /** Whether none of the named things changed after commit number `since`. */
  isQuiet(since: number, names: readonly string[]): boolean {
    return names.every((name) => (this.changedIn.get(name) ?? 0) <= since);
  }

  /**
   * Applies the changes of a commit, and returns them decoded.
   * @throws Error if a collection is unknown.
   */
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
      if (collection === "performances") this.loaded(id, read as Performance | null, time);
      if (collection === "bookings" && read === null) {
        this.deleted.push({ id, booking: before as Booking, commit: this.commits });
      }
      return { collection, id, before, after: read } as Entry;
    });
    for (const entry of entries) if (entry.collection === "occupiedSeats") this.givenUp(entry.before, time);
    this.maps.enter(entries, time);
    return entries;
  }

  private loaded(id: string, performance: Performance | null, time: number): void {
    if (performance) this.lastPerformances.set(id, performance);
    const starts = this.starts.get(id) ?? [];
    starts.push({ since: time, startsAt: performance?.startsAt ?? null });
    this.starts.set(id, starts);
  }

  /** When a performance was to begin, as it was stored at this time, or null if it was gone. */
  startAt(performanceId: string, time: number): number | null {
    return this.starts.get(performanceId)?.findLast(({ since }) => since <= time)?.startsAt ?? null;
  }

  /**
   * Notes until when a seat was held before this change of its document. That is the time of this commit, or the end of
   * the lock if the lock had ended before and the holder's payment was cancelled.
   */
  private givenUp(seat: Seat | null, time: number): void {
    if (seat === null) return;
    const booking = this.ownerOf(seat);
    const isUnpaid = booking !== undefined && this.intentOf(booking)?.status === "CANCELLED";
    const until = isUnpaid ? Math.min(time, seat.lockedUntil ?? time) : time;
    this.heldUntil.set(placeOf(seat), Math.max(until, this.heldUntil.get(placeOf(seat)) ?? 0));
  }

  /** Whether an earlier version of a seat's document held it at this time or later. The present one is not asked. */
  wasHeldSince(place: string, time: number): boolean {
    return (this.heldUntil.get(place) ?? 0) >= time;
  }

  private changed(id: string, document: object | null): void {
    const { userId, performanceId, seatId } = (document ?? {}) as Partial<Booking & Seat>;
    const names = [id, userId, `${userId} ${performanceId}`, `${performanceId}/${seatId}`];
    for (const name of names) if (name !== undefined) this.changedIn.set(name, this.commits);
  }

  private readonly deleted: { id: string; booking: Booking; commit: number }[] = [];

  /** The bookings that were deleted by hand after this number of commits, with their ids. */
  deletedSince(commits: number): [string, Booking][] {
    return this.deleted
      .filter(({ commit }) => commit > commits)
      .map(({ id, booking }): [string, Booking] => [id, booking]);
  }

  /** Counts the seats that a user had in a performance by bookings that were deleted by hand. */
  deletedOf(userId: string, performanceId: string): number {
    return this.deleted
      .filter(({ booking }) => booking.userId === userId && booking.performanceId === performanceId)
      .reduce((sum, { booking }) => sum + booking.seatIds.length, 0);
  }

  /** The plans that a performance had at this time or later. */
  plansSince(performanceId: string, time: number): Plan[] {
    return (this.plans.get(performanceId) ?? []).filter(({ until }) => until >= time);
  }

  /**
   * The booking that a seat belongs to, if any. A booking that was deleted by hand leaves its seats behind. If the same
   * request then makes the booking again for other seats, the booking does not own the seats left behind.
   */
  ownerOf(seat: Seat): Booking | undefined {
    const booking = this.tables.bookings.get(seat.bookingId);
    return booking && isFor(booking, seat) ? booking : undefined;
  }

  intentOf(booking: Booking): Intent | undefined {
    return this.tables.paymentIntents.get(booking.paymentIntentId);
  }

  /** The documents that hold a seat. If the service is correct, there is at most one. */
  holders(place: string): [string, Seat][] {
    return [...this.tables.occupiedSeats].filter(([, seat]) => placeOf(seat) === place);
  }

  /** The charges that were made for a booking, whatever their keys. */
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

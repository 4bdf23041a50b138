import { placeOf, type Entry, type SeatMap } from "./documents.js";

/** A map as it was stored for some time. Times are in microseconds. `until` is infinity for the present one. */
export interface StoredMap {
  map: SeatMap;
  from: number;
  until: number;
}

/** What an event says about seats: they changed, or their payment changed. */
export interface News {
  bookingId: string;
  performanceId: string;
  seatIds: readonly string[];
  /**
   * Whether the event's trigger shows the seats. If not, it settles the booking, and the
   * booking's own event shows them.
   */
  isShown: boolean;
}

/** The history of the seat maps, the last holder of each seat, and which events about seats were handled. */
export class MapBooks {
  /** All versions of each map, by its id, also after it was deleted. */
  private readonly stored = new Map<string, StoredMap[]>();
  /** The bookings that held each seat, by the seat's place. The last one comes last. */
  private readonly holders = new Map<string, Set<string>>();
  /** What each event tells, by the event's id. */
  private readonly news = new Map<number, News>();
  /** The events of each booking that no trigger has handled. */
  private readonly unheard = new Map<string, Set<number>>();
  /** When the last event of a booking was handled, in microseconds. */
  private readonly heardAt = new Map<string, number>();
  private readonly commitTimes: number[] = [];

  enter(entries: readonly Entry[], time: number): void {
    this.commitTimes.push(time);
    for (const entry of entries) {
      if (entry.collection === "seatMaps") this.store(entry.id, entry.after, time);
      if (entry.collection !== "occupiedSeats") continue;
      const seat = entry.after ?? entry.before;
      if (seat === null) continue;
      const holders = this.holdersOf(placeOf(seat));
      holders.delete(seat.bookingId);
      this.holders.set(placeOf(seat), holders.add(seat.bookingId));
    }
  }

  private store(id: string, map: SeatMap | null, time: number): void {
    const stored = this.stored.get(id) ?? [];
    const last = stored.at(-1);
    if (last !== undefined) last.until = Math.min(last.until, time);
    if (map !== null) stored.push({ map, from: time, until: Infinity });
    this.stored.set(id, stored);
  }

  historyOf(mapId: string): readonly StoredMap[] {
    return this.stored.get(mapId) ?? [];
  }

  /** The bookings that held a seat, the last one last. */
  holdersOf(place: string): Set<string> {
    return this.holders.get(place) ?? new Set();
  }

  /** How many commits there were until this time. */
  commitsUntil(time: number): number {
    const later = this.commitTimes.findIndex((one) => one > time);
    return later < 0 ? this.commitTimes.length : later;
  }

  /** Notes that an event was sent, if it says anything about seats. */
  sent(event: number, entry: Entry): void {
    const news = newsIn(entry);
    if (news === null) return;
    this.news.set(event, news);
    const unheard = this.unheard.get(news.bookingId) ?? new Set();
    this.unheard.set(news.bookingId, unheard.add(event));
  }

  /** Notes that a trigger has handled an event. */
  heard(event: number, time: number): void {
    const bookingId = this.news.get(event)?.bookingId ?? "";
    if (this.unheard.get(bookingId)?.delete(event)) this.heardAt.set(bookingId, time);
  }

  newsOf(event: number): News | undefined {
    return this.news.get(event);
  }

  /** Whether the triggers had handled all events of a booking by this time. */
  wasHeardBy(bookingId: string, time: number): boolean {
    const isHeard = (this.unheard.get(bookingId)?.size ?? 0) === 0;
    return isHeard && (this.heardAt.get(bookingId) ?? -Infinity) <= time;
  }
}

/** What the event of a change says about seats, or null if it says nothing. */
function newsIn({ collection, id, before, after }: Entry): News | null {
  if (collection === "bookings") {
    const present = after ?? before;
    if (present === null || textOf(before) === textOf(after)) return null;
    const seatIds = [...(before?.seatIds ?? []), ...(after?.seatIds ?? [])];
    return { bookingId: id, performanceId: present.performanceId, seatIds, isShown: true };
  }
  if (collection !== "paymentIntents" || before === null || after === null) return null;
  const { bookingId, performanceId, seatIds, status } = after;
  if (status === before.status || status === "CANCELLED") return null;
  return { bookingId, performanceId, seatIds, isShown: status === "PROCESSING" };
}

const textOf = (booking: { status: string; seatIds: string[]; expiresAt: number } | null): string =>
  JSON.stringify([booking?.status, booking?.seatIds, booking?.expiresAt]);

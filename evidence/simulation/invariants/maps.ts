import type { Books } from "./books.js";
import type { Check } from "./check.js";
import { placeOf, type Seat, type SeatMap } from "./documents.js";
import { blocksOf, charactersOf, isRight, isTaken, seatAt, takenUntil } from "./showing.js";
import type { Told, Truth } from "./told.js";

/** The operations that may write maps: the triggers, the sweep, and a read of a map that must be built first. */
const WRITERS: ReadonlySet<string> = new Set([
  "onBookingWritten",
  "onPaymentIntentUpdated",
  "sweepExpiredLocks",
  "getSeatMap",
]);

const onlyTriggersSweepsAndReadersWriteMaps: Check = ({ collection, id, after }, { author, entries }) => {
  if (collection !== "seatMaps" || (author === null && after === null)) return null;
  if (!WRITERS.has(author?.call.name ?? "")) return `${id} is written by ${author?.call.name}`;
  return entries.length === 1 ? null : `${id} is written with ${entries.length - 1} other documents`;
};

const aMapIsWrittenAsItWasRead: Check = (entry, { author, books }) => {
  if (entry.collection !== "seatMaps" || entry.after === null) return null;
  const { id, before, after } = entry;
  if (!author?.mapsRead.has(versionName(id, before?.version)))
    return `${id} is written without being read at version ${before?.version}`;
  const versions = books.maps.historyOf(id).map(({ map }) => map.version);
  const last = Math.max(...versions.slice(0, -1));
  return after.version > last ? null : `${id} had version ${last}, and has version ${after.version}`;
};

/** Names a version of a map. Without a version, the name stands for an absent map. */
export const versionName = (mapId: string, version: number | string | undefined): string =>
  `${mapId} ${version}`;

/** What must hold for every change of a map. */
export const MAP_CHANGES: Readonly<Record<string, Check>> = {
  "only triggers, sweeps and readers write a map": onlyTriggersSweepsAndReadersWriteMaps,
  "a map is written as it was read": aMapIsWrittenAsItWasRead,
};

/** An instance's plan of a performance is at most this old, in microseconds. `KEPT_MICROS` is included. */
const FRESH_MICROS = 10.5 * 1e6;

/** How long an instance keeps the map that it answered last, in microseconds. */
const KEPT_MICROS = 0.5 * 1e6;

interface Shown extends Pick<SeatMap, "performanceId" | "block" | "base" | "rows" | "version"> {
  /** When it was read, in microseconds. */
  at: number;
}

/** The map in an answer, or null if the answer has none. */
function shownIn({ operation: { call }, answer }: Told): Shown | null {
  if (call.name !== "getSeatMap" || answer === undefined) return null;
  const { performanceId, block } = call;
  const { rows, version } = answer as unknown as Shown;
  const [base, at] = [answer["base"], answer["serverTime"]].map((time) => Date.parse(String(time)) * 1000);
  return { performanceId, block, rows, version, base: base!, at: at! };
}

const mapIdOf = ({ performanceId, block }: Pick<SeatMap, "performanceId" | "block">): string =>
  `${performanceId}_${block}`;

/**
 * An answer shows the map as it was stored at some moment of the call, or up to half a second before. If the instance
 * stood still, the map may be older.
 */
const anAnswerIsWhatWasStored: Truth = (ending) => {
  const { operation, now, books } = ending;
  const shown = shownIn(ending);
  if (shown === null) return null;
  const from = operation.stoodStill ? 0 : operation.begun.time - KEPT_MICROS;
  const id = mapIdOf(shown);
  const [version] = books.maps
    .historyOf(id)
    .filter(({ map, until }) => map.version === shown.version && until >= from);
  if (version === undefined) return `${id} did not have version ${shown.version} when it was asked for`;
  if (JSON.stringify(version.map.rows) !== JSON.stringify(shown.rows) || version.map.base !== shown.base)
    return `${id} was not told as it was stored in version ${shown.version}`;
  return shown.at >= from - 1000 && shown.at <= now ? null : `${id} was not read when it was asked for`;
};

/**
 * Whether a seat, its performance, its last booking and that booking's payment are unchanged since commit `since`.
 * False if the booking, or a seat of it, was deleted by hand.
 */
function wasStill(books: Books, performanceId: string, seatId: string, since: number): boolean {
  const bookingId = holderOf(books, performanceId, seatId);
  if (books.meddledWith.has(bookingId)) return false;
  const place = placeOf({ performanceId, seatId });
  return books.isQuiet(since, [performanceId, place, bookingId, bookingId.replace(/^bk_/, "pi_")]);
}

/** The id of the booking that holds a seat or, if it is free, held it last. "" if none ever did. */
const holderOf = (books: Books, performanceId: string, seatId: string): string =>
  [...books.maps.holdersOf(placeOf({ performanceId, seatId }))].at(-1) ?? "";

/**
 * Whether the triggers had handled all events of a seat when the map was read, and nothing has changed since. The
 * last events of a seat are those of its present holder, or of its last holder if it is free.
 */
function wasHeard({ books, operation }: Told, { performanceId, at }: Shown, seatId: string): boolean {
  // After a change of the performance, an instance may still use its older plan, and so another map.
  const planAt = operation.stoodStill ? 0 : Math.min(at, operation.begun.known) - FRESH_MICROS;
  if (!books.isQuiet(books.maps.commitsUntil(planAt), [performanceId])) return false;
  const isHeard = books.maps.wasHeardBy(holderOf(books, performanceId, seatId), at);
  return isHeard && wasStill(books, performanceId, seatId, books.maps.commitsUntil(at));
}

/** Tells the first seat that a map shows wrongly, among those that are judged, or null. */
function wrongSeat(
  books: Books,
  { performanceId, base, rows }: Pick<SeatMap, "performanceId" | "base" | "rows">,
  isJudged: (seatId: string) => boolean,
): string | null {
  for (const [seatId, character] of charactersOf(rows)) {
    const seat = seatAt(books, performanceId, seatId);
    if (isJudged(seatId) && !isRight(character, base, seat, books))
      return `${seatId} of ${performanceId} is shown as ${character}, and is ${told(seat)}`;
  }
  return null;
}

const told = (seat: Seat | undefined): string =>
  seat === undefined ? "free" : `${seat.status} for ${seat.bookingId}`;

/**
 * If a map shows a seat as free because its lock has ended, the seat can be booked. Only seats that `wasHeard` accepts
 * are judged.
 */
const whatTurnedFreeByTimeHasExpired: Truth = (ending) => {
  const { books } = ending;
  const shown = shownIn(ending);
  if (shown === null) return null;
  const { performanceId, base, at } = shown;
  for (const [seatId, character] of charactersOf(shown.rows)) {
    const until = takenUntil(character, base);
    if (until === null || until === 0 || until > at) continue;
    const seat = seatAt(books, performanceId, seatId);
    if (isTaken(seat, books, at) && wasHeard(ending, shown, seatId))
      return `${seatId} of ${performanceId} is shown as free by itself, and is ${told(seat)}`;
  }
  return null;
};

/** An answer shows each seat that `wasHeard` accepts as it is. */
const anAnswerShowsWhatWasHeard: Truth = (ending) => {
  const shown = shownIn(ending);
  if (shown === null) return null;
  return wrongSeat(ending.books, shown, (seatId) => wasHeard(ending, shown, seatId));
};

/**
 * Once an event with `isShown` was handled without an error, a stored map shows the event's seats, and the block's
 * other seats whose events were handled before.
 */
const anEventIsDoneOnceItsSeatsAreShown: Truth = ({ operation: { call, begun }, error, books }) => {
  if (!("event" in call) || error !== undefined) return null;
  const news = books.maps.newsOf(call.event);
  const performance = news && books.tables.performances.get(news.performanceId);
  if (performance === undefined || !news?.isShown) return null;
  const { performanceId, seatIds } = news;
  for (const [block, rows] of blocksOf(performance)) {
    const map = books.tables.seatMaps.get(mapIdOf({ performanceId, block }));
    const isIn = (seatId: string) => rows[seatId.charAt(0)] !== undefined;
    if (!seatIds.some(isIn)) continue;
    const isJudged = (seatId: string) =>
      isIn(seatId) &&
      (seatIds.includes(seatId) ||
        books.maps.wasHeardBy(holderOf(books, performanceId, seatId), begun.time)) &&
      wasStill(books, performanceId, seatId, begun.commits);
    const wrong = map && wrongSeat(books, map, isJudged);
    if (wrong) return `event ${call.event} of ${news.bookingId} is done, and ${wrong}`;
  }
  return null;
};

/** What must be true of every answer with a map, and of what a trigger left behind. */
export const MAP_TRUTHS: Readonly<Record<string, Truth>> = {
  "a map is told as it was stored": anAnswerIsWhatWasStored,
  "what turned free by time has expired": whatTurnedFreeByTimeHasExpired,
  "a map shows what was heard": anAnswerShowsWhatWasHeard,
  "an event is done once its seats are shown": anEventIsDoneOnceItsSeatsAreShown,
};

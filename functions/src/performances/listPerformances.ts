import { FieldPath, Timestamp, type DocumentSnapshot } from "firebase-admin/firestore";
import * as z from "zod";
import { Id } from "../shared/ids.js";
import { Amount } from "../shared/money.js";
import { publicCallable } from "../request/callable.js";
import { cursorAt, PAGE_SIZE, pageFields, type Place } from "../request/cursor.js";
import { unlessMalformed } from "../firestore/readable.js";
import { noteServerTime, serverNow } from "../firestore/serverClock.js";
import { shareRead, WHILE_IN_PROGRESS } from "../firestore/sharedRead.js";
import { performances } from "./collection.js";
import { Performance, saleAt, SALES } from "./performance.js";

/** How long a performance is listed after its beginning, in milliseconds, because visitors may be late. */
const LISTED_MS = 24 * 3_600_000;

export const ListPerformancesRequest = z.strictObject(pageFields);

const { title, venue, timeZone, currency, salesOpenAt, salesCloseAt } = Performance.shape;

/** A performance as the list shows it. */
export const PerformanceSummary = z.object({
  performanceId: z.string(),
  title,
  venue,
  startsAt: z.iso.datetime(),
  timeZone,
  currency,
  salesOpenAt: z.iso.datetime().meta(salesOpenAt.meta()!),
  salesCloseAt: z.iso.datetime().meta(salesCloseAt.meta()!),
  sale: z.enum(SALES).meta({ description: "Whether seats are on sale at serverTime." }),
  priceFrom: Amount.meta({ description: "The lowest price of a seat, in the currency's minor unit." }),
  priceTo: Amount.meta({ description: "The highest price of a seat, in the currency's minor unit." }),
});

export const ListPerformancesAnswer = z.object({
  performances: z.array(PerformanceSummary),
  nextCursor: z.string().nullable().meta({ description: "Null on the last page." }),
  serverTime: z.iso.datetime().meta({ description: "The database's time of the answer." }),
});
export type ListPerformancesAnswer = z.output<typeof ListPerformancesAnswer>;

/** Lists a page of performances that began in the last day or are to come, earliest first. */
export const listPerformances = publicCallable(ListPerformancesRequest, ({ pageSize, cursor }) => {
  const asked = { size: pageSize ?? PAGE_SIZE, after: cursor ?? null };
  return shareRead(["performances", asked], WHILE_IN_PROGRESS, () => readPage(asked));
});

async function readPage(asked: { size: number; after: Place | null }): Promise<ListPerformancesAnswer> {
  const { size, after } = asked;
  const since = Timestamp.fromMillis(serverNow().getTime() - LISTED_MS);
  let query = performances.where("startsAt", ">=", since).orderBy("startsAt").orderBy(FieldPath.documentId());
  if (after !== null) query = query.startAfter(after.at, after.id);
  const { docs, readTime } = await query.limit(size + 1).get();
  const now = noteServerTime(readTime);
  const page = docs.slice(0, size);
  const hasMore = docs.length > size;
  // A performance whose id is no `Id` is left out. No request can name it, and no cursor can hold it.
  const nameable = page.filter(({ id }) => Id.safeParse(id).success);
  if (hasMore && nameable.length === 0) return readPage({ size, after: placeOf(page.at(-1)!) });
  return {
    performances: nameable.flatMap(
      (snapshot) => unlessMalformed(() => summaryOf(snapshot.id, snapshot.data(), now)) ?? [],
    ),
    nextCursor: hasMore ? cursorAt(placeOf(nameable.at(-1)!)) : null,
    serverTime: now.toISOString(),
  };
}

const placeOf = (snapshot: DocumentSnapshot): Place => ({
  at: snapshot.get("startsAt") as Timestamp,
  id: snapshot.id,
});

/** A performance as callers see it at the time `now`. */
export function summaryOf(
  performanceId: string,
  performance: Performance,
  now: Date,
): z.output<typeof PerformanceSummary> {
  const prices = performance.sections.map(({ price }) => price);
  return {
    performanceId,
    title: performance.title,
    venue: performance.venue,
    startsAt: performance.startsAt.toISOString(),
    timeZone: performance.timeZone,
    currency: performance.currency,
    salesOpenAt: performance.salesOpenAt.toISOString(),
    salesCloseAt: performance.salesCloseAt.toISOString(),
    sale: saleAt(performance, now),
    priceFrom: Math.min(...prices),
    priceTo: Math.max(...prices),
  };
}

import type { Value } from "local-firestore/engine";
import type { RefundPolicy } from "../invariants/documents.js";
import { BEGINNING } from "../runtime/time.js";
import { write } from "./administrator.js";
import { PRICES, type Blocks, type Performance } from "./plan.js";
import type { World } from "./world.js";

const text = (stringValue: string): Value => ({ stringValue });
const whole = (integer: number): Value => ({ integerValue: String(integer) });
const instant = (millis: number): Value => ({ timestampValue: { seconds: String(millis / 1000) } });
const list = (values: Value[]): Value => ({ arrayValue: { values } });
const map = (fields: Record<string, Value>): Value => ({ mapValue: { fields } });

/** A JSON value as Firestore stores it. Its numbers must be whole. */
function stored(value: unknown): Value {
  if (typeof value === "string") return text(value);
  if (typeof value === "number") return whole(value);
  if (Array.isArray(value)) return list(value.map(stored));
  if (value === null) return { nullValue: "NULL_VALUE" };
  return map(
    Object.fromEntries(Object.entries(value as object).map(([name, inner]) => [name, stored(inner)])),
  );
}

const DAY_MS = 24 * 3_600_000;

/** The performances have different currencies, so that an amount with the wrong currency is found. */
const CURRENCIES: Readonly<Record<string, string>> = { perf_1: "KRW", perf_2: "USD" };

/** The terms of a performance that may change while bookings are running. */
interface Terms {
  /** The factor by which the original prices are multiplied. */
  times: number;
  /** How many seats are removed from the end of each row. */
  without: number;
  maxTicketsPerUser: number;
  /** By how many days the performance is postponed. */
  movedBy: number;
  /** The terms of refunds for bookings from now on. */
  refundPolicy: RefundPolicy | null;
  /** The blocks of its seat map from now on. */
  blocks: Blocks;
}

/** Puts a performance on sale, or changes its terms. */
export async function putOnSale(
  world: World,
  performance: Performance,
  terms: Partial<Terms> = {},
): Promise<void> {
  const { performanceId, seatIds, sales, isFree } = performance;
  const {
    times = 1,
    without = 0,
    movedBy = 0,
    refundPolicy = performance.refundPolicy,
    blocks = performance.blocks,
  } = terms;
  const maxTicketsPerUser = terms.maxTicketsPerUser ?? performance.maxTicketsPerUser;
  const sections = (["A", "B"] as const).map((row) => {
    const lastSeat = seatIds.filter((seatId) => seatId.startsWith(row)).length - without;
    const block = blocks[row] && { block: text(blocks[row]) };
    const rows = list([map({ row: text(row), firstSeat: whole(1), lastSeat: whole(lastSeat), ...block })]);
    const price = isFree && row === "B" ? 0 : PRICES[row] * times;
    return map({ section: text(row), name: text(`Row ${row}`), price: whole(price), rows });
  });
  await write(world, `performances/${performanceId}`, {
    title: text("Swan Lake"),
    venue: text("Arts Center"),
    currency: text(CURRENCIES[performanceId] ?? "KRW"),
    startsAt: instant(BEGINNING + performance.startsAt + movedBy * DAY_MS),
    timeZone: text(performance.timeZone),
    refundPolicy: stored(refundPolicy),
    salesOpenAt: instant(BEGINNING + sales.opens),
    salesCloseAt: instant(BEGINNING + sales.closes),
    maxTicketsPerUser: whole(maxTicketsPerUser),
    sections: list(sections),
  });
}

import type { Value } from "../../local/firestore/values/value.js";
import { BEGINNING } from "../runtime/time.js";
import { PRICES, type Performance } from "./plan.js";
import type { World } from "./world.js";

const text = (stringValue: string): Value => ({ stringValue });
const whole = (integer: number): Value => ({ integerValue: String(integer) });
const instant = (millis: number): Value => ({ timestampValue: { seconds: String(millis / 1000) } });
const list = (values: Value[]): Value => ({ arrayValue: { values } });
const map = (fields: Record<string, Value>): Value => ({ mapValue: { fields } });

const DAY_MS = 24 * 3_600_000;

/** Puts a performance on sale, or changes its prices to so many times the first ones. */
export async function putOnSale(world: World, performance: Performance, times = 1): Promise<void> {
  const { performanceId, maxTicketsPerUser, seatIds } = performance;
  const sections = (["A", "B"] as const).map((row) => {
    const lastSeat = seatIds.filter((seatId) => seatId.startsWith(row)).length;
    const rows = list([map({ row: text(row), firstSeat: whole(1), lastSeat: whole(lastSeat) })]);
    return map({ section: text(row), name: text(`Row ${row}`), price: whole(PRICES[row] * times), rows });
  });
  await world.write(`performances/${performanceId}`, {
    title: text("Swan Lake"),
    venue: text("Arts Center"),
    currency: text("KRW"),
    startsAt: instant(BEGINNING + 30 * DAY_MS),
    salesOpenAt: instant(BEGINNING - DAY_MS),
    salesCloseAt: instant(BEGINNING + 29 * DAY_MS),
    maxTicketsPerUser: whole(maxTicketsPerUser),
    sections: list(sections),
  });
}

import { quantile } from "../../support/measure.js";
import type { Result } from "../report/result.js";
import { figure } from "../report/table.js";
import type { Settings } from "../settings.js";
import type { World } from "../world.js";

/**
 * Measures how fast the map of one block shows many bookings, if events are written one by one,
 * and if they are gathered.
 */
export async function hotBlock(world: World, { full }: Settings): Promise<Result> {
  const rates = full ? [5, 25, 100] : [25, 100];
  const count = full ? 450 : 100;
  // Imported only now, because the Admin SDK looks up its database when it is loaded.
  const { NETWORK_MS, show, waysToShow } = await import("../showing.js");
  const ways = await waysToShow();
  const rows: string[][] = [];
  for (const rate of rates) {
    for (const { name, instances } of ways) {
      await world.firestore.clear();
      const { failed, attempts, writes, waits } = await show(
        world,
        instances,
        rate,
        Math.min(count, 5 * rate),
      );
      const [p50, p99] = [quantile(waits, 0.5), quantile(waits, 0.99)];
      rows.push([
        `${rate}`,
        name,
        `${failed} of ${failed + waits.length}`,
        `${writes}`,
        figure(attempts / writes),
        `${figure(p50 / 1000)} s`,
        `${figure(p99 / 1000)} s`,
      ]);
    }
  }
  return {
    name: "hotBlock",
    title: "The seat map of one block in a crowd",
    about:
      `Bookings of one seat each in a block of 500 seats, ${NETWORK_MS} ms to the database and back. Each booking's event is ` +
      "delivered at once. An event that failed would be delivered again in the cloud. The time is from a booking's answer " +
      "to the write of the map that shows it, of the events that did not fail. The local Firestore has no limit on writes to " +
      "one document, where the cloud recommends at most one a second.",
    tables: [
      {
        caption: "From the booking to the map",
        columns: ["bookings a second", "events", "failed", "writes", "attempts a write", "p50", "p99"],
        rows,
      },
    ],
    plots: [],
  };
}

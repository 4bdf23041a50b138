import { writeFileSync } from "node:fs";
import { prices, usd } from "./prices.js";
import { svg } from "./report/plot.js";
import { figure, markdown } from "./report/table.js";
import { count, type Counted } from "./scale/counted.js";
import { duration, money, operationsTable, whole } from "./scale/format.js";
import { deployed, failedCommits, functionPrices, hostingPrices, limits } from "./scale/published.js";
import {
  bookings,
  coldSeconds,
  functionsUsd,
  intentWritesPerPurchase,
  rampSeconds,
  sale,
  steps,
  total,
  triesPerPurchase,
  triesPerSecond,
} from "./scale/sale.js";
import { keeping, missed, pictures, traffic, waysOf, writesPerBlock } from "./scale/watching.js";
import { watchingSection } from "./scale/watchingSection.js";
import { SHARDS } from "../../functions/src/shared/ids.js";
import type { World } from "./world.js";

/** The number of CDN caches for which the bill is computed. It is the middle one of the three numbers assumed. */
const CACHES = sale.caches[1]!;

/** Counts what a purchase costs, computes a sale of a whole stadium from it, and writes scale.md with its pictures. */
export async function writeScalePage(world: World): Promise<void> {
  const counted = await count(world, sale.seatsPerPurchase);
  for (const plot of pictures(counted))
    writeFileSync(new URL(`figures/${plot.file}.svg`, import.meta.url), svg(plot));
  writeFileSync(new URL("scale.md", import.meta.url), page(counted));
}

function page(counted: Counted): string {
  const { purchases } = bookings;
  const all = steps(counted);
  const sum = total(all);
  const tries = sale.people * sale.triesPerPerson;

  const perPurchase = intentWritesPerPurchase(counted);
  const byIndex = (limits.clockOrderedIndex.perSecond * SHARDS.length) / perPurchase;
  const { byProcessor, byConcurrency } = triesPerSecond(counted);
  const byFunctions = Math.min(byProcessor, byConcurrency);
  const byInstances = byFunctions / triesPerPurchase();
  const sellingSeconds = purchases / Math.min(byIndex, byInstances);
  const triesEachSecond = tries / sellingSeconds;
  const seatOperations = triesEachSecond * sale.seatsPerPurchase * 2;
  const { seats, map, cached } = waysOf(counted, sale.people);
  const sent = traffic(counted);
  const kept = keeping(counted);
  const shown = kept.filter(({ name }) => name.startsWith("onBookingWritten"));
  const bookingEvents = shown.reduce((so, { calls }) => so + calls, 0);
  const watched = cached[sale.caches.indexOf(CACHES)]!;
  const calls = tries + purchases + purchases * perPurchase + bookingEvents + missed(counted, CACHES);
  const costs = [
    ["Firestore, bookings and payments", usd(sum)],
    ["Firestore, to keep the seat maps", usd(total(kept))],
    [`Firestore, ${watched.name}`, watched.reads * prices.reads],
    [`traffic of the CDN, ${figure(sent.gzip + sent.head)} GB`, sent.usd],
    [
      "functions: calls, and all instances of `createBooking` and `executePayment` while the sale lasts",
      functionsUsd(calls, sellingSeconds),
    ],
  ] as const;
  const together = costs.reduce((so, [, dollars]) => so + dollars, 0);
  const bill = {
    caption: "",
    columns: ["", "$"],
    rows: [
      ...costs.map(([name, dollars]) => [name, money(dollars)]),
      ["together, for each ticket", (together / sale.seats).toFixed(5)],
    ],
  };
  const bounds = {
    caption: "",
    columns: ["what bounds it", "purchases a second", "the sale takes at least"],
    rows: (
      [
        [
          `a cold database: ${limits.ramp.perSecond} operations a second on each collection, half as many again every ${limits.ramp.everySeconds / 60} minutes`,
          purchases / coldSeconds(tries * sale.seatsPerPurchase * 2),
        ],
        [`instances: ${deployed.instances}, each with one processor`, byProcessor / triesPerPurchase()],
        [
          `instances: ${deployed.instances}, each with ${deployed.concurrency} calls at once`,
          byConcurrency / triesPerPurchase(),
        ],
        ["the index on `paymentIntents.shard` and `dueAt`", byIndex],
      ] as [string, number][]
    )
      .sort(([, one], [, other]) => one - other)
      .map(([name, rate]) => [name, figure(rate), duration(purchases / rate)]),
  };

  return `# A sale of ${whole(sale.seats)} seats to ${whole(sale.people)} people

Computed by \`npm run bench -- scale\` from what was counted on this code and from what Google publishes. Nothing here was
measured in the cloud.

Assumed: ${sale.seatsPerPurchase} seats a purchase; everybody tries ${sale.triesPerPerson} times, in the end mostly for seats that
others have; ${sale.abandonedOfTen} of 10 bookings are not paid in time and their seats sold again; ${sale.roundTripMs} ms from a
function to Firestore and back. Counted on this machine: ${figure(counted.cpuMs.sold)} ms of processor time for a booking that
gets its seats, ${figure(counted.cpuMs.taken)} ms for one that does not.

## What it writes, reads and costs

${markdown(operationsTable(all))}

${markdown(bill)}

Prices: Firestore in ${prices.location}, ${prices.source}; functions, ${functionPrices.source}; Hosting, ${hostingPrices.source}. The
free quota is not taken off; of the traffic out, only that of the seat map is in it, and of the functions' running time, only that of the two named.
The crowd that goes away empty costs more than the one that buys: ${whole(all[1]!.calls)} refusals, each ${all[1]!.each.reads} reads.

${watchingSection(counted)}

## How fast it can be

For each purchase ${figure(triesPerPurchase())} bookings are tried. A refused one writes nothing, and its failed
commit is not billed (so a maintainer says, ${failedCommits}; the documentation does not), but it touches
${sale.seatsPerPurchase} seat documents twice, once by creating and once by reading.

${markdown(bounds)}

With a warm database and \`MAX_INSTANCES\` raised to ${deployed.instances} (\`functions/.env\`) the sale is over in **${duration(sellingSeconds)}** at best, at
${whole(triesEachSecond)} tries a second.

## What must be warm before it opens

- **Instances.** All ${deployed.instances} of \`createBooking\` and those of \`executePayment\` (\`minInstances\`): the crowd comes in the
  first second, and a new instance must import its code before it answers (see [benchmarks](results.md)). ${deployed.instances} of
  each take ${2 * deployed.instances} processors of the region's quota, which all functions share (${limits.processors.source}):
  a new project may have a tenth of that, and a deployment beyond it is refused. Ask for more in time.
- **Key ranges.** A new collection should begin with ${limits.ramp.perSecond} operations a second, and get half as many again every
  ${limits.ramp.everySeconds / 60} minutes (${limits.ramp.source}); one that was idle, we assume, is as good as new. To carry ${whole(seatOperations)} operations a second on \`occupiedSeats\` traffic must
  have grown for ${duration(rampSeconds(seatOperations))} before: book and cancel seats of a rehearsal performance at a growing
  rate. That works because seat keys begin with a hash: the rehearsal's documents lie in the same key ranges.
- **The gateway.** Its own limit on charges a second is not ours to know. Claims wait for it without holding a lock.

## What breaks first

1. **A seat map that everyone listens to**, before anything else. ${whole(sale.people)} listeners on all seats read
   ${whole(seats.reads)} documents, for $${money(seats.reads * prices.reads)}, and on one map each ${whole(map.reads)}, for $${money(map.reads * prices.reads)}. Through the
   CDN it is ${whole(watched.reads)} and $${money(watched.reads * prices.reads)}.
2. **The crowd against a cold database**: see the table. Latency and \`aborted\` grow; nothing is sold twice.
3. **Instances.** ${whole(sale.people)} people in the first second are ${whole(Math.ceil(sale.people / byFunctions))} seconds of work for ${deployed.instances} instances; those
   beyond ${whole(deployed.instances * deployed.concurrency)} calls at once wait or get 429.
4. **The index on \`paymentIntents.shard\` and \`dueAt\`.** It is ordered by the clock within each of ${SHARDS.length} shards, each of which takes about
   ${limits.clockOrderedIndex.perSecond} a second (${limits.clockOrderedIndex.source}). A purchase writes its intent ${counted.intentWrites.paid} times, an abandoned one
   ${counted.intentWrites.abandoned} times: ${figure(byIndex)} purchases a second.
5. **Events.** Each write of an intent but the first is an event, ${whole(Math.min(byIndex, byInstances) * (perPurchase - 1))} a second at most, and each change of a booking is one, ${whole((Math.min(byIndex, byInstances) * bookingEvents) / purchases)} a
   second. Late ones do no harm: the seats stay with the paid booking, the sweep settles what is overdue, and a map that is late costs its viewer a
   \`SEAT_TAKEN\`.
6. **A block that everyone wants.** All its events write one map, ${figure(writesPerBlock(counted) / sellingSeconds)} a second for each block if the sale takes ${duration(sellingSeconds)}. An instance writes a
   map once a second at most, but instances that hear of the same block make each other read again. Then the map lags behind; no purchase waits for it.

But for the maps, no single document is written by more than one user: booking, intent and count are a user's own, a seat is its holder's. How
often one document can be written in the long run depends on the workload, Google says
(${limits.oneDocument.source});
it used to say ${limits.oneDocument.formerlyPerSecond} a second. The design with a document per section would find out at once.

## What then helps

- **A waiting room** that lets in as many as there is something for: ${whole(Math.min(byIndex, byInstances) * 10)} people a second would keep the functions busy. It takes
  away most of the refused tries, which are most of the load and most of what Firestore costs.
- **The seat map**, so that people ask for seats that are free. \`SEAT_MAP_POLL_MS\` slows all clients down without a release.
- **More instances**, \`MAX_INSTANCES\` in \`functions/.env\`, up to the quota of the region.
- **Several performances** share nothing but the database: what is computed here holds for each, but for the index of 4.
`;
}

import { writeFileSync } from "node:fs";
import { prices, usd } from "./prices.js";
import { figure, markdown } from "./report/table.js";
import { count, type Counted } from "./scale/counted.js";
import { cdnPrices, deployed, failedCommits, functionPrices, limits } from "./scale/published.js";
import {
  coldSeconds,
  functionsUsd,
  intentWritesPerPurchase,
  rampSeconds,
  sale,
  seatMap,
  steps,
  total,
  triesPerPurchase,
  triesPerSecond,
} from "./scale/sale.js";
import { SHARDS } from "../../functions/src/shared/ids.js";
import type { World } from "./world.js";

/** Counts what a purchase costs, computes the sale of a whole stadium from it, and writes scale.md. */
export async function writeScalePage(world: World): Promise<void> {
  writeFileSync(new URL("scale.md", import.meta.url), page(await count(world, sale.seatsPerPurchase)));
}

function page(counted: Counted): string {
  const purchases = sale.seats / sale.seatsPerPurchase;
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
  const map = seatMap(sellingSeconds);

  const operations = {
    caption: "",
    columns: ["", "calls", "reads each", "writes each", "deletes each", "reads", "writes", "deletes", "$"],
    rows: [
      ...all.map(({ name, calls, each }) => [
        name,
        whole(calls),
        ...[each.reads, each.writes, each.deletes].map(whole),
        ...[each.reads, each.writes, each.deletes].map((one) => whole(calls * one)),
        money(calls * usd(each)),
      ]),
      ["in all", "", "", "", "", whole(sum.reads), whole(sum.writes), whole(sum.deletes), money(usd(sum))],
    ],
  };
  const calls = tries + purchases + purchases * perPurchase;
  const costs = [
    ["Firestore, bookings and payments", usd(sum)],
    ["Firestore, the seat map through a CDN", map.cached.usd],
    [`the CDN, ${whole(map.requestsPerSecond)} requests a second, without its traffic`, map.cdnUsd],
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

${markdown(operations)}

${markdown(bill)}

Prices: Firestore in ${prices.location}, ${prices.source}; functions, ${functionPrices.source}; CDN, ${cdnPrices.source}. The
free quota is not taken off; traffic out is not in it.
The crowd that goes away empty costs more than the one that buys: ${whole(all[1]!.calls)} refusals, each ${all[1]!.each.reads} reads.

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
   ${whole(map.listeners.reads)} documents, for $${whole(map.listeners.usd)}: each of ${whole(map.changesPerSecond)} changes a second goes to each of
   them. Through \`GET /occupiedSeats\`, which a CDN asks for once a second, it is ${whole(map.cached.reads)} documents and
   $${money(map.cached.usd)}, and the CDN answers ${whole(map.requestsPerSecond)} requests a second. A map of all ${whole(sale.seats)} seats is
   still a slow query: ask by section, with \`seatIds\`.
2. **The crowd against a cold database**: see the table. Latency and \`aborted\` grow; nothing is sold twice.
3. **Instances.** ${whole(sale.people)} people in the first second are ${whole(Math.ceil(sale.people / byFunctions))} seconds of work for ${deployed.instances} instances; those
   beyond ${whole(deployed.instances * deployed.concurrency)} calls at once wait or get 429.
4. **The index on \`paymentIntents.shard\` and \`dueAt\`.** It is ordered by the clock within each of ${SHARDS.length} shards, each of which takes about
   ${limits.clockOrderedIndex.perSecond} a second (${limits.clockOrderedIndex.source}). A purchase writes its intent ${counted.intentWrites.paid} times, an abandoned one
   ${counted.intentWrites.abandoned} times: ${figure(byIndex)} purchases a second.
5. **Events.** Each write of an intent but the first is an event: ${whole(Math.min(byIndex, byInstances) * (perPurchase - 1))} a second at most. Late ones do no harm:
   the seats stay with the paid booking, and the sweep settles what is overdue.

No single document is written by more than one user: booking, intent and count are a user's own, a seat is its holder's. How
often one document can be written in the long run depends on the workload, Google says
(${limits.oneDocument.source});
it used to say ${limits.oneDocument.formerlyPerSecond} a second. The design with a document per section would find out at once.

## What then helps

- **A waiting room** that lets in as many as there is something for: ${whole(Math.min(byIndex, byInstances) * 10)} people a second would keep the functions busy. It takes
  away most of the refused tries, which are most of the load and most of what Firestore costs.
- **A seat map through the CDN**, so that people ask for seats that are free.
- **More instances**, \`MAX_INSTANCES\` in \`functions/.env\`, up to the quota of the region.
- **Several performances** share nothing but the database: what is computed here holds for each, but for the index of 4.
`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

function money(value: number): string {
  return value.toFixed(2);
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${figure(seconds / 3600)} h`;
}

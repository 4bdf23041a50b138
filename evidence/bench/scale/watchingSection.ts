import { existsSync, readFileSync } from "node:fs";
import { prices } from "../prices.js";
import { figure, markdown, times } from "../report/table.js";
import type { Result } from "../report/result.js";
import { looks, SEATS_PER_BLOCK } from "../scenarios/watching.js";
import type { Counted } from "./counted.js";
import { money, operationsTable, whole } from "./format.js";
import { hostingPrices, listening } from "./published.js";
import { sale } from "./sale.js";
import {
  BLOCKS,
  gatheredWrites,
  keeping,
  pictures,
  savedByGathering,
  soldOut,
  traffic,
  waysOf,
  writesPerBlock,
} from "./watching.js";

/** Writes what the seat map costs in the sale: to look at, to keep, and to open. */
export function watchingSection(counted: Counted): string {
  const [watching, opening] = pictures(counted);
  const { seats, map, gathered, cached } = waysOf(counted, sale.people);
  const { block, counts } = counted.opened.promised;
  const { looked } = counted.opened.houses.at(-1)!;
  const sent = traffic(counted);
  const full = soldOut(counted);
  const dollars = (reads: number) => money(reads * prices.reads);
  const ways = {
    caption: "",
    columns: [`${whole(sale.people)} people for ${sale.watchingSeconds} s`, "reads", "$"],
    rows: [seats, map, gathered, ...cached].map(({ name, reads }) => [name, whole(reads), dollars(reads)]),
  };
  const opened = {
    caption: "",
    columns: [`to open a house of ${whole(sale.seats)} seats`, "reads", "bytes, gzipped", "the query takes"],
    rows: (Object.keys(looks) as (keyof typeof looks)[]).map((way) => [
      looks[way],
      whole(looked[way].reads),
      whole(looked[way].gzip),
      times(counted.opened.taken.query, counted.opened.taken[way]),
    ]),
  };
  const perSecond = writesPerBlock(counted) / sale.watchingSeconds;

  return `## What the crowd sees

A house of ${BLOCKS} blocks of ${SEATS_PER_BLOCK} seats, and a document for each block that shows its seats. Assumed: each of ${whole(sale.people)} people looks at
one block, and at the counts of all, for ${sale.watchingSeconds} s; all of that time is the sale; the seats of a purchase are in one block. The answers
themselves say how often to ask and how long a cache may keep them: the map of a block every ${block.pollAfter} s and ${block.cachedFor} s, the counts of all
blocks every ${counts.pollAfter} s and ${counts.cachedFor} s. How many caches Hosting's CDN asks from is not published (that it keeps answers by \`s-maxage\` is,
${hostingPrices.caching}), so three numbers stand for it.

![${watching.title}](figures/${watching.file}.svg)

${markdown(ways)}

A listener reads each document once and again whenever it is written (${listening}); a seat that is released is a delete and
not billed. A listener on \`occupiedSeats\` hears of the whole house, because a seat's document does not tell its block. Reads of the caches are at most
so many: instances keep an answer for half a second and share it among the caches that ask them. Through the CDN it makes no difference whether a
thousand people look or a million, but for the traffic: ${whole(sent.perSecond)} answers a second, ${figure(sent.gzip)} GB of bodies and ${figure(sent.head)} GB of heads as the functions send
them, for **$${money(sent.usd)}**. We assume that the CDN compresses bodies as gzip does: the map of a block, ${whole(looked.block.json)} bytes, to ${whole(looked.block.gzip)}, the counts,
${whole(looked.counts.json)} bytes, to ${whole(looked.counts.gzip)}. Otherwise bodies are ${figure(sent.json)} GB. What listeners are sent is not in the table.

To keep the maps, in the whole sale:

${markdown(operationsTable(keeping(counted)))}

The sweep's look, whether a paid purchase is shown, is one of the ${counted.costs.sweep.reads} reads of "swept: paid" above. Each event is counted alone. Those of one block that
come together make each other read again, and a map is written ${figure(perSecond)} times a second on average. Written together, once a second
at most, it would be ${whole(gatheredWrites(counted))} times instead of ${whole(writesPerBlock(counted))}, and $${money(savedByGathering(counted))} would be saved in the whole sale.

![${opening.title}](figures/${opening.file}.svg)

${markdown(opened)}

Timed on this machine, without network time. ${staleness()}

A sold house that someone looks at all day, through one cache: by the query, asked each second, ${whole(full.query)} reads and
$${dollars(full.query)}; by the maps of all its blocks, each second, ${whole(full.blocks)} and $${dollars(full.blocks)}; by their counts, ${whole(full.counts)} and
$${dollars(full.counts)}. Locks that end need no write: a map says until when a seat is locked.`;
}

/** What was measured in the whole stack of how old an answer is, if it was. */
function staleness(): string {
  const file = new URL("../figures/staleness.json", import.meta.url);
  if (!existsSync(file)) return "";
  const { tables } = JSON.parse(readFileSync(file, "utf8")) as Result;
  const [, median, worst] = tables[0]!.rows.at(-1)!;
  return (
    `In the local suite the first answer that shows a booking comes ${median} after its commit in the median and ${worst} at ` +
    "worst ([benchmarks](results.md#how-old-a-seat-map-is)). The cloud's delivery of events is not in that, nor up to a second in " +
    "the CDN and the time until a client's next request."
  );
}

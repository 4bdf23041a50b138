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

/** The page's section about the seat map: what it costs to watch it, to keep it up to date, and to open it. */
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

  return `## What the crowd sees

A house of ${BLOCKS} blocks of ${SEATS_PER_BLOCK} seats; a document for each block shows its seats. Assumed: each of ${whole(sale.people)} people looks at
one block, and at the counts of all blocks, for ${sale.watchingSeconds} s; the whole sale falls into that time and is spread evenly over the blocks; the seats of a purchase
are in one block; Hosting's CDN stands before \`publicApi\`. The answers themselves say how often clients ask and how long a cache keeps them: the map of a
block, every ${block.pollAfter} s and ${block.cachedFor} s; the counts of all blocks, every ${counts.pollAfter} s and ${counts.cachedFor} s. That the CDN keeps answers for their \`s-maxage\` is documented
(${hostingPrices.caching}); from how many caches it asks is not, so three numbers stand for that.

![${watching.title}](figures/${watching.file}.svg)

${markdown(ways)}

A listener reads a document at its beginning and whenever it is written; a seat that is released is a delete, which is not billed
(${listening}). A listener on \`occupiedSeats\` hears of the whole house, because a seat's document
does not tell its block. An instance writes together what it hears of a block within a second, so maps are written ${whole(writesPerBlock(counted))} times each if no
instance ever hears of two events within a second, and ${whole(gatheredWrites(counted))} times if one hears of all. The reads through the CDN are upper bounds: an instance keeps an
answer for half a second and shares it among the caches that ask it. More people cost only more traffic.

**What the CDN sends**: ${whole(sent.perSecond)} answers a second; in all ${figure(sent.gzip)} GB of bodies, and ${figure(sent.head)} GB of heads as the functions send them, for
$${money(sent.usd)} at $${hostingPrices.gigabyte} a GB (${hostingPrices.source}). Assumed: the CDN compresses bodies as gzip does, the map of a block
from ${whole(looked.block.json)} bytes to ${whole(looked.block.gzip)}, the counts from ${whole(looked.counts.json)} to ${whole(looked.counts.gzip)}. If it does not, bodies are ${figure(sent.json)} GB. HTTP/2 sends shorter heads. What
listeners are sent is not in the table.

**To keep the maps**, each event written by itself:

${markdown(operationsTable(keeping(counted)))}

Written together, a second's events cost less: $${money(savedByGathering(counted))} less in the whole sale if one instance hears of all events of a block. Instances that write the same
map make each other read again, which is not in it (\`npm run bench -- hotBlock\` measures that). The sweep's look, whether a paid purchase is shown, is one of the ${counted.costs.sweep.reads} reads of
"swept: paid" above.

**To open a house** in the middle of a sale, with half of its seats occupied:

![${opening.title}](figures/${opening.file}.svg)

${markdown(opened)}

Timed on this machine, without network time; "the query takes" says how many times as long.
${staleness()}

**A sold house that someone looks at all day**, through one cache: by the query, asked each second, ${whole(full.query)} reads and
$${dollars(full.query)}; by the maps of all its blocks, each second, ${whole(full.blocks)} and $${dollars(full.blocks)}; by their counts, each ${counts.cachedFor} s, ${whole(full.counts)} and
$${dollars(full.counts)}.`;
}

/** Tells how old an answer of the seat map is, as measured by staleness.ts. Empty if there is no measurement. */
function staleness(): string {
  const file = new URL("../figures/staleness.json", import.meta.url);
  if (!existsSync(file)) return "";
  const { tables } = JSON.parse(readFileSync(file, "utf8")) as Result;
  const [, median, worst] = tables[0]!.rows.at(-1)!;
  return (
    `In the local suite the first answer that shows a booking comes ${median} after its commit in the median and ${worst} at\n` +
    "worst ([benchmarks](results.md#how-old-a-seat-map-is)); what the cloud takes to deliver an event, up to a second in the CDN,\n" +
    "and a client's wait until its next request come on top."
  );
}

import { setTimeout } from "node:timers/promises";
import { chromium, type Browser, type Page } from "playwright-core";
import type { Performance } from "../../functions/src/performances/performance.js";
import { blocksOf, seatIdsOf } from "../../functions/src/seatmap/domain/blocks.js";
import { findChromium, NO_CHROMIUM } from "../../suite/chromium.js";
import { withDatabase } from "../../suite/database.js";
import { checkLayouts } from "../../suite/layoutFile.js";
import { loadLayouts } from "../../suite/layoutStore.js";
import { loadPerformances } from "../../suite/load.js";
import { checkPerformances } from "../../suite/performanceFile.js";
import { concert } from "../../suite/stadium.js";
import { stadium } from "../../suite/venues/stadium.js";
import { median } from "../support/measure.js";
import { keep } from "./report/page.js";
import type { Result } from "./report/result.js";
import { figure, markdown, type Table } from "./report/table.js";
import { sections } from "./scenarios/index.js";
import { sell, type Sale } from "./shop/sale.js";
import { follow, noted, SLOWED, sum, tasksOf, visit, type Noted } from "./shop/visit.js";

// Run by `npm run stack -- tsx evidence/bench/shop.ts`, because the whole stack serves the shop. It measures the
// shop in Chromium on a slowed processor, prints what it found, and writes it to results.md.

// The names are new for each run, because the seats of an earlier run are taken.
const HOUSE = `stadium_${Date.now()}`;
const HALL = `hall_${Date.now()}`;
const HALL_BLOCK = "1F-A";
/** A block with curved rows, in the stadium. */
const STADIUM_BLOCK = "217";
const ROUNDS = 5;
/** How long to wait after a page is opened, in milliseconds. */
const SETTLED_MS = 6_000;
/** How long a page is followed while seats are sold, in milliseconds. */
const FOLLOWED_MS = 20_000;
/** Tasks that take longer than this, in milliseconds, are counted. A page cannot paint during a task. */
const SMOOTH_MS = 50;

/** A performance whose only block has 1,000 seats: 20 rows of 50. */
function hall(now: number) {
  const rows = Array.from("ABCDEFGHIJKLMNOPQRST", (row) => ({
    row,
    block: HALL_BLOCK,
    firstSeat: 1,
    lastSeat: 50,
  }));
  const { layoutId: _, ...event } = concert(now);
  return {
    ...event,
    title: "A block of 1,000 seats",
    sections: [{ section: "R", name: "R", price: 100_000, rows }],
  };
}

async function load(): Promise<Record<string, Performance>> {
  const layouts = checkLayouts({ stadium }, "stadium");
  const now = Date.now();
  const performances = checkPerformances({ [HOUSE]: concert(now), [HALL]: hall(now) }, "shop");
  await withDatabase(undefined, async ({ db }) => {
    await loadLayouts(db, layouts, "stadium");
    await loadPerformances(db, performances);
  });
  return performances;
}

const seatsByBlock = (performance: Performance): Map<string, string[]> =>
  new Map(blocksOf(performance).map((block) => [block.block, seatIdsOf(block)]));

/** Measures how pages load through a slow network with an empty cache. */
async function opened(browser: Browser): Promise<Table> {
  const pages = [
    ["the performances", "/"],
    ["a block of 1,000 seats", `/p/${HALL}/${HALL_BLOCK}`],
    ["the stadium", `/p/${HOUSE}`],
    ["a block of the stadium", `/p/${HOUSE}/${STADIUM_BLOCK}`],
  ] as const;
  const rows: string[][] = [];
  for (const [name, path] of pages) {
    const readings: Noted[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const page = await visit(browser, "slow 4G");
      await page.goto(path);
      await setTimeout(SETTLED_MS);
      readings.push(await noted(page));
      await page.context().close();
    }
    const middle = (key: keyof Noted) => median(readings.map((reading) => reading[key]));
    rows.push([
      name,
      `${figure(middle("paint") / 1_000)} s`,
      `${figure(middle("blocking"))} ms`,
      middle("shift").toFixed(3),
    ]);
  }
  return {
    caption: `Opened on slow 4G with nothing stored, the median of ${ROUNDS}`,
    columns: ["page", "largest paint", "total blocking time", "layout shift"],
    rows,
  };
}

/** A row of the table: the time of all tasks together, the longest task, and how many are above `SMOOTH_MS`. */
const smoothness = (name: string, meanwhile: string, tasks: readonly number[]): string[] => [
  name,
  meanwhile,
  `${figure(sum(tasks))} ms`,
  `${figure(Math.max(...tasks))} ms`,
  String(tasks.filter((task) => task > SMOOTH_MS).length),
];

/** Follows a page during a sale, and then ends the sale. */
async function through(browser: Browser, page: Page, name: string, sale: Sale): Promise<string[]> {
  let polls = 0;
  page.on("response", (response) => {
    if (response.url().includes("/api/seatMaps/")) polls++;
  });
  const tasks = await tasksOf(browser, page, FOLLOWED_MS, () => Promise.resolve());
  const booked = sale.booked();
  await sale.end();
  return smoothness(name, `${booked} seats booked, ${polls} polls`, tasks);
}

/** Opens the stadium, a block of it and the block of 1,000 seats. Follows each of them during a sale. */
async function followed(browser: Browser, house: Performance, hall: Performance): Promise<Table> {
  const [inHouse, inHall] = [seatsByBlock(house), seatsByBlock(hall)];
  const watched = inHouse.get(STADIUM_BLOCK)!;
  // Each turn sells four seats in every block, so that all blocks of the house change.
  const everywhere = Array.from({ length: 10 }, (_, turn) =>
    [...inHouse.values()].map((seats) => seats.slice(4 * turn, 4 * turn + 4)),
  ).flat(2);
  const unseen = watched.slice(40);
  const page = await visit(browser, "local");
  await page.goto("/");
  await setTimeout(SETTLED_MS);
  const open = (path: string) => tasksOf(browser, page, SETTLED_MS, () => follow(page, path));
  const back = async () => {
    await page.evaluate("history.back()");
    await setTimeout(SETTLED_MS);
  };
  const rows = [
    smoothness("the stadium is opened", "", await open(`/p/${HOUSE}`)),
    await through(browser, page, "it is followed", sell(HOUSE, everywhere)),
    smoothness(
      `a block of ${watched.length} seats is opened`,
      "",
      await open(`/p/${HOUSE}/${STADIUM_BLOCK}`),
    ),
    await through(browser, page, "it is followed", sell(HOUSE, unseen)),
  ];
  await back();
  await back();
  rows.push(
    smoothness("a block of 1,000 seats is opened", "", await open(`/p/${HALL}`)),
    await through(browser, page, "it is followed", sell(HALL, inHall.get(HALL_BLOCK)!)),
  );
  await page.context().close();
  return {
    caption: `The work of the page's main thread, in the ${SETTLED_MS / 1_000} s after a page is opened and in ${FOLLOWED_MS / 1_000} s of a sale`,
    columns: ["", "meanwhile", "in all", "longest task", `tasks above ${SMOOTH_MS} ms`],
    rows,
  };
}

const executablePath = findChromium();
if (executablePath === null) throw new Error(NO_CHROMIUM);
const performances = await load();
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const tables: Table[] = [];
  const measures = [
    () => opened(browser),
    () => followed(browser, performances[HOUSE]!, performances[HALL]!),
  ];
  for (const measure of measures) {
    const table = await measure();
    tables.push(table);
    console.log(`${table.caption}\n\n${markdown(table)}\n`);
  }
  const result: Result = {
    name: "shop",
    title: "How smooth the shop is",
    command: "npm run stack -- tsx evidence/bench/shop.ts",
    about:
      `Chromium as a phone of 360 × 780 pixels, its processor slowed ${SLOWED} times, on a machine that also runs the whole ` +
      "service. Total blocking time is the part of each task beyond 50 ms, by the clock; the work of the main thread is " +
      "processor time, so that other processes are not in it. Wished: largest paint 1.8 s, blocking 100 ms, no shift, no task " +
      "above 50 ms. The local Hosting does not compress what the functions answer (203 KB for the stadium), as Google's does.",
    tables,
    plots: [],
  };
  keep(result, sections);
} finally {
  await browser.close();
}

import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { root } from "../../suite/settings.js";
import { onSale } from "../support/shopData.js";
import { book, pay, press, seat } from "../support/steps.js";
import { newVisitor, shop, useBrowser } from "../support/visitors.js";

const KB = 1_024;

/** The size in bytes of those of the files that have this ending, each of them compressed by gzip. */
async function gzipped(paths: readonly string[], ending: string): Promise<number> {
  const files = [...new Set(paths)].filter((path) => path.endsWith(ending));
  expect(files).to.not.be.empty;
  const sizes = files.map(async (path) => gzipSync(await readFile(`${root}web/dist${path}`)).length);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Notes when the first seat is seen. It runs in the page, before the page's own scripts. */
const NOTE_FIRST_SEAT = `
  new MutationObserver((_, observer) => {
    if (document.querySelector("[role=gridcell]") === null) return;
    window.firstSeatAt = performance.now();
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
`;

/** Lists what the page began to load before its first seat was seen. */
const BEFORE_FIRST_SEAT = `
  performance.getEntriesByType("resource")
    .filter(({ startTime }) => startTime < window.firstSeatAt)
    .map(({ name }) => name)
`;

/**
 * Opens a block with an empty cache. `untilSeats` are the addresses that are asked for before the first seat is seen.
 * `asked` are all addresses, also those that the open page asks for later.
 */
async function openBlock() {
  const id = await onSale();
  const { page } = await newVisitor();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url().replace(shop, "")));
  await page.addInitScript(NOTE_FIRST_SEAT);
  await page.goto(`/p/${id}/b1`);
  await seat(page, "A", 1, "free").waitFor();
  const untilSeats = await page.evaluate<string[]>(BEFORE_FIRST_SEAT);
  return { id, page, asked, untilSeats: untilSeats.map((address) => address.replace(shop, "")) };
}

describe("the budgets of the shop", function () {
  this.timeout(120_000);
  useBrowser();

  it("loads at most 20 KB of script before the first seat is seen, and 8 KB of style", async () => {
    const { untilSeats } = await openBlock();
    expect(await gzipped(untilSeats, ".js")).to.be.at.most(20 * KB);
    expect(await gzipped(untilSeats, ".css")).to.be.at.most(8 * KB);
    expect(untilSeats.filter((path) => /\.(woff2?|ttf|png|jpe?g|webp|svg)$/.test(path))).to.be.empty;
  });

  it("loads at most 75 KB of script for all pages together", async () => {
    const { id, page, asked } = await openBlock();
    await press(page, "A1");
    await book(page);
    await pay(page);
    await page.getByRole("heading", { name: "Paid. The seats are yours." }).waitFor();
    for (const path of ["/", "/bookings", `/house/${id}`]) {
      await page.goto(path);
      await page.getByRole("heading", { level: 1 }).waitFor();
    }
    expect(await gzipped(asked, ".js")).to.be.at.most(75 * KB);
  });

  it("asks the service at most three times to open a block, and once for a poll", async () => {
    const { id, page, asked, untilSeats } = await openBlock();
    const asks = untilSeats.filter((path) => path.startsWith("/api/"));
    expect(asks).to.include(`/api/seatMaps/${id}/b1`);
    expect(asks.length).to.be.at.most(3);
    // Scripts that only buyers need are loaded while the page has nothing else to do. Wait for them.
    await page.waitForLoadState("networkidle");
    const before = asked.length;
    for (let poll = 0; poll < 3; poll++) await page.waitForResponse(`**/api/seatMaps/${id}/b1`);
    expect(asked.slice(before)).to.deep.equal(Array(3).fill(`/api/seatMaps/${id}/b1`));
  });
});

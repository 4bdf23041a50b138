import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import axe, { type AxeResults } from "axe-core";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { loadLayouts } from "../../suite/layoutStore.js";
import { root } from "../../suite/settings.js";
import { grandHall, grandHallSections } from "../../suite/venues/grandHall.js";
import { booksOf, db, onSale } from "../support/shopData.js";
import { book, focused, pay, seat, tabTo } from "../support/steps.js";
import { newVisitor, shop, useBrowser, visit } from "../support/visitors.js";

const inHall = (changes: object = {}) =>
  onSale({ layoutId: "grand_hall", sections: grandHallSections, ...changes });

async function assertAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate<AxeResults>("axe.run()");
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)).to.deep.equal(
      [],
    );
  }
}

/** The middle of each seat of a row on the screen, from the seat with the lowest number on. */
const middlesOf = (page: Page, row: string) =>
  page.evaluate<{ x: number; y: number }[]>(`
    [...document.querySelectorAll('[aria-label^="Row ${row}, seat "]')].map((seat) => {
      const { left, top, width, height } = seat.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    })`);

const LANGUAGES = [
  {
    language: "en-US",
    tile: /^Stalls B ₩150,000 · ₩100,000 250 left$/,
    first: "Row B-A, seat 1, VIP, ₩150,000, free",
    below: "Row B-B, seat 1, VIP, ₩150,000, free",
    wheelchair: "Row B-L, seat 2, wheelchair place, Royal, ₩100,000",
    states: ["free", "chosen"],
    legend: "wheelchair place",
    book: "Book",
  },
  {
    language: "ko-KR",
    tile: /^1층 B구역 150,000원 · 100,000원 250석 남음$/,
    first: "B-A열 1번, VIP, 150,000원, 선택 가능",
    below: "B-B열 1번, VIP, 150,000원, 선택 가능",
    wheelchair: "B-L열 2번, 휠체어석, Royal, 100,000원",
    states: ["선택 가능", "선택함"],
    legend: "휠체어석",
    book: "예매하기",
  },
] as const;

describe("a house with a layout in the shop", function () {
  this.timeout(120_000);
  useBrowser();
  before(() => loadLayouts(db, { grand_hall: grandHall }, "a test"));

  for (const words of LANGUAGES) {
    it(`is bought from by keyboard alone, in ${words.language}, and has no findings of axe`, async () => {
      const id = await inHall();
      const { page } = await visit(`/p/${id}`, { language: words.language });
      const { keyboard } = page;
      const cell = (name: string) => page.getByRole("gridcell", { name, exact: true });
      const tile = page.getByRole("link", { name: words.tile });
      await page.locator(".house-map .count", { hasText: "250" }).waitFor();
      await assertAccessible(page);
      await tabTo(tile);
      await keyboard.press("Enter");
      await cell(words.first).waitFor();
      await tabTo(page.getByRole("radio").first());
      // The whole map is one stop of the Tab key.
      await keyboard.press("Tab");
      await focused(cell(words.first)).waitFor();
      await keyboard.press("ArrowDown");
      await focused(cell(words.below)).waitFor();
      for (let row = 2; row < 11; row++) await keyboard.press("ArrowDown");
      await keyboard.press("Home");
      await keyboard.press("ArrowRight");
      await focused(cell(`${words.wheelchair}, ${words.states[0]}`)).waitFor();
      await keyboard.press("Space");
      await cell(`${words.wheelchair}, ${words.states[1]}`).waitFor();
      await page.getByRole("listitem").filter({ hasText: words.legend }).waitFor();
      await assertAccessible(page);
      await tabTo(page.getByRole("button", { name: words.book, exact: true }));
      await keyboard.press("Enter");
      await page.getByRole("timer").waitFor();
      const { bookings } = await booksOf(id);
      expect(bookings.map(({ seatIds }) => seatIds as string[])).to.deep.equal([["B-L2"]]);
    });
  }

  it("shows curved rows with an aisle, whose seats are targets of 24 pixels, also between the shapes", async () => {
    const id = await inHall();
    const { page } = await visit(`/p/${id}/1F-B`, { width: 360, height: 780 });
    await seat(page, "B-L", 1, "free").waitFor();
    const row = await middlesOf(page, "B-L");
    const steps = row.slice(1).map(({ x, y }, index) => Math.hypot(x - row[index]!.x, y - row[index]!.y));
    const aisle = row.length / 2 - 1;
    expect(steps[aisle]).to.be.closeTo(48, 1);
    for (const [index, step] of steps.entries()) if (index !== aisle) expect(step).to.be.within(23.5, 25);
    // The row bends up at both ends, and is the same on both sides.
    expect(row[0]!.y).to.be.lessThan(row[aisle]!.y - 20);
    expect(row[0]!.y).to.be.closeTo(row.at(-1)!.y, 2);
    await page.evaluate(
      `document.querySelector('[aria-label^="Row B-E, seat 10,"]').scrollIntoView({ block: "center", inline: "center" })`,
    );
    const { x, y } = (await middlesOf(page, "B-E"))[9]!;
    await page.mouse.click(x - 11, y + 11);
    await seat(page, "B-E", 10, "chosen").waitFor();
  });

  it("leads from the drawing of the house to a block, and sells there", async () => {
    const id = await inHall();
    const { page } = await visit(`/p/${id}`);
    await page.locator(".house-map a", { hasText: "Stalls C" }).click();
    await page.getByRole("heading", { name: "Stalls C" }).waitFor();
    await page.getByText("↖ Stage").waitFor();
    await seat(page, "C-A", 3, "free").click();
    await book(page);
    await pay(page);
    await page.getByRole("heading", { name: "Paid. The seats are yours." }).waitFor();
    await page.goto(`/house/${id}`);
    await page.locator(".house-map a", { hasText: "Stalls C" }).getByText("158").waitFor();
  });

  it("is drawn straight where the layout cannot be loaded", async () => {
    const id = await inHall();
    const { page, mayFail } = await newVisitor();
    mayFail(/layouts\/grand_hall/);
    await page.route("**/api/layouts/**", (route) => route.abort());
    await page.goto(`/p/${id}`);
    await page.getByRole("link", { name: /^1F-B ₩150,000 · ₩100,000 250 left$/ }).click();
    await seat(page, "B-A", 1, "free").waitFor();
    const row = await middlesOf(page, "B-A");
    for (const { y } of row) expect(y).to.be.closeTo(row[0]!.y, 0.5);
  });

  it("opens a block with three requests and 20 KB of script, in both languages", async () => {
    const id = await inHall();
    for (const language of ["en-US", "ko-KR"] as const) {
      const { page } = await newVisitor({ language });
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url().replace(shop, "")));
      // Scripts that only buyers need are held back until the first seat is seen.
      await page.route(/laterParts|Later-/, async (route) => {
        await page.getByRole("gridcell").first().waitFor();
        await route.continue();
      });
      await page.goto(`/p/${id}/1F-A`);
      await page.getByRole("gridcell").first().waitFor();
      const scripts = asked.filter((path) => path.endsWith(".js") && !/laterParts|Later-/.test(path));
      const sizes = scripts.map(async (path) => gzipSync(await readFile(`${root}web/dist${path}`)).length);
      const size = (await Promise.all(sizes)).reduce((sum, each) => sum + each, 0);
      expect(size).to.be.within(10_000, 20 * 1_024);
      const asks = asked.filter((path) => path.startsWith("/api/"));
      expect(asks.slice(0, 3)).to.have.members([
        `/api/performances/${id}`,
        `/api/seatMaps/${id}/1F-A`,
        "/api/layouts/grand_hall",
      ]);
    }
  });
});

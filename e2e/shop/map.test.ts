import { expect } from "chai";
import type { Page } from "playwright-core";
import { loadLayouts } from "../../suite/layoutStore.js";
import { grandHall, grandHallSections } from "../../suite/venues/grandHall.js";
import { stadium, stadiumSections } from "../../suite/venues/stadium.js";
import { db, onSale } from "../support/shopData.js";
import { seat } from "../support/steps.js";
import { newVisitor, useBrowser, visit } from "../support/visitors.js";

/** Adds up the browser's scores for jumps of what is already seen. It runs in the page before the page's scripts. */
const NOTE_SHIFTS = `
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) window.shifted += value;
  }).observe({ type: "layout-shift", buffered: true });
`;

/** Which part of the drawing is in the middle of its frame, from 0 at the left to 1 at the right. */
const middleOf = (page: Page) =>
  page.evaluate<number>(`{
    const { scrollLeft, clientWidth, scrollWidth } = document.querySelector(".map");
    (scrollLeft + clientWidth / 2) / scrollWidth;
  }`);

describe("the maps of the shop", function () {
  this.timeout(120_000);
  useBrowser();
  before(() => loadLayouts(db, { grand_hall: grandHall, stadium }, "a test"));

  it("keep in the middle what is there while they grow, and say when they can grow or shrink no more", async () => {
    const id = await onSale({ layoutId: "grand_hall", sections: grandHallSections });
    const { page } = await visit(`/p/${id}/1F-B`, { width: 360, height: 740 });
    await seat(page, "B-A", 1).waitFor();
    const larger = page.getByRole("button", { name: "Larger" });
    const smaller = page.getByRole("button", { name: "Smaller" });
    expect(await smaller.getAttribute("aria-disabled")).to.equal("false");
    await page.evaluate(`document.querySelector(".map").scrollLeft += 60`);
    const before = await middleOf(page);
    expect(before).to.not.be.closeTo(0.5, 0.02);
    await larger.click();
    await larger.click();
    expect(await larger.getAttribute("aria-disabled")).to.equal("true");
    expect(await smaller.getAttribute("aria-disabled")).to.equal("false");
    expect(await middleOf(page)).to.be.closeTo(before, 0.02);
  });

  it("show a wide block as a whole, where a press leads to the place and chooses nothing", async () => {
    const id = await onSale({ layoutId: "grand_hall", sections: grandHallSections });
    const { page } = await visit(`/p/${id}/1F-B`, { width: 360, height: 740 });
    await seat(page, "B-A", 1).waitFor();
    const width = () => page.evaluate<number>(`document.querySelector("svg.seats").clientWidth`);
    const smaller = page.getByRole("button", { name: "Smaller" });
    while ((await smaller.getAttribute("aria-disabled")) === "false") await smaller.click();
    expect(
      await page.evaluate(
        `{ const map = document.querySelector(".map"); map.scrollWidth - map.clientWidth }`,
      ),
    ).to.equal(0);
    const overview = await width();
    await seat(page, "B-A", 1, "free").click({ force: true });
    expect(await width()).to.be.above(2 * overview);
    expect(await page.getByRole("button", { name: /^Remove/ }).count()).to.equal(0);
    const shown = await seat(page, "B-A", 1).boundingBox();
    expect(shown!.x).to.be.within(0, 336);
    await seat(page, "B-A", 1, "free").click({ force: true });
    await page.getByRole("button", { name: "Remove seat B-A1" }).waitFor();
  });

  it("fit the window again when it changes, until somebody zooms", async () => {
    const id = await onSale();
    const { page } = await visit(`/p/${id}/b1`, { width: 360, height: 740 });
    await seat(page, "A", 1).waitFor();
    const sizeAt = async (width: number) => {
      await page.setViewportSize({ width, height: 740 });
      await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
      return page.evaluate<number>(`document.querySelector("svg.seats").clientWidth`);
    };
    const narrow = await sizeAt(360);
    const wide = await sizeAt(700);
    expect(wide).to.be.above(narrow);
    expect(await sizeAt(360)).to.equal(narrow);
    await page.getByRole("button", { name: "Larger" }).click();
    expect(await sizeAt(700)).to.be.within(narrow + 1, wide);
  });

  it("name the blocks of a stadium also on a phone, from close by", async () => {
    const id = await onSale({ layoutId: "stadium", sections: stadiumSections });
    const { page } = await visit(`/p/${id}`, { width: 360, height: 740 });
    const map = page.locator(".house-map");
    const name = map.getByText("217", { exact: true });
    await name.waitFor({ state: "attached" });
    expect(await name.isVisible()).to.equal(false);
    expect((await map.boundingBox())!.width).to.be.at.most(360);
    await page.getByText("Larger").click();
    await name.scrollIntoViewIfNeeded();
    expect(await name.isVisible()).to.equal(true);
    expect((await name.boundingBox())!.height).to.be.at.least(9);
    await name.click({ force: true });
    await page.getByRole("heading", { level: 2, name: "Block 217" }).waitFor();
  });

  it("show the whole seat with the focus, its name below it, and the bar below both", async () => {
    const id = await onSale({ layoutId: "stadium", sections: stadiumSections });
    const { page } = await visit(`/p/${id}/217`, { width: 740, height: 360 });
    await page.locator('.seat[tabindex="0"]').focus();
    await page.locator(".bar").waitFor();
    await page.keyboard.press(" ");
    await page.getByRole("region", { name: "1 seat" }).waitFor();
    const rows = await page.getByRole("grid").getAttribute("aria-rowcount");
    await page
      .getByRole("row")
      .nth(Number(rows) - 1)
      .waitFor();
    for (let row = 1; row < Number(rows); row++) {
      await page.keyboard.press("ArrowDown");
      const [seat, name, bar] = await page.evaluate<{ top: number; bottom: number }[]>(
        '[".focus", ".pointed", ".bar"].map((part) => document.querySelector(part).getBoundingClientRect().toJSON())',
      );
      expect(seat!.bottom).to.be.at.most(name!.top);
      expect(seat!.bottom).to.be.at.most(bar!.top);
    }
    await page
      .getByRole("row")
      .nth(Number(rows) - 1)
      .locator(":focus")
      .waitFor();
  });

  it("list the blocks of a drawn house by their names", async () => {
    const sections = [...grandHallSections].reverse();
    const id = await onSale({ layoutId: "grand_hall", sections });
    const { page } = await visit(`/p/${id}`);
    const names = page.locator(".block-name");
    await names.nth(Object.keys(grandHall.blocks).length - 1).waitFor();
    const ids = await page
      .locator("a.block")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")!));
    expect(ids.map((path) => path.split("/").at(-1)!)).to.deep.equal(Object.keys(grandHall.blocks).sort());
  });

  it("let nothing jump while they are loaded", async () => {
    const plain = await onSale();
    const drawn = await onSale({ layoutId: "grand_hall", sections: grandHallSections });
    for (const path of [`/p/${plain}`, `/p/${plain}/b1`, `/p/${drawn}`, `/p/${drawn}/1F-B`]) {
      const { page } = await newVisitor({ width: 360, height: 740 });
      await page.addInitScript(NOTE_SHIFTS);
      await page.goto(path);
      await page.getByRole("gridcell").or(page.getByText("left").first()).first().waitFor();
      await page.waitForLoadState("networkidle");
      expect(await page.evaluate("window.shifted"), path).to.equal(0);
    }
  });
});

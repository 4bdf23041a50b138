import { expect } from "chai";
import { booksOf, inDays, onSale } from "../support/shopData.js";
import { book, pay, press, seat, secondsLeft } from "../support/steps.js";
import { newVisitor, useBrowser, visit } from "../support/visitors.js";

const HOUR_MS = 60 * 60_000;

describe("time in the shop", function () {
  this.timeout(120_000);
  useBrowser();

  for (const [name, hours] of [
    ["slow", -1],
    ["fast", 1],
  ] as const) {
    it(`counts down from five minutes on a computer whose clock is an hour ${name}`, async () => {
      const id = await onSale();
      const { page } = await newVisitor();
      await page.clock.install({ time: Date.now() + hours * HOUR_MS });
      await page.goto(`/p/${id}/b1`);
      const wrong = await page.evaluate("Date.now()");
      expect(Number(wrong) - Date.now()).to.be.closeTo(hours * HOUR_MS, 60_000);
      await press(page, "A1");
      await book(page);
      expect(await secondsLeft(page)).to.be.within(290, 300);
      await page.reload();
      await page.getByRole("timer").waitFor();
      expect(await secondsLeft(page)).to.be.within(270, 300);
      await pay(page);
      await page.getByRole("heading", { name: "Paid. The seats are yours." }).waitFor();
    });
  }

  it("says when the time is over, and does not offer to pay any more", async () => {
    const id = await onSale();
    const { page } = await newVisitor();
    await page.clock.install();
    await page.goto(`/p/${id}/b1`);
    await press(page, "A1");
    await book(page);
    await page.clock.fastForward("04:10");
    await page.getByRole("status").getByText("1 minute left to pay").waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Pay ₩100,000" }).waitFor();
    await page.clock.fastForward("01:00");
    await page.getByRole("heading", { level: 1, name: "Time to pay is over" }).waitFor();
    await page.getByRole("alert").getByText("The seats can be booked again.").waitFor();
    expect(await page.getByRole("button", { name: /^(Pay|Cancel)/ }).count()).to.equal(0);
    expect((await booksOf(id)).charges).to.be.empty;
    await page.getByRole("link", { name: "Choose seats again" }).click();
    await seat(page, "A", 1, "chosen").waitFor();
  });

  it("shows a performance that could not be loaded once there is a connection again, without being asked", async () => {
    // The list shows only the fifty performances that begin first, so this one begins soon.
    const id = await onSale({ startsAt: inDays(1), salesCloseAt: inDays(1) });
    const { page, context, mayFail } = await visit("/");
    await page
      .getByRole("link")
      .and(page.locator(`[href="/p/${id}"]`))
      .waitFor();
    mayFail(/performances/);
    await context.setOffline(true);
    await page.locator(`[href="/p/${id}"]`).click();
    await page.getByRole("alert").getByText("The service cannot be reached.").waitFor();
    await context.setOffline(false);
    await page.getByRole("heading", { name: "Choose a block" }).waitFor();
  });

  it("says after ten seconds without a connection that the map is not up to date, and mends itself", async () => {
    const id = await onSale();
    const { page, context, mayFail } = await visit(`/p/${id}/b1`);
    await seat(page, "A", 1, "free").waitFor();
    await page.getByText("Choose up to 4 seats").waitFor();
    const line = page.getByRole("status").getByText("Not up to date");
    mayFail(/seatMaps/);
    await context.setOffline(true);
    const since = Date.now();
    await line.waitFor();
    // When the connection breaks, the last answer may already be as old as the pause between two polls.
    expect(Date.now() - since).to.be.within(5_000, 15_000);
    await seat(page, "A", 1, "free").waitFor();
    await context.setOffline(false);
    await line.waitFor({ state: "detached" });
  });
});

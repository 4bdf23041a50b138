import { expect } from "chai";
import type { BrowserContext, Page } from "playwright-core";
import { signIn, signOutAll } from "../../suite/client.js";
import { booksOf, onSale } from "../support/shopData.js";
import { book, cancel, focused, pay, press, seat } from "../support/steps.js";
import { newVisitor, useBrowser, visit } from "../support/visitors.js";

/** Does what a browser does when the user looks at a tab again. */
async function lookAt(page: Page): Promise<void> {
  await page.evaluate('document.dispatchEvent(new Event("visibilitychange", { bubbles: true }))');
}

/** Keeps from a page, before it is opened, what other tabs store. */
async function deafen(page: Page): Promise<void> {
  await page.addInitScript('addEventListener("storage", (event) => event.stopImmediatePropagation(), true)');
}

/** Opens the page of a payment in another tab, and pays there. */
async function payInAnother(context: BrowserContext, address: string): Promise<void> {
  const tab = await context.newPage();
  await tab.goto(address);
  await pay(tab);
  await paidIn(tab).waitFor();
}

const paidIn = (page: Page) => page.getByRole("heading", { name: "Paid. The seats are yours." });

describe("a buyer with several tabs, or several bookings", function () {
  this.timeout(120_000);
  useBrowser();
  after(signOutAll);

  it("sees at once in a tab that is in sight what was paid and cancelled in another", async () => {
    const id = await onSale();
    const { page, context } = await visit(`/p/${id}/b1`);
    await press(page, "A1");
    await book(page);
    await payInAnother(context, page.url());
    await paidIn(page).waitFor();
    expect((await booksOf(id)).charges).to.have.length(1);
    await page.goto(`/p/${id}/b1`);
    await press(page, "A2");
    await book(page);
    const tab = await context.newPage();
    await tab.goto(page.url());
    await cancel(tab);
    await page.getByRole("heading", { level: 1, name: "Cancelled" }).waitFor();
    await page.getByText("This booking is cancelled already.").waitFor();
  });

  it("sees, when it looks at a tab again, that the booking was paid in another", async () => {
    const id = await onSale();
    const { page, context } = await newVisitor();
    await deafen(page);
    await page.goto(`/p/${id}/b1`);
    await press(page, "A1");
    await book(page);
    await payInAnother(context, page.url());
    await page.getByRole("timer").waitFor();
    await lookAt(page);
    await paidIn(page).waitFor();
  });

  it("is not told that the time is over before it is known whether the booking was paid in another tab", async () => {
    const id = await onSale();
    const { page, context, mayFail } = await newVisitor();
    await page.clock.install();
    await deafen(page);
    await page.goto(`/p/${id}/b1`);
    await press(page, "A1");
    await book(page);
    await payInAnother(context, page.url());
    mayFail(/getMyBookings/, /executePayment/);
    await context.setOffline(true);
    await page.clock.fastForward("05:10");
    await page.getByText("We are asking whether you paid elsewhere.").waitFor();
    expect(await page.getByText("can be booked again").count()).to.equal(0);
    await context.setOffline(false);
    await paidIn(page).waitFor();
  });

  it("keeps both of two unpaid bookings, also after a third one was refused", async () => {
    const id = await onSale();
    const { page, mayFail } = await visit(`/p/${id}/b1`);
    const notices = ["A1: yours for now, and not paid yet.", "B1: yours for now, and not paid yet."];
    await press(page, "A1");
    await book(page);
    await page.goBack();
    await page.getByText(notices[0]!).waitFor();
    await press(page, "B1");
    await book(page);
    await page.goBack();
    for (const notice of notices) await page.getByText(notice).waitFor();
    await page.getByText("Choose up to 4 seats").waitFor();
    await press(page, "C1");
    const other = await signIn();
    await other.call("createBooking", { performanceId: id, seatIds: ["C1"], paymentMethod: "CREDIT_CARD" });
    mayFail(/createBooking/);
    await page.getByRole("button", { name: "Book", exact: true }).click();
    await page.getByText("Seat C1 was just taken").first().waitFor();
    for (const notice of notices) await page.getByText(notice).waitFor();
    await page.getByRole("link", { name: "All blocks" }).click();
    for (const notice of notices) await page.getByText(notice).waitFor();
    expect(await page.getByText("Chosen so far").count()).to.equal(0);
    await page.getByRole("link", { name: "Go on to pay" }).first().click();
    await pay(page);
    await paidIn(page).waitFor();
    await page.goto(`/p/${id}/b2`);
    await page.getByText(notices[1]!).waitFor();
    expect(await page.getByText(notices[0]!).count()).to.equal(0);
  });

  it("is not told in a copy of the tab that somebody else took the seats", async () => {
    const id = await onSale();
    const { page, context } = await visit(`/p/${id}/b1`);
    await press(page, "A1");
    await page.getByRole("button", { name: "Remove seat A1" }).waitFor();
    // A browser copies what a tab keeps when its user duplicates the tab.
    const kept = await page.evaluate("JSON.stringify(sessionStorage)");
    const copy = await context.newPage();
    await copy.goto("/");
    await copy.evaluate(`Object.assign(sessionStorage, ${String(kept)})`);
    await copy.goto(`/p/${id}/b1`);
    await seat(copy, "A", 1, "chosen").waitFor();
    await book(page);
    await copy.getByText("A1: yours for now, and not paid yet.").waitFor();
    await copy.getByText("Choose up to 4 seats").waitFor();
    await pay(page);
    await paidIn(page).waitFor();
    await copy.getByText("yours for now").waitFor({ state: "detached" });
    await seat(copy, "A", 1, "sold").waitFor();
    expect(await copy.getByText("just taken").count()).to.equal(0);
  });

  it("has one account, though two tabs of a new browser book at once", async () => {
    for (const apart of [0, 300]) {
      const id = await onSale();
      const { page, context } = await visit(`/p/${id}/b1`);
      const tab = await context.newPage();
      await tab.goto(`/p/${id}/b1`);
      await press(page, "A1");
      await press(tab, "B1");
      const booked = [book(page), tab.waitForTimeout(apart).then(() => book(tab))];
      await Promise.all(booked);
      const { bookings } = await booksOf(id);
      expect(new Set(bookings.map(({ userId }) => userId as string)).size).to.equal(1);
      await pay(tab);
      await paidIn(tab).waitFor();
    }
  });

  it("is not told that somebody else was faster, if that was another tab", async () => {
    const id = await onSale();
    const { page, context, mayFail } = await visit(`/p/${id}/b1`);
    mayFail(/createBooking/, /seatMaps/);
    const tab = await context.newPage();
    await deafen(tab);
    await tab.goto(`/p/${id}/b1`);
    await press(page, "A1");
    await press(tab, "A1");
    // This tab does not hear of the other one's booking before it sends its own, not from the map either.
    await tab.route("**/seatMaps/**", (route) => route.abort());
    await book(page);
    await tab.getByRole("button", { name: "Book", exact: true }).click();
    await tab.getByText("A1: yours for now, and not paid yet.").waitFor();
    await tab.getByText("Choose up to 4 seats").waitFor();
    expect(await tab.getByText("just taken").count()).to.equal(0);
  });

  it("sees in the list that the time is over", async () => {
    const id = await onSale();
    const { page } = await newVisitor();
    await page.clock.install();
    await page.goto(`/p/${id}/b1`);
    await press(page, "A1");
    await book(page);
    // After a reload no answer that tells the server's time has come, except from a cache.
    await page.goto("/bookings");
    await page.getByText("Not paid yet").waitFor();
    await page.clock.fastForward("05:10");
    await page.getByText("Time to pay is over").waitFor();
    expect(await page.getByRole("link", { name: "Go on to pay" }).count()).to.equal(0);
  });

  it("is told on the way back from a payment that it was sent, and not that it is not paid", async () => {
    const id = await onSale();
    const { page } = await visit(`/p/${id}/b1`);
    await press(page, "A1");
    await book(page);
    await page.getByLabel("Test card").selectOption("tok_slow");
    await pay(page);
    await page.getByRole("button", { name: "Paying …" }).waitFor();
    await page.goBack();
    await page.getByText("A1: a payment was sent.").waitFor();
    expect(await page.getByText("not paid yet").count()).to.equal(0);
    await page.getByText("a payment was sent").waitFor({ state: "detached" });
    await seat(page, "A", 1, "sold").waitFor();
  });

  it("is told that the booking is paid, if it is cancelled after that", async () => {
    const id = await onSale();
    const { page, context, mayFail } = await newVisitor();
    await deafen(page);
    await page.goto(`/p/${id}/b1`);
    await press(page, "A1");
    await book(page);
    await payInAnother(context, page.url());
    mayFail(/cancelBooking/);
    await cancel(page);
    await paidIn(page).waitFor();
    await page.getByRole("link", { name: "See my bookings" }).waitFor();
  });

  it("is told while cancelling gets no answer, and keeps the focus", async () => {
    const id = await onSale();
    const { page, mayFail } = await visit(`/p/${id}/b1`);
    await press(page, "A1");
    await book(page);
    mayFail(/cancelBooking/);
    await page.route("**/cancelBooking", (route) => route.abort());
    await cancel(page);
    await page.getByRole("status").getByText("We do not know yet whether it is cancelled").waitFor();
    await focused(page.getByRole("button", { name: "Cancelling …" })).waitFor();
    await page.getByRole("button", { name: "Pay ₩100,000" }).waitFor();
    await page.unrouteAll({ behavior: "wait" });
    await page.getByText("This booking is cancelled. Nothing was charged.").waitFor();
    await focused(page.getByRole("heading", { level: 1, name: "Cancelled" })).waitFor();
  });

  it("is asked once before a booking is cancelled in the list, and finds the focus at the booking then", async () => {
    const id = await onSale();
    const { page } = await visit(`/p/${id}/b1`);
    await press(page, "A1");
    await book(page);
    await page.getByRole("link", { name: "My bookings" }).click();
    await page.getByRole("button", { name: "Cancel the booking" }).click();
    const questions = await page.evaluateHandle(`{
      const texts = [];
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes) for (const node of addedNodes) texts.push(node.textContent);
      }).observe(document.body, { childList: true, subtree: true });
      texts;
    }`);
    await page.getByRole("button", { name: "Yes, cancel" }).click();
    const said = page.getByRole("status").getByText("This booking is cancelled. Nothing was charged.");
    await said.waitFor({ state: "attached" });
    await page.getByText("Cancelled", { exact: true }).waitFor();
    await focused(page.getByRole("heading", { level: 2 })).waitFor();
    expect(((await questions.jsonValue()) as string[]).join(" ")).not.to.include("become free for others");
    await page.goto(`/p/${id}`);
    expect(await page.getByText("yours for now").count()).to.equal(0);
  });

  it("keeps the focus in the bar when chosen seats are removed by key", async () => {
    const id = await onSale();
    const { page } = await visit(`/p/${id}/b1`);
    await press(page, "A1", "A2");
    await page.getByRole("status").getByText("2 seats₩200,000").waitFor();
    await page.getByRole("button", { name: "Remove seat A1" }).focus();
    await page.keyboard.press("Enter");
    await focused(page.getByRole("button", { name: "Remove seat A2" })).waitFor();
    await page.keyboard.press("Enter");
    await focused(page.getByRole("region", { name: "0 seats" })).waitFor();
  });
});

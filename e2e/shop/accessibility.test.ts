import axe, { type AxeResults } from "axe-core";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { signIn, signOutAll } from "../../suite/client.js";
import { inDays, onSale } from "../support/shopData.js";
import { book, pay, press } from "../support/steps.js";
import { useBrowser, visit } from "../support/visitors.js";

/** Checks what a page shows now with all rules of axe: in both languages, light and dark. */
async function assertAccessible(page: Page, what: string): Promise<void> {
  // The Content-Security-Policy forbids foreign scripts in a page. It does not bind the browser's
  // debugger, which runs this.
  if (await page.evaluate("window.axe === undefined")) await page.evaluate(axe.source);
  for (const lang of ["ko", "en"]) {
    await page.getByRole("banner").getByRole("button").click();
    await page.locator(`html[lang=${lang}]`).waitFor();
    await assertNoFindings(page, "axe.run()", `${what}, ${lang}`);
  }
  // Nothing but colours is different in the dark, and no colour is different in another language.
  await page.emulateMedia({ colorScheme: "dark" });
  await assertNoFindings(page, 'axe.run({ runOnly: ["color-contrast"] })', `${what}, dark`);
  await page.emulateMedia({ colorScheme: "light" });
}

async function assertNoFindings(page: Page, run: string, what: string): Promise<void> {
  const { violations, passes } = await page.evaluate<AxeResults>(run);
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary ?? ""}`),
  );
  expect(found, what).to.deep.equal([]);
  expect(passes, what).to.not.be.empty;
}

describe("the accessibility of the shop", function () {
  this.timeout(240_000);
  useBrowser();
  after(signOutAll);

  it("has no findings of axe on any page, in both languages, light and dark", async () => {
    const refundPolicy = { free: [], tiers: [{ daysBefore: 0, feePercent: 10 }] };
    const id = await onSale({ refundPolicy });
    const soon = await onSale({ salesOpenAt: new Date(Date.now() + 20 * 60_000) });
    const over = await onSale({ salesOpenAt: inDays(-3), salesCloseAt: inDays(-2) });
    const other = await signIn();
    await other.call("createBooking", { performanceId: id, seatIds: ["B1"], paymentMethod: "CREDIT_CARD" });
    const { page, mayFail } = await visit("/");
    const button = (name: string | RegExp) => page.getByRole("button", { name });

    await page.getByRole("article").first().waitFor();
    await assertAccessible(page, "performances");
    for (const performanceId of [soon, over, id]) {
      await page.goto(`/p/${performanceId}`);
      await page.getByRole("link", { name: /24/ }).first().waitFor();
      await assertAccessible(page, `the venue of ${performanceId}`);
    }
    await page.goto(`/p/${id}/b1`);
    await press(page, "A1", "A3");
    await button("Book").and(page.locator(":enabled")).waitFor();
    await assertAccessible(page, "seats, with a warning");
    await other.call("createBooking", { performanceId: id, seatIds: ["A3"], paymentMethod: "CREDIT_CARD" });
    await button("Take A2 instead").waitFor();
    await assertAccessible(page, "seats, with an offer");

    await book(page);
    await page.getByText("Terms of a refund").click();
    await assertAccessible(page, "pay, with the terms of a refund");
    await page.goBack();
    await page.getByRole("link", { name: "Go on to pay" }).waitFor();
    await assertAccessible(page, "seats, with a booking to be paid");
    await page.goForward();
    await button(/^Pay/).click();
    await page.getByRole("alert").waitFor();
    await assertAccessible(page, "pay, without a security code");
    await pay(page, "122");
    await page.getByRole("heading", { name: "The payment was declined" }).waitFor();
    await assertAccessible(page, "declined");

    await page.goto(`/p/${id}/b1`);
    await press(page, "C1");
    await book(page);
    await pay(page);
    await page.getByRole("heading", { name: "Paid. The seats are yours." }).waitFor();
    await assertAccessible(page, "paid");
    await page.goto(`/p/${id}/b1`);
    await press(page, "C2");
    await book(page);
    await button("Cancel the booking").click();
    await page.getByRole("alert").waitFor();
    await assertAccessible(page, "pay, asked whether to cancel");
    await button("Yes, cancel").click();
    await page.getByRole("status").getByRole("link").waitFor();
    await assertAccessible(page, "cancelled");

    await page.goto("/bookings");
    await button("Give back for a refund").click();
    await page.getByRole("table").filter({ hasText: "₩10,000" }).waitFor();
    await assertAccessible(page, "bookings, with a quote");

    await page.goto(`/house/${id}`);
    await page.getByRole("meter").first().waitFor();
    await assertAccessible(page, "the house");
    await page.goto("/nothing");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await assertAccessible(page, "no such page");
    mayFail(/performances\/none/);
    await page.goto("/p/none");
    await page.getByRole("alert").waitFor();
    await assertAccessible(page, "no such performance");
  });
});

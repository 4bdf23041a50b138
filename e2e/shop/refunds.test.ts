import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { booksOf, db, inDays, onSale } from "../support/shopData.js";
import { book, pay, press, seat } from "../support/steps.js";
import { useBrowser, visit } from "../support/visitors.js";

describe("giving back seats in the shop", function () {
  this.timeout(120_000);
  useBrowser();

  /** Buys seats A1 to A3 of a performance in eight days. Then asks, in the list of bookings, to give the seats back. */
  async function bought() {
    const refundPolicy = {
      free: [],
      tiers: [
        { daysBefore: 7, feePercent: 10 },
        { daysBefore: 0, feePercent: 50 },
      ],
    };
    const id = await onSale({ startsAt: inDays(8), salesCloseAt: inDays(7), refundPolicy });
    const { page, ...visitor } = await visit(`/p/${id}/b1`);
    await press(page, "A1", "A2", "A3");
    const bookingId = await book(page);
    await pay(page);
    // Wait until the booking is confirmed, so that the list shows it as paid from the beginning.
    while ((await booksOf(id)).bookings[0]!["status"] !== "confirmed") await setTimeout(100);
    await page.getByRole("link", { name: "See my bookings" }).click();
    const card = page.getByRole("article").filter({ has: page.getByText("Paid", { exact: true }) });
    await card.waitFor();
    await card.getByRole("button", { name: "Give back for a refund" }).click();
    return { id, page, bookingId, card, ...visitor };
  }

  it("shows the fee of one seat of three with its reason, gives it back, and frees it in the map", async () => {
    const { id, page, card } = await bought();
    const quoted = card.getByRole("table").filter({ hasText: "Fee" });
    await quoted.getByRole("row", { name: "Total ₩30,000 ₩270,000" }).waitFor();
    await card.getByRole("checkbox", { name: "A1" }).uncheck();
    await quoted.getByRole("row", { name: "Total ₩20,000 ₩180,000" }).waitFor();
    await card.getByRole("checkbox", { name: "A3" }).uncheck();
    await quoted.getByRole("row", { name: "A2 ₩100,000 ₩10,000 ₩90,000" }).waitFor();
    await card.getByText("At least 7 days before: 10%").waitFor();
    await card.getByRole("button", { name: "Give back for ₩90,000" }).click();
    await page
      .getByRole("status")
      .getByText("Done. ₩90,000 will be refunded.")
      .waitFor({ state: "attached" });
    await card.getByText("Given back: A2").waitFor();
    await card.getByText("Refund: ₩90,000").waitFor();
    await card.getByText("Fee kept: ₩10,000").waitFor();
    const { bookings, ledger } = await booksOf(id);
    expect(bookings).to.have.length(1);
    expect(bookings[0]).to.deep.include({ status: "confirmed", refundedAmount: 90_000, feeKept: 10_000 });
    const promised = ledger.filter(({ kind, direction }) => kind === "refund" && direction === "credit");
    expect(promised.map(({ amount }) => amount as number)).to.deep.equal([90_000]);
    await page.goto(`/p/${id}/b1`);
    await seat(page, "A", 2, "free").waitFor();
    await seat(page, "A", 1, "sold").waitFor();
    await seat(page, "A", 3, "sold").waitFor();
  });

  it("asks again by itself what comes back, once there is a connection again", async () => {
    const { context, card, mayFail } = await bought();
    await card.getByRole("button", { name: "Give back for ₩270,000" }).waitFor();
    mayFail(/quoteRefund$/);
    await context.setOffline(true);
    await card.getByRole("checkbox", { name: "A1" }).uncheck();
    await card.getByRole("alert").getByText("The service cannot be reached.").waitFor();
    // Of two questions only the newer is repeated.
    await card.getByRole("checkbox", { name: "A2" }).uncheck();
    await context.setOffline(false);
    await card.getByRole("button", { name: "Give back for ₩90,000" }).waitFor();
    expect(await card.getByRole("alert").count()).to.equal(0);
  });

  it("says while giving back gets no answer that it is not known yet, and gives back once", async () => {
    const { id, page, card, mayFail } = await bought();
    mayFail(/cancelBooking$/);
    await page.route("**/cancelBooking", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await card.getByRole("button", { name: "Give back for ₩270,000" }).click();
    await card.getByRole("status").getByText("We do not know yet whether it is cancelled").waitFor();
    await page.unrouteAll({ behavior: "wait" });
    await page.getByText("Given back: A1, A2, and A3").waitFor();
    expect((await booksOf(id)).bookings[0]).to.include({ status: "cancelled", refundedAmount: 270_000 });
  });

  it("asks for seats while none is chosen", async () => {
    const { page, card } = await bought();
    await card.getByRole("button", { name: "Give back for ₩270,000" }).waitFor();
    const told = page.locator("[aria-live]").getByText("Refund: ₩270,000");
    await told.waitFor({ state: "attached" });
    for (const name of ["A1", "A2", "A3"]) await card.getByRole("checkbox", { name }).uncheck();
    await card.getByRole("status").getByText("Choose the seats to give back.").waitFor();
    expect(await card.getByRole("button", { name: /^Give back for/ }).count()).to.equal(0);
    expect(await page.locator("[aria-live]").innerText()).to.equal("");
  });

  it("tells in the list of a charge that came after a decline, and of its refund", async () => {
    const id = await onSale();
    const { page } = await visit(`/p/${id}/b1`);
    await press(page, "A1");
    const bookingId = await book(page);
    // The service answers so after some minutes without an answer of the gateway.
    const failure = { code: "PG_TIMEOUT", message: "no answer" };
    const result = { status: "FAILURE", failure, serverTime: new Date().toISOString() };
    await page.route("**/executePayment", (route) =>
      route.request().method() === "OPTIONS"
        ? route.continue()
        : route.fulfill({ json: { result }, headers: { "access-control-allow-origin": "*" } }),
    );
    await pay(page);
    await page.getByText("If your card is charged nevertheless, the money comes back.").waitFor();
    expect(await page.getByText("Nothing was charged").count()).to.equal(0);
    // When it finds such a charge later, it writes this.
    const cancelled = { status: "cancelled", cancelReason: "PAYMENT_FAILED", refundedAmount: 100_000 };
    await db.doc(`bookings/${bookingId}`).update(cancelled);
    await page.getByRole("link", { name: "My bookings" }).click();
    await page.getByText("Your card was charged later. Refund: ₩100,000").waitFor();
    // A booking that the organiser cancels looks the same, and was charged at once.
    await db.doc(`bookings/${bookingId}`).update({ cancelReason: "ORGANISER" });
    await page.reload();
    await page.getByText("Refund: ₩100,000", { exact: true }).waitFor();
    expect(await page.getByText("charged later").count()).to.equal(0);
  });

  it("shows another sum if it changed before it was agreed to, and does nothing before that is agreed to", async () => {
    const { id, page, bookingId, card, mayFail } = await bought();
    const agree = card.getByRole("button", { name: "Give back for ₩270,000" });
    await agree.waitFor();
    // The performance is moved to another day meanwhile, so that no fee is due any more.
    await db.doc(`performances/${id}`).update({ startsAt: inDays(9) });
    mayFail(/cancelBooking$/);
    await agree.click();
    await card.getByRole("alert").getByText("₩300,000 comes back now. Nothing was done yet.").waitFor();
    expect((await db.doc(`bookings/${bookingId}`).get()).data()).to.include({ status: "confirmed" });
    await card.getByRole("button", { name: "Give back for ₩300,000" }).click();
    await page.getByText("Refund: ₩300,000").waitFor();
    expect((await db.doc(`bookings/${bookingId}`).get()).data()).to.include({
      status: "cancelled",
      feeKept: 0,
    });
  });
});

import { expect } from "chai";
import { signIn, signOutAll } from "../../suite/client.js";
import { booksOf, inDays, onSale } from "../support/shopData.js";
import { book, cancel, focused, pay, press, seat } from "../support/steps.js";
import { newVisitor, useBrowser, visit } from "../support/visitors.js";

describe("what a buyer chose in the shop", function () {
  this.timeout(120_000);
  useBrowser();
  after(signOutAll);

  it("is chosen again after a reload and after a look at another block, without what was taken meanwhile", async () => {
    const id = await onSale();
    const { page } = await visit(`/p/${id}/b1`);
    await press(page, "A1", "A2");
    await page.reload();
    await seat(page, "A", 1, "chosen").waitFor();
    await seat(page, "A", 2, "chosen").waitFor();
    await page.getByRole("status").getByText("A1 and A2 are chosen again, as before.").waitFor();
    await page.getByRole("link", { name: "All blocks" }).click();
    await page.getByText("Chosen so far: A1 and A2").waitFor();
    const goOn = page.getByRole("link", { name: "Go on with these seats" });
    expect((await goOn.boundingBox())!.height).to.be.at.most(48);
    await page.getByRole("link", { name: /Standard/ }).click();
    await press(page, "D1");
    await page.getByRole("region", { name: "3 seats" }).waitFor();
    // Whoever walked here from another block knows what is chosen.
    expect(await page.getByText("chosen again").count()).to.equal(0);
    const other = await signIn();
    const wish = { performanceId: id, seatIds: ["A2"], paymentMethod: "CREDIT_CARD" as const };
    const { paymentIntentId } = await other.call("createBooking", wish);
    // The map shows it about a second later.
    await seat((await visit(`/p/${id}/b1`)).page, "A", 2, "on hold").waitFor();
    await page.clock.install();
    await page.goto(`/p/${id}/b1`);
    await seat(page, "A", 2, "on hold").waitFor();
    await seat(page, "A", 1, "chosen").waitFor();
    // For some seconds it may be the buyer's own, whose payment was declined.
    const gone = page.getByRole("status").getByText("A2 is no longer free.");
    expect(await gone.count()).to.equal(0);
    await page.clock.fastForward("00:20");
    await gone.waitFor();
    await other.call("executePayment", { paymentIntentId, paymentMethodToken: "tok_visa", cvv: "121" });
    await page.reload();
    await seat(page, "A", 2, "sold").waitFor();
    await gone.waitFor({ timeout: 15_000 });
    await page.getByRole("button", { name: "Remove seat A1" }).click();
    await page.reload();
    await seat(page, "A", 1, "free").waitFor();
    await page
      .getByRole("region", { name: "1 seat" })
      .getByRole("button", { name: "Remove seat D1" })
      .click();
    await page.getByText("Choose up to 4 seats").waitFor();
    await page.goto(`/p/${id}/b2`);
    await seat(page, "D", 1, "free").waitFor();
  });

  it("is told to be gone also if the buyer chooses on at once, until the next change", async () => {
    const id = await onSale();
    const { page } = await visit(`/p/${id}/b1`);
    await press(page, "A1", "A2");
    await page.getByRole("region", { name: "2 seats" }).waitFor();
    await page.goto("/");
    const other = await signIn();
    await other.call("createBooking", { performanceId: id, seatIds: ["A2"], paymentMethod: "CREDIT_CARD" });
    await seat((await visit(`/p/${id}/b1`)).page, "A", 2, "on hold").waitFor();
    await page.goto(`/p/${id}/b1`);
    await page.getByRole("region", { name: "1 seat" }).waitFor();
    await press(page, "A4");
    const gone = page.getByRole("status").getByText("A2 is no longer free.");
    await gone.waitFor({ timeout: 15_000 });
    await press(page, "A4");
    await gone.waitFor({ state: "detached" });
  });

  it("is chosen again also if it was made before the parts for buyers were loaded", async () => {
    const id = await onSale();
    const { page } = await newVisitor();
    let letPass = () => {};
    let isPressed = new Promise<void>((resolve) => (letPass = resolve));
    await page.route("**/assets/laterParts-*.js", async (route) => {
      await isPressed;
      await route.continue();
    });
    const seats = page.locator(".chip");
    await page.goto(`/p/${id}/b1`);
    await press(page, "A1", "A2", "A3");
    letPass();
    await page.getByRole("region", { name: "3 seats" }).waitFor();
    isPressed = new Promise<void>((resolve) => (letPass = resolve));
    await page.goto(`/p/${id}/b2`);
    await press(page, "D1", "D2");
    letPass();
    await page.getByRole("region", { name: "4 seats" }).waitFor();
    expect(await seats.allInnerTexts()).to.deep.equal(["A1 ×", "A2 ×", "A3 ×", "D1 ×"]);
    // The last one was pressed before the page knew that it is one too many.
    await page.getByRole("status").getByText("You can choose up to 4 seats.").waitFor();
    await seat(page, "D", 2, "free").waitFor();
    await page.reload();
    await page.getByRole("region", { name: "4 seats" }).waitFor();
    expect(await seats.allInnerTexts()).to.deep.equal(["A1 ×", "A2 ×", "A3 ×", "D1 ×"]);
    await seat(page, "D", 1, "chosen").waitFor();
    expect(await page.getByText("You can choose up to").count()).to.equal(0);
  });

  it("is booked together, though it is in several blocks, up to the limit, and without what was taken", async () => {
    const id = await onSale();
    const { page, mayFail } = await visit(`/p/${id}/b1`);
    mayFail(/createBooking/);
    await press(page, "A1", "A2");
    await page.getByRole("link", { name: "All blocks" }).click();
    await page.getByRole("link", { name: /Standard/ }).click();
    await press(page, "D1", "D2", "D3");
    await page.getByRole("status").getByText("You can choose up to 4 seats.").waitFor();
    const bar = page.getByRole("region", { name: "4 seats" });
    await bar.getByText("₩340,000").waitFor();
    const other = await signIn();
    await other.call("createBooking", { performanceId: id, seatIds: ["A2"], paymentMethod: "CREDIT_CARD" });
    await bar.getByRole("button", { name: "Book", exact: true }).click();
    // The map of this block does not show the other one's seat. The service says that it is taken.
    const rest = page.getByRole("region", { name: "3 seats" });
    await rest.getByText("Seat A2 was just taken").waitFor();
    await rest.getByText("₩240,000").waitFor();
    await book(page);
    await page.goBack();
    await page.getByText("A1, D1, and D2: yours for now, and not paid yet.").waitFor();
    await page.getByText("Choose up to 4 seats").waitFor();
    await page.getByRole("link", { name: "All blocks" }).click();
    await page.getByRole("link", { name: "Go on to pay" }).click();
    await pay(page, "122");
    await page.getByRole("link", { name: "Choose seats again" }).click();
    await page.getByRole("region", { name: "3 seats" }).waitFor();
    await book(page);
    await pay(page);
    await page.getByText("₩240,000 was charged.").waitFor();
    const { bookings } = await booksOf(id);
    const paid = bookings.filter(({ status }) => status === "confirmed" || status === "pending");
    expect(paid.map(({ seatIds }) => [...(seatIds as string[])].sort())).to.deep.include(["A1", "D1", "D2"]);
    await page.goto(`/p/${id}`);
    await page.getByRole("link", { name: /Royal/ }).waitFor();
    expect(await page.getByText("Chosen so far").count()).to.equal(0);
  });

  it("is said to be the buyer's own while it waits to be paid, and leads back to the payment", async () => {
    const id = await onSale();
    const { page } = await visit(`/p/${id}/b1`);
    await press(page, "A1", "A2");
    const bookingId = await book(page);
    await page.goBack();
    await seat(page, "A", 1, "on hold").waitFor();
    await page.getByText("A1 and A2: yours for now, and not paid yet.").waitFor();
    await page.getByRole("link", { name: "Go on to pay" }).click();
    await page.getByRole("timer").waitFor();
    expect(page.url()).to.include(bookingId);
    await pay(page);
    await page.getByText(`Booking ${bookingId}`).waitFor();
    await page.goto(`/p/${id}/b1`);
    await page.getByText("Choose up to 4 seats").waitFor();
    expect(await page.getByRole("link", { name: "Go on to pay" }).count()).to.equal(0);
  });

  it("is cancelled only after it was asked for twice, and is then not chosen any more", async () => {
    const id = await onSale();
    const { page } = await visit(`/p/${id}/b1`);
    await press(page, "A1");
    await book(page);
    await page.getByRole("button", { name: "Cancel the booking" }).click();
    const keep = page.getByRole("button", { name: "Keep it" });
    await focused(keep).waitFor();
    await keep.click();
    await focused(page.getByRole("button", { name: "Cancel the booking" })).waitFor();
    expect((await booksOf(id)).bookings[0]).to.include({ status: "pending" });
    await cancel(page);
    await page.getByRole("status").getByText("This booking is cancelled.").waitFor();
    await page.getByRole("link", { name: "Choose seats again" }).click();
    await seat(page, "A", 1, "free").waitFor();
    await page.getByText("Choose up to 4 seats").waitFor();
    expect(await page.getByRole("link", { name: "Go on to pay" }).count()).to.equal(0);
  });

  it("is named where the pointer is", async () => {
    const id = await onSale();
    const { page } = await visit(`/p/${id}/b1`);
    await seat(page, "B", 3, "free").hover({ force: true });
    const name = page.locator(".pointed");
    await name.getByText("Row B, seat 3, Royal, ₩100,000, free").waitFor();
    await press(page, "B3");
    await name.getByText("Row B, seat 3, Royal, ₩100,000, chosen").waitFor();
    await page.getByRole("heading", { level: 1 }).hover();
    expect(await name.innerText()).to.equal("");
  });

  it("is paid after the terms of a refund could be read", async () => {
    const tiers = [
      { daysBefore: 7, feePercent: 10, maxFeePerSeat: 5_000 },
      { daysBefore: 2, feePercent: 50 },
    ];
    const refundPolicy = { free: [{ withinHours: 24, daysBefore: 3 }], tiers };
    const id = await onSale({ startsAt: inDays(8), salesCloseAt: inDays(7), refundPolicy });
    const { page } = await visit(`/p/${id}/b1`);
    await press(page, "A1");
    await book(page);
    await page.getByText("Terms of a refund").click();
    expect(await page.getByRole("group").getByRole("listitem").allInnerTexts()).to.deep.equal([
      "Within 24 hours of payment, at least 3 days before: no fee",
      "Fee · At least 7 days before: 10%, at most ₩5,000 a seat",
      "Fee · 2 to 6 days before: 50%",
      "Later there is no refund.",
    ]);
  });

  it("is not offered to be paid again in the list, where the booking is not confirmed yet", async () => {
    const id = await onSale();
    const { page } = await visit(`/p/${id}/b1`);
    await press(page, "A1");
    await book(page);
    let answers = 0;
    // A booking is confirmed a moment after it is paid. The first answer shows the booking as it was before.
    await page.route("**/getMyBookings", async (route) => {
      if (route.request().method() === "OPTIONS" || answers++ > 0) return route.continue();
      const answer = await route.fetch();
      await route.fulfill({
        response: answer,
        body: (await answer.text()).replace('"confirmed"', '"pending"'),
      });
    });
    await pay(page);
    await page.getByRole("link", { name: "See my bookings" }).click();
    await page.getByText("Payment sent").waitFor();
    await page.getByRole("link", { name: "See what became of it" }).waitFor();
    expect(await page.getByRole("link", { name: "Go on to pay" }).count()).to.equal(0);
    expect(await page.getByRole("button", { name: /^Cancel/ }).count()).to.equal(0);
    await page.getByText("Paid", { exact: true }).waitFor();
    expect(answers).to.be.at.least(2);
  });
});

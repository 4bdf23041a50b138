import { expect } from "chai";
import { booksOf, inDays, onSale } from "../support/shopData.js";
import { book, focused, pay, press, seat, secondsLeft, tabTo } from "../support/steps.js";
import { useBrowser, visit } from "../support/visitors.js";

describe("buying in the shop", function () {
  this.timeout(120_000);
  useBrowser();

  it("goes from the list of performances to the paid seats by keyboard alone", async () => {
    const title = `Keyboard ${Date.now()}`;
    const id = await onSale({ title, startsAt: inDays(1), salesCloseAt: inDays(1) });
    const { page } = await visit("/");
    const { keyboard } = page;
    const link = page.getByRole("link", { name: title });
    await tabTo(link);
    await keyboard.press("Enter");
    await page.getByRole("heading", { name: title }).waitFor();
    await tabTo(page.getByRole("link", { name: /Royal.*24 left/ }));
    await keyboard.press("Enter");
    await seat(page, "A", 1, "free").waitFor();
    await tabTo(page.getByRole("button", { name: "Larger" }));
    // The whole map is one stop of the Tab key.
    await keyboard.press("Tab");
    await focused(seat(page, "A", 1, "free")).waitFor();
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowRight");
    await keyboard.press("Space");
    await seat(page, "B", 2, "chosen").waitFor();
    await keyboard.press("End");
    await keyboard.press("Space");
    await seat(page, "B", 8, "chosen").waitFor();
    await keyboard.press("Home");
    await keyboard.press("ArrowUp");
    await keyboard.press("Space");
    await seat(page, "A", 1, "chosen").waitFor();
    await keyboard.press("Space");
    await seat(page, "A", 1, "free").waitFor();
    await tabTo(page.getByRole("button", { name: "Book" }));
    await keyboard.press("Enter");
    await page.getByRole("timer").waitFor();
    await tabTo(page.getByLabel("Security code (CVV)"));
    await keyboard.type("121");
    await keyboard.press("Enter");
    await page.getByRole("heading", { name: "Paid. The seats are yours." }).waitFor();
    await page.getByText("₩200,000 was charged.").waitFor();
    const { bookings, charges } = await booksOf(id);
    expect(bookings.map(({ seatIds }) => seatIds as string[])).to.deep.equal([["B2", "B8"]]);
    expect(charges.map(({ amount }) => amount as number)).to.deep.equal([200_000]);
  });

  it("tells why a card was declined, and that nothing was charged", async () => {
    const id = await onSale();
    const { page, context } = await visit(`/p/${id}/b1`);
    await press(page, "A1");
    await book(page);
    await pay(page, "122");
    const said = page.getByRole("alert");
    await said.getByText("The card has too little money. Nothing was charged.").waitFor();
    await focused(page.getByRole("heading", { level: 1, name: "The payment was declined" })).waitFor();
    const { bookings, charges } = await booksOf(id);
    expect(bookings).to.have.length(1);
    expect(charges).to.be.empty;
    // Another tab learns from the list of bookings that the card was declined, but not why.
    const tab = await context.newPage();
    await tab.goto(page.url());
    await tab.getByRole("alert").getByText("If your card is charged nevertheless").waitFor();
    await tab.close();
    await said.getByRole("link", { name: "Choose seats again" }).click();
    // The map shows some seconds later that the seat is free again.
    await seat(page, "A", 1, "chosen").waitFor();
    await page.getByRole("button", { name: "Remove seat A1" }).waitFor();
  });

  it("offers to pay again after a reload, and the same booking", async () => {
    const id = await onSale();
    const { page } = await visit(`/p/${id}/b1`);
    await press(page, "A1", "A2");
    const bookingId = await book(page);
    await page.reload();
    await page.getByRole("button", { name: "Pay ₩200,000" }).waitFor();
    expect(await secondsLeft(page)).to.be.within(180, 300);
    await pay(page);
    await page.getByRole("heading", { name: "Paid. The seats are yours." }).waitFor();
    expect(page.url()).to.include(bookingId);
    const { bookings, charges } = await booksOf(id);
    expect(bookings).to.have.length(1);
    expect(charges).to.have.length(1);
  });
});

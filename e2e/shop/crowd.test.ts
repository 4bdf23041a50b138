import { expect } from "chai";
import { signIn, signOutAll } from "../../suite/client.js";
import { booksOf, onSale } from "../support/shopData.js";
import { book, pay, press, seat } from "../support/steps.js";
import { useBrowser, visit } from "../support/visitors.js";

describe("many people in the shop", function () {
  this.timeout(120_000);
  useBrowser();
  after(signOutAll);

  it("tells the slower of two which seat is taken, keeps the other one and offers the next", async () => {
    const id = await onSale();
    const [ann, ben] = await Promise.all([visit(`/p/${id}/b1`), visit(`/p/${id}/b1`)]);
    // Ben's map stays as it is now, as if Ann had booked in the moment before he presses the button.
    await press(ben.page, "B3", "B4");
    await ben.page.route("**/api/seatMaps/**", (route) => route.abort());
    ben.mayFail(/seatMaps/, /createBooking/);
    await press(ann.page, "B2", "B4");
    await book(ann.page);

    const { page } = ben;
    await page.getByRole("button", { name: "Book", exact: true }).click();
    const bar = page.getByRole("region", { name: "1 seat" });
    await bar.getByText("Seat B4 was just taken").waitFor();
    await seat(page, "B", 4, "on hold").waitFor();
    await seat(page, "B", 3, "chosen").waitFor();
    expect(await bar.getByRole("button", { name: /^Remove/ }).allInnerTexts()).to.have.length(1);
    // B2 is beside the seat that Ben keeps. It is Ann's as well, but his map does not show that yet. The service says
    // so when he books it.
    await bar.getByRole("button", { name: "Take B2 instead" }).click();
    await page.getByRole("button", { name: "Book", exact: true }).click();
    await bar.getByText("Seat B2 was just taken").waitFor();
    await page.unroute("**/api/seatMaps/**");
    await page.getByRole("button", { name: /^Take [A-C]\d instead$/ }).click();
    await book(page);
    await Promise.all([pay(ann.page), pay(page)]);
    for (const each of [ann.page, page])
      await each.getByRole("heading", { name: "Paid. The seats are yours." }).waitFor();
    const { bookings, charges } = await booksOf(id);
    const sold = bookings.flatMap(({ seatIds }) => seatIds as string[]);
    expect(new Set(sold).size).to.equal(4);
    expect(sold).to.include.members(["B2", "B3", "B4"]);
    expect(charges).to.have.length(2);
  });

  it("turns a seat in the map within five seconds of another's booking, without a reload", async () => {
    const id = await onSale();
    const { page } = await visit(`/p/${id}/b1`);
    await seat(page, "C", 3, "free").waitFor();
    const other = await signIn();
    const wish = { performanceId: id, seatIds: ["C3"], paymentMethod: "CREDIT_CARD" as const };
    const { bookingId } = await other.call("createBooking", wish);
    await seat(page, "C", 3, "on hold").waitFor({ timeout: 5_000 });
    await other.call("cancelBooking", { bookingId });
    await seat(page, "C", 3, "free").waitFor({ timeout: 5_000 });
  });

  it("says so when a chosen seat is taken by someone else, also to a screen reader", async () => {
    const id = await onSale();
    const { page } = await visit(`/p/${id}/b1`);
    await press(page, "A1", "A2");
    const other = await signIn();
    await other.call("createBooking", { performanceId: id, seatIds: ["A2"], paymentMethod: "CREDIT_CARD" });
    await page.getByRole("status").getByText("Seat A2 was just taken").waitFor({ state: "attached" });
    await page.getByRole("region", { name: "1 seat" }).getByText("Seat A2 was just taken").waitFor();
    await seat(page, "A", 1, "chosen").waitFor();
    await page.getByRole("button", { name: "Take A3 instead" }).click();
    await seat(page, "A", 3, "chosen").waitFor();
  });

  it("warns of a seat that would be left alone, and books all the same", async () => {
    const id = await onSale();
    const { page } = await visit(`/p/${id}/b1`);
    const warning = page.getByText("Seat A2 would be left alone between two taken seats.");
    await press(page, "A1", "A3");
    await warning.waitFor();
    await press(page, "A2");
    await warning.waitFor({ state: "detached" });
    await press(page, "A2");
    await warning.waitFor();
    await book(page);
  });
});

import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { booksOf, onSale } from "../support/shopData.js";
import { book, cancel, pay, press } from "../support/steps.js";
import { useBrowser, visit, type Visitor } from "../support/visitors.js";

/**
 * Lets the next call of a function reach the service, and loses its answer. Later calls get theirs.
 * @returns a promise that resolves when the service has answered and the answer is lost.
 */
function loseAnswer({ page, mayFail }: Visitor, name: string): Promise<void> {
  mayFail(new RegExp(`/${name}$`));
  return new Promise((lost, failed) => {
    let isFirst = true;
    page
      .route(`**/${name}`, async (route) => {
        // A browser first asks with OPTIONS whether it may call another origin. That request is
        // not the call, so it passes.
        if (!isFirst || route.request().method() === "OPTIONS") return route.continue();
        isFirst = false;
        await route.fetch();
        await route.abort();
        lost();
      })
      .catch(failed);
  });
}

/** A page that stays open asks again by itself. A page that is reloaded must remember that it asked. */
const LOSSES = ["is lost", "is lost and the page is reloaded"] as const;

describe("a purchase of which an answer is lost", function () {
  this.timeout(120_000);
  useBrowser();

  /** Checks that there is one booking, of A1 and A2 and with this status, and how often it was charged. */
  async function assertOne(performanceId: string, charged: 0 | 1, status: string): Promise<void> {
    const { bookings, charges, ledger } = await booksOf(performanceId);
    expect(bookings.map(({ seatIds }) => seatIds as string[])).to.deep.equal([["A1", "A2"]]);
    expect(bookings[0]).to.include({ status });
    expect(charges.map(({ amount }) => amount as number)).to.deep.equal(charged ? [200_000] : []);
    const credits = ledger.filter(({ direction }) => direction === "credit");
    expect(credits.map(({ kind, amount }) => [kind, amount] as unknown)).to.deep.equal(
      charged ? [["charge", 200_000]] : [],
    );
  }

  it("books once if the answer of createBooking is lost and another block is opened", async () => {
    const id = await onSale();
    const visitor = await visit(`/p/${id}/b1`);
    const { page } = visitor;
    await press(page, "A1", "A2");
    const lost = loseAnswer(visitor, "createBooking");
    await page.getByRole("button", { name: "Book", exact: true }).click();
    await lost;
    await page.goto(`/p/${id}/b2`);
    await page.getByRole("timer").waitFor();
    await assertOne(id, 0, "pending");
  });

  for (const loss of LOSSES) {
    const goOn = async ({ page }: Visitor) => {
      if (loss === LOSSES[1]) await page.reload();
    };

    it(`books once if the answer of createBooking ${loss}`, async () => {
      const id = await onSale();
      const visitor = await visit(`/p/${id}/b1`);
      const { page } = visitor;
      await press(page, "A1", "A2");
      const lost = loseAnswer(visitor, "createBooking");
      await page.getByRole("button", { name: "Book", exact: true }).click();
      await lost;
      await goOn(visitor);
      await page.getByRole("timer").waitFor();
      await assertOne(id, 0, "pending");
      await pay(page);
      await page.getByRole("heading", { name: "Paid. The seats are yours." }).waitFor();
      await settled(id);
      await assertOne(id, 1, "confirmed");
    });

    it(`charges once if the answer of executePayment ${loss}`, async () => {
      const id = await onSale();
      const visitor = await visit(`/p/${id}/b1`);
      const { page } = visitor;
      await press(page, "A1", "A2");
      await book(page);
      const lost = loseAnswer(visitor, "executePayment");
      await pay(page);
      await lost;
      await goOn(visitor);
      await page.getByRole("heading", { name: "Paid. The seats are yours." }).waitFor();
      await settled(id);
      await assertOne(id, 1, "confirmed");
    });

    it(`cancels, and charges nothing, if the answer of cancelBooking ${loss}`, async () => {
      const id = await onSale();
      const visitor = await visit(`/p/${id}/b1`);
      const { page } = visitor;
      await press(page, "A1", "A2");
      await book(page);
      const lost = loseAnswer(visitor, "cancelBooking");
      await cancel(page);
      await lost;
      await goOn(visitor);
      await page.getByText("This booking is cancelled").waitFor();
      expect(await page.getByRole("button", { name: /^Pay/ }).count()).to.equal(0);
      await assertOne(id, 0, "cancelled");
    });
  }

  it("says that it is finding out while no answer comes, and does not offer to pay meanwhile", async () => {
    const id = await onSale();
    const { page, mayFail } = await visit(`/p/${id}/b1`);
    await press(page, "A1", "A2");
    await book(page);
    mayFail(/executePayment$/);
    await page.route("**/executePayment", async (route) => {
      if (route.request().method() === "OPTIONS") return route.continue();
      await route.fetch();
      await route.abort();
    });
    // The list of bookings follows a payment a moment later. Here it does not follow.
    await page.route("**/getMyBookings", async (route) => {
      if (route.request().method() === "OPTIONS") return route.continue();
      const answer = await route.fetch();
      const body = (await answer.text()).replace('"confirmed"', '"pending"');
      await route.fulfill({ response: answer, body });
    });
    await pay(page);
    const findingOut = page.getByRole("status").getByRole("heading", { name: "We are finding out" });
    await findingOut.waitFor();
    await page.reload();
    await findingOut.waitFor();
    expect(await page.getByRole("button", { name: /^(Pay|Cancel)/ }).count()).to.equal(0);
    await page.unrouteAll({ behavior: "wait" });
    await page.getByRole("heading", { name: "Paid. The seats are yours." }).waitFor();
    await settled(id);
    await assertOne(id, 1, "confirmed");
  });
});

/**
 * Waits until the trigger has settled the bookings of a performance, so that none is pending.
 * Gives up after 20 seconds, without an error.
 */
async function settled(performanceId: string): Promise<void> {
  const end = Date.now() + 20_000;
  for (;;) {
    const { bookings } = await booksOf(performanceId);
    if (bookings.every(({ status }) => status !== "pending") || Date.now() > end) return;
    await setTimeout(200);
  }
}

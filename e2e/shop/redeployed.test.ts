import { expect } from "chai";
import { onSale } from "../support/shopData.js";
import { book, press, seat } from "../support/steps.js";
import { newVisitor, useBrowser, visit, type Visitor } from "../support/visitors.js";

/** Opens a block for a visitor. From then on, requests for a script of the shop get a 404. */
async function withoutScript(script: RegExp): Promise<Visitor> {
  const visitor = await visit(`/p/${await onSale()}/b1`);
  const { page, mayFail } = visitor;
  await seat(page, "A", 1, "free").waitFor();
  await page.getByText("Choose up to 4 seats").waitFor();
  mayFail(script);
  await page.route(script, (route) => route.fulfill({ status: 404 }));
  return visitor;
}

/**
 * Acts like a new deployment: when the shop's code fetches the page, the page names another main script.
 * After that, no script is missing.
 */
async function redeploy({ page }: Visitor): Promise<void> {
  await page.route(page.url(), async (route) => {
    if (route.request().resourceType() === "document") return route.continue();
    const answer = await route.fetch();
    const newer = (await answer.text()).replaceAll("/assets/main-", "/assets/main-newer-");
    await route.fulfill({ response: answer, body: newer });
    await page.unrouteAll();
  });
}

describe("the shop, where a script is gone", function () {
  this.timeout(120_000);
  useBrowser();

  it("loads its page again after a deployment, and shows what was to be shown", async () => {
    const visitor = await withoutScript(/\/assets\/laterParts-/);
    const { page } = visitor;
    await redeploy(visitor);
    await page.reload();
    await page.getByText("Choose up to 4 seats").waitFor();
    await press(page, "A1");
    await book(page);
  });

  it("sends a purchase that had begun before the deployment, after it loaded its page again", async () => {
    const visitor = await withoutScript(/\/assets\/firebase-/);
    const { page } = visitor;
    await redeploy(visitor);
    await press(page, "A1");
    await book(page);
  });

  it("stays and says so where no other version is deployed, and goes on at a press when the script is there again", async () => {
    const { page } = await withoutScript(/\/assets\/laterParts-/);
    const asked = page.waitForResponse(
      (answer) => answer.request().resourceType() === "fetch" && answer.url() === page.url(),
    );
    await page.reload();
    let loads = 0;
    page.on("load", () => loads++);
    await asked;
    await page.getByText("The service cannot be reached").waitFor();
    expect(loads).to.equal(0);
    await page.unrouteAll();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Choose up to 4 seats").waitFor();
  });
});

describe("the shop, where the connection breaks while a script is loaded", function () {
  this.timeout(120_000);
  useBrowser();

  it("shows the parts for buyers by itself, once there is a connection again", async () => {
    const { page } = await cutOff(/\/assets\/laterParts-/);
    await page.getByText("The service cannot be reached").waitFor();
    await page.getByRole("link", { name: "My bookings" }).click();
    // A whole page that is missing has a title all the same.
    await page.getByRole("main").getByRole("heading", { level: 1 }).waitFor();
    await page.goBack();
    await page.unrouteAll();
    // A page that was loaded just now is not reloaded yet.
    await page.clock.fastForward("00:20");
    await page.getByText("Choose up to 4 seats").waitFor();
  });

  it("shows the page by itself, once there is a connection again", async () => {
    const { page, isCut } = await cutOff(/\/assets\/en-/);
    await isCut;
    await page.unrouteAll();
    await page.clock.fastForward("00:02");
    await seat(page, "A", 1, "free").waitFor();
  });

  it("sends a purchase that had begun before, once there is a connection again", async () => {
    const { page } = await cutOff(/\/assets\/firebase-/);
    await press(page, "A1", "A2");
    await page.getByRole("button", { name: "Book", exact: true }).click();
    await page.getByText("No answer yet.").waitFor();
    await page.unrouteAll();
    await page.clock.fastForward("00:20");
    await page.getByRole("timer").waitFor();
  });
});

/**
 * Opens a block for a visitor. Requests for a script fail without an answer, and so do those that ask for the page again.
 * @returns the page, and a promise that resolves when the script's request has failed.
 */
async function cutOff(script: RegExp) {
  const id = await onSale();
  const { page, mayFail } = await newVisitor();
  await page.clock.install();
  mayFail(script, /\/p\//);
  const isCut = new Promise<void>((resolve) => {
    page.on("requestfailed", (request) => script.test(request.url()) && resolve());
  });
  await page.route(script, (route) => route.abort());
  await page.route(/\/p\//, (route) =>
    route.request().resourceType() === "document" ? route.continue() : route.abort(),
  );
  await page.goto(`/p/${id}/b1`);
  return { page, isCut };
}

describe("the shop, in a browser that blocks storage", function () {
  this.timeout(120_000);
  useBrowser();

  it("sells seats, and remembers the language while its page is open", async () => {
    const id = await onSale();
    const visitor = await newVisitor();
    await visitor.context.addInitScript({
      content: `for (const name of ["localStorage", "sessionStorage"])
        Object.defineProperty(window, name, { get() { throw new DOMException("blocked", "SecurityError"); } });`,
    });
    const { page } = visitor;
    await page.goto(`/p/${id}/b1`);
    await page.getByRole("button", { name: "한국어" }).click();
    await page.getByRole("button", { name: "English" }).click();
    await press(page, "A1");
    await book(page);
  });
});

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

  it("stays and says so where no other version is deployed, and goes on when the script is there again", async () => {
    const { page } = await withoutScript(/\/assets\/laterParts-/);
    const asked = page.waitForResponse(
      (answer) => answer.request().resourceType() === "fetch" && answer.url() === page.url(),
    );
    await page.reload();
    let loads = 0;
    page.on("load", () => loads++);
    await asked;
    await page.getByText("The service cannot be reached").waitFor();
    await page.unrouteAll();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Choose up to 4 seats").waitFor();
    expect(loads).to.equal(0);
  });
});

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

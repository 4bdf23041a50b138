import { onSale } from "../support/shopData.js";
import { book, press, seat } from "../support/steps.js";
import { newVisitor, shop, useBrowser, visit, type Visitor } from "../support/visitors.js";

/** As if a newer version had been deployed: the old scripts are gone, and the page names others. Until it is reloaded. */
async function redeploy({ page, mayFail }: Visitor, script: RegExp): Promise<void> {
  mayFail(script);
  await page.route(script, (route) => route.fulfill({ status: 404 }));
  await page.route(`${shop}/`, async (route) => {
    const answer = await route.fetch();
    const newer = (await answer.text()).replaceAll("/assets/main-", "/assets/main-newer-");
    await route.fulfill({ response: answer, body: newer });
    await page.unrouteAll();
  });
}

describe("the shop, after a newer version was deployed", function () {
  this.timeout(120_000);
  useBrowser();

  it("loads its page again where a script of the old version is gone, and shows what was to be shown", async () => {
    const id = await onSale();
    const visitor = await visit(`/p/${id}/b1`);
    const { page } = visitor;
    await seat(page, "A", 1, "free").waitFor();
    await redeploy(visitor, /\/assets\/laterParts-/);
    await page.reload();
    await page.getByText("Choose up to 4 seats").waitFor();
    await press(page, "A1");
    await book(page);
  });

  it("sends a purchase that had begun, after it loaded its page again", async () => {
    const id = await onSale();
    const visitor = await visit(`/p/${id}/b1`);
    const { page } = visitor;
    await seat(page, "A", 1, "free").waitFor();
    await redeploy(visitor, /\/assets\/firebase-/);
    await press(page, "A1");
    await book(page);
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

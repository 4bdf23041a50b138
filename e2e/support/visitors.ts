import { expect } from "chai";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { findChromium, NO_CHROMIUM } from "../../suite/chromium.js";
import { addresses, hostPort } from "../../suite/settings.js";

export const shop = `http://${hostPort(addresses.hosting)}`;

/** The language, the colours, the time zone and the window size with which a visitor looks at the shop. */
interface Looks {
  language?: "en-US" | "ko-KR";
  colorScheme?: "light" | "dark";
  timeZone?: string;
  width?: number;
  height?: number;
}

/** A page of the shop in a browser profile of its own. */
export interface Visitor {
  page: Page;
  context: BrowserContext;
  /**
   * Tells that the test makes requests to these addresses fail. The browser's own reports of such
   * failures are then accepted.
   */
  mayFail: (...addresses: RegExp[]) => void;
}

const visitors: (Visitor & { problems: () => string[] })[] = [];
let running: Promise<Browser> | null = null;

// All test files share one browser. A hook outside of any `describe` runs after the last test.
after(async () => {
  await (await running)?.close();
});

/**
 * Lets the tests of a `describe` visit the shop. A test fails if a page of its visitors threw an error, or wrote one to
 * the console that `mayFail` does not cover. Without Chromium the tests are skipped, or fail in CI.
 */
export function useBrowser(): void {
  before(function () {
    if (findChromium() !== null) return;
    if (process.env["CI"]) throw new Error(NO_CHROMIUM);
    console.error(NO_CHROMIUM);
    this.skip();
  });
  afterEach(async function () {
    const all = visitors.splice(0);
    if (this.currentTest?.state === "failed") for (const { page } of all) await describePage(page);
    await Promise.all(all.map(({ context }) => context.close()));
    expect(all.flatMap(({ problems }) => problems())).to.deep.equal([]);
  });
}

/** Makes a visitor, by default in New York. No page of the shop is open yet. */
export async function newVisitor(looks: Looks = {}): Promise<Visitor> {
  const { language = "en-US", colorScheme = "light", width = 1_280, height = 900 } = looks;
  const { timeZone = "America/New_York" } = looks;
  running ??= chromium.launch({ executablePath: findChromium()!, args: ["--no-sandbox"] });
  const context = await (
    await running
  ).newContext({
    baseURL: shop,
    locale: language,
    colorScheme,
    viewport: { width, height },
    timezoneId: timeZone,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const made: RegExp[] = [];
  const seen: { text: string; address: string }[] = [];
  page.on("pageerror", (error) => seen.push({ text: String(error), address: "" }));
  page.on("console", (message) => {
    if (message.type() === "error") seen.push({ text: message.text(), address: message.location().url });
  });
  const isMade = ({ text, address }: (typeof seen)[number]) =>
    text.startsWith("Failed to load resource") && made.some((pattern) => pattern.test(address));
  const visitor = {
    page,
    context,
    mayFail: (...addresses: RegExp[]) => void made.push(...addresses),
    problems: () => seen.filter((each) => !isMade(each)).map(({ text, address }) => `${text} ${address}`),
  };
  visitors.push(visitor);
  return visitor;
}

/** Opens a page of the shop for a new visitor. */
export async function visit(path: string, looks: Looks = {}): Promise<Visitor> {
  const visitor = await newVisitor(looks);
  await visitor.page.goto(path);
  return visitor;
}

/** Prints what a page shows, for whoever looks into a failed test. */
async function describePage(page: Page): Promise<void> {
  const text = await page.locator("body").innerText({ timeout: 5_000 }).catch(String);
  console.error(`${page.url()} shows:\n${text.replace(/^/gm, "  ")}`);
}

import { setTimeout } from "node:timers/promises";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { addresses, hostPort } from "../../../suite/settings.js";

/** How many times slower the visitor's processor is than this machine's. */
export const SLOWED = 4;

const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 780 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  locale: "ko-KR",
};

/** Slow 4G as Lighthouse defines it: a round trip of 150 ms, 1.6 Mbit/s down and 0.75 up. Here in bytes a second. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };

/** Notes the largest paint, layout shifts and long tasks. It runs in the page, before the page's own scripts. */
const NOTE = `
  window.noted = { paint: 0, shift: 0, blocking: 0 };
  const note = (type, act) => new PerformanceObserver((list) => list.getEntries().forEach(act)).observe({ type, buffered: true });
  note("largest-contentful-paint", ({ startTime }) => { noted.paint = startTime; });
  note("layout-shift", ({ value, hadRecentInput }) => { if (!hadRecentInput) noted.shift += value; });
  note("longtask", ({ duration }) => { noted.blocking += duration - 50; });
`;

/** What was measured of a page since its loading began. */
export interface Noted {
  /** When the largest part of the page was painted, in milliseconds. */
  paint: number;
  /** The layout shift: the sum of all shifts that the browser reports, without those just after an input. */
  shift: number;
  /** How long tasks ran beyond their first 50 ms, all together, in milliseconds. */
  blocking: number;
}

export const noted = (page: Page): Promise<Noted> => page.evaluate<Noted>("noted");

/** Opens a page with an empty cache on a slow phone. Nothing is loaded yet. */
export async function visit(browser: Browser, network: "slow 4G" | "local"): Promise<Page> {
  const context = await browser.newContext({ baseURL: `http://${hostPort(addresses.hosting)}`, ...PHONE });
  const page = await context.newPage();
  await page.addInitScript(NOTE);
  const cdp = await context.newCDPSession(page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: SLOWED });
  if (network === "slow 4G") {
    await cdp.send("Network.enable");
    await cdp.send("Network.emulateNetworkConditions", SLOW_4G);
  }
  return page;
}

/** Follows a link of the page, which may be part of a drawing. Playwright's click would add work to the page. */
export const follow = (page: Page, path: string): Promise<unknown> =>
  page.evaluate(
    `document.querySelector('a[href="${path}"]').dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }))`,
  );

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** The processor time that the thread spent in this event, in microseconds. */
  tdur?: number;
  args: { name?: string };
}

/**
 * Traces the page during an act and for some milliseconds after it.
 * @returns the processor time of each task of the page's main thread, in milliseconds of the slowed processor. The
 * work of other processes does not count.
 */
export async function tasksOf(
  browser: Browser,
  page: Page,
  milliseconds: number,
  act: () => Promise<unknown>,
): Promise<number[]> {
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline"] });
  await act();
  await setTimeout(milliseconds);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const tasks = new Map<string, number[]>();
  for (const event of traceEvents)
    if (event.name === "thread_name" && event.args.name === "CrRendererMain") tasks.set(threadOf(event), []);
  for (const event of traceEvents)
    if (event.name === "RunTask") tasks.get(threadOf(event))?.push((event.tdur ?? 0) / 1_000);
  // Chromium also has a spare process. So the busiest thread is taken for the page's.
  const [busiest] = [...tasks.values()].sort((one, other) => sum(other) - sum(one));
  if (busiest === undefined || busiest.length === 0) throw new Error("The trace has no task of the page");
  return busiest;
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

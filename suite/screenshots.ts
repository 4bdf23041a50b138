import { mkdir } from "node:fs/promises";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { findChromium, NO_CHROMIUM } from "./chromium.js";
import { splitSeatId } from "../functions/src/performances/performance.js";
import { signIn, signOutAll, type Client } from "./client.js";
import { commandLine } from "./commandLine.js";
import { withDatabase } from "./database.js";
import { loadPerformances } from "./load.js";
import { checkPerformances } from "./performanceFile.js";
import { addresses, hostPort, root } from "./settings.js";
import { UserError } from "./userError.js";
import { grandHallSections } from "./venues/grandHall.js";

const help = `npm run stack -- node suite/run.js screenshots

Takes the pictures of the shop in docs/pictures, with Chromium, of a performance of which it sells some seats before.`;

// The id is new for each run, because the seats of an earlier run are sold.
const PERFORMANCE = `pictures_${Date.now()}`;
const HOUSE = `/p/${PERFORMANCE}`;
const DAY_MS = 24 * 60 * 60_000;

/** A performance in the sample hall, half a year from now at 19:30 in Seoul. */
function performance() {
  const startsAt = new Date(Date.now() + 180 * DAY_MS);
  startsAt.setUTCHours(10, 30, 0, 0);
  return {
    title: "백조의 호수 Swan Lake",
    venue: "Seoul Arts Center",
    startsAt,
    salesOpenAt: new Date(Date.now() - DAY_MS),
    salesCloseAt: startsAt,
    currency: "KRW",
    layoutId: "grand_hall",
    sections: grandHallSections,
  };
}

/** Neighbouring seats: their row, the first and the last number. A user may book at most ten. */
type Seats = readonly [row: string, first: number, last: number];

/** The seats that are sold before the pictures are taken. */
const SOLD: readonly Seats[] = [
  ["B-A", 4, 13],
  ["B-B", 7, 14],
  ["B-C", 3, 6],
  ["B-C", 10, 17],
  ["B-D", 11, 14],
  ["B-E", 1, 2],
  ["B-E", 8, 13],
  ["B-F", 15, 20],
  ["B-H", 4, 5],
  ["B-L", 1, 2],
];

/** The seats that are booked and not paid. */
const HELD: readonly Seats[] = [
  ["B-B", 4, 6],
  ["B-D", 15, 16],
  ["B-G", 10, 11],
];

/** The seats that the visitors choose. */
const CHOSEN = { atDesk: ["B-D8", "B-D9", "B-D10"], onPhone: ["B-C7", "B-C8", "B-C9"] };

/** Loads a performance, sells some of its seats, holds others, and takes the pictures. It needs `npm run stack`. */
export async function main(args: string[]): Promise<number> {
  commandLine({ help, args }, {});
  const executablePath = findChromium();
  if (executablePath === null) throw new UserError(NO_CHROMIUM);
  const checked = checkPerformances({ [PERFORMANCE]: performance() }, "the pictures");
  await withDatabase(undefined, ({ db }) => loadPerformances(db, checked));
  for (const seats of SOLD) await pay(await book(seats));
  for (const seats of HELD) await book(seats);
  await signOutAll();
  await mkdir(`${root}docs/pictures`, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    await takePictures(browser);
  } finally {
    await browser.close();
  }
  return 0;
}

interface Booked {
  client: Client;
  paymentIntentId: string;
}

async function book([row, first, last]: Seats): Promise<Booked> {
  const client = await signIn();
  const seatIds = Array.from({ length: last - first + 1 }, (_, index) => `${row}${first + index}`);
  const wish = { performanceId: PERFORMANCE, seatIds, paymentMethod: "CREDIT_CARD" as const };
  const { paymentIntentId } = await client.call("createBooking", wish);
  return { client, paymentIntentId };
}

async function pay({ client, paymentIntentId }: Booked): Promise<void> {
  await client.call("executePayment", { paymentIntentId, paymentMethodToken: "tok_visa", cvv: "121" });
}

async function takePictures(browser: Browser): Promise<void> {
  const atDesk = await open(browser, { viewport: { width: 1_440, height: 960 }, locale: "en-US" });
  await atDesk.locator(".house-map .count", { hasText: /^\d+$/ }).nth(5).waitFor();
  await picture(atDesk, "house");

  await atDesk.goto(`${HOUSE}/1F-B`);
  await choose(atDesk, CHOSEN.atDesk);
  await picture(atDesk, "seat-map");

  await atDesk.getByRole("button", { name: "Book", exact: true }).click();
  await atDesk.getByRole("timer").waitFor();
  await atDesk.setViewportSize({ width: 900, height: 900 });
  await picture(atDesk, "paying");

  const onPhone = await open(browser, {
    viewport: { width: 360, height: 960 },
    deviceScaleFactor: 2,
    hasTouch: true,
    locale: "ko-KR",
    colorScheme: "dark",
  });
  await onPhone.goto(`${HOUSE}/1F-B`);
  await choose(onPhone, CHOSEN.onPhone);
  await picture(onPhone, "phone");
}

async function open(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const baseURL = `http://${hostPort(addresses.hosting)}`;
  const context = await browser.newContext({ baseURL, timezoneId: "Asia/Seoul", ...options });
  const page = await context.newPage();
  await page.goto(HOUSE);
  return page;
}

/** Clicks on seats. It finds each by the beginning of its accessible name, in English or Korean. */
async function choose(page: Page, seatIds: readonly string[]): Promise<void> {
  for (const seatId of seatIds) {
    const { row, number } = splitSeatId(seatId)!;
    await page
      .getByRole("gridcell", { name: new RegExp(`^(Row ${row}, seat ${number}|${row}열 ${number}번),`) })
      .click();
  }
  await page.getByRole("button", { name: seatIds.at(-1)! }).waitFor();
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${root}docs/pictures/${name}.png`, animations: "disabled" });
  console.log(`docs/pictures/${name}.png`);
}

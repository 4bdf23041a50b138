import type { Locator, Page } from "playwright-core";

/** Finds a seat of the map by its English name for screen readers. */
export function seat(page: Page, row: string, number: number, state = ".*"): Locator {
  return page.getByRole("gridcell", { name: new RegExp(`^Row ${row}, seat ${number}, .*, ${state}$`) });
}

/** Presses seats of the block that is shown, such as A1. */
export async function press(page: Page, ...seatIds: string[]): Promise<void> {
  for (const seatId of seatIds) {
    const pressed = seat(page, seatId.slice(0, 1), Number(seatId.slice(1)));
    await pressed.waitFor();
    // Some seats are drawn with a hole in the middle. A press there hits the drawing of the
    // block, which finds the seat.
    await pressed.click({ force: true });
  }
}

/** Books what is chosen, and waits for the page of the payment. Returns the booking's id. */
export async function book(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.getByRole("timer").waitFor();
  return page.url().split("/").at(-1)!;
}

/** Cancels the booking on the page of its payment, and says yes when the page asks once more. */
export async function cancel(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Cancel the booking" }).click();
  await page.getByRole("button", { name: "Yes, cancel" }).click();
}

export async function pay(page: Page, cvv = "121"): Promise<void> {
  await page.getByLabel("Security code (CVV)").fill(cvv);
  await page.getByRole("button", { name: /^Pay ₩/ }).click();
}

/** The element, if it has the focus. */
export function focused(element: Locator): Locator {
  return element.and(element.page().locator(":focus"));
}

/** Waits for an element, and presses Tab until it has the focus. @throws Error after sixty presses. */
export async function tabTo(element: Locator): Promise<void> {
  await element.waitFor();
  for (let pressed = 0; pressed < 60; pressed++) {
    await element.page().keyboard.press("Tab");
    if (await focused(element).isVisible()) return;
  }
  throw new Error(`sixty times Tab did not reach ${element.toString()}`);
}

/** Reads the countdown, such as `4:59`. Returns the seconds. */
export async function secondsLeft(page: Page): Promise<number> {
  const [minutes, seconds] = (await page.getByRole("timer").innerText()).split(":").map(Number);
  return minutes! * 60 + seconds!;
}

import { expect } from "chai";
import { inDays, onSale } from "../support/shopData.js";
import { useBrowser, visit } from "../support/visitors.js";

/** The words of one purchase in each language. Times are those in Seoul, and say so where the visitor's are others. */
const LANGUAGES = [
  {
    locale: "ko-KR",
    lang: "ko",
    timeZone: "Asia/Seoul",
    performances: "공연",
    price: "70,000원부터",
    onSale: "판매 중",
    left: "24석 남음",
    seat: "A열 1번, Royal, 100,000원, 선택 가능",
    chosen: "A열 1번, Royal, 100,000원, 선택함",
    book: "예매하기",
    cvv: "보안 코드(CVV)",
    pay: "100,000원 결제하기",
    paid: "결제가 완료되었습니다. 좌석이 확정되었습니다.",
    date: (startsAt: Date) =>
      `${part(startsAt, "ko", "year")} ${part(startsAt, "ko", "month")} ${part(startsAt, "ko", "day")} (${part(startsAt, "ko", "weekday")}) 오후 7:30`,
    other: "English",
    performancesInOther: "Performances",
  },
  {
    locale: "en-US",
    lang: "en",
    timeZone: "America/New_York",
    performances: "Performances",
    price: "from ₩70,000",
    onSale: "On sale",
    left: "24 left",
    seat: "Row A, seat 1, Royal, ₩100,000, free",
    chosen: "Row A, seat 1, Royal, ₩100,000, chosen",
    book: "Book",
    cvv: "Security code (CVV)",
    pay: "Pay ₩100,000",
    paid: "Paid. The seats are yours.",
    date: (startsAt: Date) =>
      `${part(startsAt, "en", "weekday")}, ${part(startsAt, "en", "month")} ${part(startsAt, "en", "day")}, ${part(startsAt, "en", "year")}, 7:30 PM GMT+9`,
    other: "한국어",
    performancesInOther: "공연",
  },
] as const;

/** A part of a date in Seoul, as the language writes it. */
function part(date: Date, language: string, name: "year" | "month" | "day" | "weekday"): string {
  const style = name === "month" || name === "weekday" ? "short" : "numeric";
  return new Intl.DateTimeFormat(language, { timeZone: "Asia/Seoul", [name]: style }).format(date);
}

describe("the languages of the shop", function () {
  this.timeout(120_000);
  useBrowser();

  for (const words of LANGUAGES) {
    it(`sells in ${words.locale}, with its words, prices and dates in the venue's time zone`, async () => {
      const startsAt = inDays(2);
      const title = `Languages ${words.lang} ${Date.now()}`;
      await onSale({ title, startsAt, salesCloseAt: startsAt });
      const { page } = await visit("/", { language: words.locale, timeZone: words.timeZone });
      await page.getByRole("heading", { level: 1, name: words.performances }).waitFor();
      expect(await page.locator("html").getAttribute("lang")).to.equal(words.lang);
      const card = page.getByRole("article").filter({ hasText: title });
      await card.getByText(words.price, { exact: true }).waitFor();
      await card.getByText(words.onSale, { exact: true }).waitFor();
      expect(await card.locator("time").innerText()).to.equal(words.date(startsAt));
      await card.getByRole("link", { name: title }).click();
      await page.getByText(words.left).first().waitFor();
      await page.getByRole("link", { name: /Royal/ }).click();
      await page.getByRole("gridcell", { name: words.seat }).click();
      await page.getByRole("gridcell", { name: words.chosen }).waitFor();
      await page.getByRole("button", { name: words.book, exact: true }).click();
      await page.getByLabel(words.cvv).fill("121");
      await page.getByRole("button", { name: words.pay }).click();
      await page.getByRole("heading", { name: words.paid }).waitFor();
      expect(await page.title()).to.include(words.lang === "ko" ? "티켓" : "Tickets");
    });

    it(`keeps another language than ${words.locale} once it is chosen`, async () => {
      const { page } = await visit("/", { language: words.locale });
      const other = words.lang === "ko" ? "en" : "ko";
      await page.getByRole("button", { name: words.other }).click();
      await page.getByRole("heading", { level: 1, name: words.performancesInOther }).waitFor();
      expect(await page.locator("html").getAttribute("lang")).to.equal(other);
      await page.reload();
      await page.getByRole("heading", { level: 1, name: words.performancesInOther }).waitFor();
      expect(await page.locator("html").getAttribute("lang")).to.equal(other);
    });
  }

  it("speaks the language that was chosen last, also where the words of the other one come later", async () => {
    const { page } = await visit(`/p/${await onSale()}/b1`, { language: "en-US" });
    const hint = page.getByText("Choose up to 4 seats");
    await hint.waitFor();
    let release = () => {};
    const isReleased = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/koLater-*.js", (route) => isReleased.then(() => route.continue()));
    const asked = page.waitForRequest("**/koLater-*.js");
    await page.getByRole("button", { name: "한국어" }).click();
    await page.getByRole("button", { name: "English" }).click();
    const words = (await asked).url();
    release();
    await page.evaluate(`import(${JSON.stringify(words)})`);
    expect(await hint.isVisible()).to.equal(true);
  });
});

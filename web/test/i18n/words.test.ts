import { expect } from "chai";
import { actionFor } from "../../src/calls/actions.js";
import type { Reason } from "../../src/calls/trouble.js";
import type { Trouble } from "../../src/calls/trouble.js";
import { en } from "../../src/i18n/en.js";
import { enLater } from "../../src/i18n/enLater.js";
import type { LaterWords } from "../../src/i18n/laterWords.js";
import { formatFor } from "../../src/i18n/format.js";
import { ko } from "../../src/i18n/ko.js";
import { koLater } from "../../src/i18n/koLater.js";
import { firstLanguage } from "../../src/i18n/language.js";
import { namedSeat, nameSeats, sayTrouble } from "../../src/i18n/words.js";

/** The details that the sentences need, of all reasons together. */
const details = {
  seatIds: ["A1", "A2"],
  salesOpenAt: "2027-05-01T01:00:00.000Z",
  retryAt: "2027-05-01T01:00:00.000Z",
  status: "confirmed",
  limit: 4,
  held: 3,
};

/** Lists the texts in an object of words, however deep they are. Functions are left out. */
function texts(words: unknown): string[] {
  if (typeof words === "string") return [words];
  if (typeof words === "object" && words !== null) return Object.values(words).flatMap(texts);
  return [];
}

describe("words", () => {
  const languages = { ko: [ko, koLater], en: [en, enLater] } as const;
  for (const [language, [words, later]] of Object.entries(languages)) {
    const say = (reason: string, later: LaterWords | null) =>
      sayTrouble(words, later, formatFor(language), { reason, ...details } as unknown as Trouble);

    it(`say every refusal in ${language}, each in its own words`, () => {
      const said = Object.keys({ ...words.troubles, ...later.troubles }).map((reason) => say(reason, later));
      expect(new Set(said).size).to.equal(said.length);
      for (const sentence of said)
        expect(sentence)
          .to.match(/.{8}/)
          .and.not.match(/undefined|NaN|\[object/);
    });

    it(`say in ${language} that something was not understood, if a newer service has a reason of its own`, () => {
      expect(say("TOO_NEW", later)).to.equal(say("MALFORMED", later));
      expect(say("LOST", null)).to.equal(say("LOST", later));
      expect(actionFor("TOO_NEW" as Reason)).to.equal("again");
    });
  }

  it("name a seat whole", () => {
    const price = formatFor("en").money(100_000, "KRW");
    const seat = namedSeat("F12");
    expect(en.seats.cell(seat, "Royal", price, en.seats.states.free)).to.equal(
      "Row F, seat 12, Royal, ₩100,000, free",
    );
    expect(ko.seats.cell(seat, "로열", price, ko.seats.states.free)).to.equal(
      "F열 12번, 로열, ₩100,000, 선택 가능",
    );
    expect(namedSeat("1층-나3")).to.deep.equal({ row: "1층-나", number: "3" });
    expect(nameSeats(en, formatFor("en"), ["A1", "A2"])).to.equal("A1 and A2");
  });

  it("are Korean in Korean, and not in English", () => {
    const isKorean = (text: string) => /[가-힣]/.test(text);
    const foreign = ["English", "한국어"];
    const others = (words: unknown) => texts(words).filter((text) => !foreign.includes(text));
    expect(others([ko, koLater]).filter((text) => !isKorean(text))).to.deep.equal([]);
    expect(others([en, enLater]).filter(isKorean)).to.deep.equal([]);
  });

  it("are Korean at first for whoever reads Korean, and as chosen afterwards", () => {
    expect(firstLanguage(null, "ko-KR")).to.equal("ko");
    expect(firstLanguage(null, "de")).to.equal("en");
    expect(firstLanguage("en", "ko-KR")).to.equal("en");
    expect(firstLanguage("xx", "ko")).to.equal("ko");
  });
});

describe("formats", () => {
  it("write money with the currency's minor unit", () => {
    expect(formatFor("ko").money(30_000, "KRW")).to.equal("30,000원");
    expect(formatFor("ko").money(30_000, "USD")).to.equal("$300.00");
    expect(formatFor("en").money(30_000, "KRW")).to.equal("₩30,000");
    expect(formatFor("en").money(30_000, "USD")).to.equal("$300.00");
  });

  it("write times by the venue's clock", () => {
    const time = "2027-05-01T10:30:00.000Z";
    expect(formatFor("en").time(time, "Asia/Seoul")).to.include("7:30");
    expect(formatFor("en").time(time, "Europe/Berlin")).to.include("12:30");
    expect(formatFor("ko").time(time, "Asia/Seoul")).to.include("7:30");
  });

  it("name the venue's clock only where the reader's is another one", () => {
    const time = "2027-05-01T10:30:00.000Z";
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const elsewhere = here === "Asia/Seoul" ? "Asia/Kolkata" : "Asia/Seoul";
    expect(formatFor("en").time(time, elsewhere)).to.match(/GMT\+(9|5:30)$/);
    expect(formatFor("en").time(time, here)).to.match(/[AP]M$/);
  });
});

import { expect } from "chai";
import fc from "fast-check";
import {
  assertOnSale,
  findSeat,
  findSeats,
  Performance,
  SeatId,
  SeatIdList,
  SeatIds,
  splitSeatId,
} from "../../src/performances/performance.js";
import { aPerformance, at } from "../support/purchases.js";
import { refusesWith } from "../support/refusals.js";

const performance = aPerformance();

describe("a performance", () => {
  describe("finds a seat", () => {
    const seats: [string, string, number][] = [
      ["A1", "VIP", 150_000],
      ["A20", "VIP", 150_000],
      ["B5", "VIP", 150_000],
      ["1-C9", "S", 70_000],
    ];
    for (const [seatId, section, price] of seats) {
      it(`${seatId} in its section, at its price`, () =>
        expect(findSeat(performance, seatId)).to.deep.equal({ seatId, section, price }));
    }

    const unknown = [
      "A0",
      "A21",
      "B4",
      "B6",
      "C1",
      "a1",
      "A01",
      "A",
      "1",
      "A1-",
      "-A1",
      "A1A1",
      "A-1",
      "A1e1",
      "\nA1",
      "A1\n",
      "",
      "__proto__",
    ];
    for (const seatId of unknown) {
      it(`not where it is ${JSON.stringify(seatId)}`, () => expect(findSeat(performance, seatId)).to.be.null);
    }

    it("by one id only: of all ids, those found are the seats there are", () => {
      const rows = performance.sections.flatMap((section) => section.rows);
      const there = new Set(
        rows.flatMap(({ row, firstSeat, lastSeat }) =>
          Array.from({ length: lastSeat - firstSeat + 1 }, (_, index) => `${row}${firstSeat + index}`),
        ),
      );
      const tried = fc.oneof(
        fc.constantFrom(...there),
        fc.stringMatching(/^[ABC1-]{0,3}[0-9]{1,3}$/),
        fc.string({ maxLength: 16 }),
      );
      fc.assert(
        fc.property(tried, (seatId) => {
          expect(findSeat(performance, seatId) !== null).to.equal(there.has(seatId));
        }),
      );
      expect([...there].filter((seatId) => findSeat(performance, seatId) === null)).to.be.empty;
    });
  });

  it("has seats whose ids are a row and a number", () => {
    expect(splitSeatId("1-C12")).to.deep.equal({ row: "1-C", number: 12 });
    for (const id of ["A", "12", "A0", ""]) expect(splitSeatId(id), id).to.be.null;
  });

  it("sells one to ten seats in a booking, each once", () => {
    const seats = (count: number) => Array.from({ length: count }, (_, index) => `A${index + 1}`);
    const fits = (seatIds: string[]) => SeatIds.safeParse(seatIds).success;
    expect([0, 1, 10, 11].map((count) => fits(seats(count)))).to.deep.equal([false, true, true, false]);
    expect(fits(["A1", "A2", "A1"])).to.be.false;
  });

  it("is asked for seats by a list, or by one text as in the query of a URL", () => {
    expect(SeatIdList.parse(["A1", "A2"])).to.deep.equal(["A1", "A2"]);
    expect(SeatIdList.parse("A1, A2 ,B5")).to.deep.equal(["A1", "A2", "B5"]);
  });

  it("finds seats in the order asked for", () => {
    const ids = ["1-C2", "A3", "A1"];
    expect(findSeats(performance, ids).map((seat) => seat.seatId)).to.deep.equal(ids);
  });

  it("names every seat that is not there, and no other", () => {
    const details = refusesWith("SEAT_NOT_FOUND", () => findSeats(performance, ["A1", "Z9", "A2", "A99"]));
    expect(details).to.deep.equal({ seatIds: ["Z9", "A99"] });
  });

  describe("sells", () => {
    const { salesOpenAt, salesCloseAt } = performance;
    it("from the moment sales open to the last before they close", () => {
      assertOnSale(performance, salesOpenAt);
      assertOnSale(performance, new Date(salesCloseAt.getTime() - 1));
    });
    it("nothing before", () =>
      expect(
        refusesWith("SALES_NOT_OPEN", () => assertOnSale(performance, new Date(salesOpenAt.getTime() - 1))),
      ).to.deep.equal({ salesOpenAt: salesOpenAt.toISOString() }));
    it("nothing after", () =>
      expect(refusesWith("SALES_CLOSED", () => assertOnSale(performance, salesCloseAt))).to.deep.equal({
        salesCloseAt: salesCloseAt.toISOString(),
      }));
  });

  it("lets a user have ten tickets unless it says otherwise", () => {
    expect(aPerformance().maxTicketsPerUser).to.equal(10);
    expect(aPerformance({ maxTicketsPerUser: 4 }).maxTicketsPerUser).to.equal(4);
  });

  it("takes its times as dates or as ISO 8601", () => {
    for (const text of ["2026-05-01T21:00:00+09:00", "2026-05-01T12:00:00Z"]) {
      expect(aPerformance({ startsAt: text }).startsAt.toISOString()).to.equal("2026-05-01T12:00:00.000Z");
    }
  });

  describe("is refused", () => {
    const section = (rows: object[], price: unknown = 1) => ({ section: "S", name: "S", price, rows });
    const row = (name: string, firstSeat = 1, lastSeat = 2) => ({ row: name, firstSeat, lastSeat });
    const wrong: [string, object, string][] = [
      ["with a row twice", { sections: [section([row("A")]), section([row("A")])] }, "sections.1.rows.0.row"],
      [
        "with a seat in two sections",
        { sections: [section([row("A", 1, 5)]), section([row("B"), row("A", 5, 9)])] },
        "sections.1.rows.1.row",
      ],
      [
        "with a seat in two sections, the later one first",
        { sections: [section([row("A", 5, 9)]), section([row("A", 1, 5)])] },
        "sections.1.rows.0.row",
      ],
      [
        "with a seat twice, its row written in two ways",
        { sections: [section([row("가", 1, 5), row("가".normalize("NFD"), 5, 9)])] },
        "sections.0.rows.1.row",
      ],
      ["with a row that ends in a digit", { sections: [section([row("A1")])] }, "sections.0.rows.0.row"],
      ["with a row from 5 to 4", { sections: [section([row("A", 5, 4)])] }, "sections.0.rows.0.lastSeat"],
      ["with a seat 0", { sections: [section([row("A", 0, 4)])] }, "sections.0.rows.0.firstSeat"],
      ["with a price of half a won", { sections: [section([row("A")], 0.5)] }, "sections.0.price"],
      ["with a negative price", { sections: [section([row("A")], -1)] }, "sections.0.price"],
      ["without sections", { sections: [] }, "sections"],
      ["closing before it opens", { salesCloseAt: at(-7_200_000) }, "salesCloseAt"],
      ["with a limit of no tickets", { maxTicketsPerUser: 0 }, "maxTicketsPerUser"],
      ["in a zone that does not exist", { timeZone: "Asia/Soul" }, "timeZone"],
      ["in a zone that is only an offset", { timeZone: "+09:00" }, "timeZone"],
      ["starting some day", { startsAt: "tomorrow" }, "startsAt"],
    ];
    for (const [what, overrides, field] of wrong) {
      it(what, () => {
        const parsed = Performance.safeParse({ ...performance, ...overrides });
        expect(parsed.error?.issues.map((issue) => issue.path.join("."))).to.include(field);
      });
    }
  });

  describe("keeps its texts and numbers within bounds", () => {
    const section = { section: "S", name: "S", price: 1, rows: [{ row: "A", firstSeat: 1, lastSeat: 2 }] };
    const sections = (change: object) => ({ sections: [{ ...section, ...change }] });
    const row = (change: object) => sections({ rows: [{ ...section.rows[0], ...change }] });
    const text = (length: number) => "x".repeat(length);
    const bounds: [string, (length: number) => object, least: number, most: number][] = [
      ["title", (length) => ({ title: text(length) }), 1, 500],
      ["venue", (length) => ({ venue: text(length) }), 1, 500],
      ["section's id", (length) => sections({ section: text(length) }), 1, 64],
      ["section's name", (length) => sections({ name: text(length) }), 1, 200],
      ["row", (length) => row({ row: text(length) }), 1, 12],
      ["first seat", (firstSeat) => row({ firstSeat, lastSeat: 9999 }), 1, 9999],
      ["last seat", (lastSeat) => row({ firstSeat: 1, lastSeat }), 1, 9999],
    ];
    for (const [what, overrides, least, most] of bounds) {
      it(`${what}: ${least} to ${most}`, () => {
        const fits = (measure: number) =>
          Performance.safeParse({ ...performance, ...overrides(measure) }).success;
        expect([least - 1, least, most, most + 1].map(fits)).to.deep.equal([false, true, true, false]);
      });
    }

    it("sections: as many as it likes, each with rows", () => {
      const many = ["A", "B", "C"].map((name) => row({ row: name }).sections[0]!);
      expect(Performance.safeParse({ ...performance, sections: many }).success).to.be.true;
      expect(Performance.safeParse({ ...performance, ...sections({ rows: [] }) }).success).to.be.false;
    });

    it("its row names: letters of any script, digits and hyphens, the last no digit", () => {
      const there = (name: string) =>
        Performance.safeParse({ ...performance, ...row({ row: name }) }).success;
      for (const name of ["A", "a", "-", "1-C", "2B", "Z9z", "가", "Ä", "1층-나"])
        expect(there(name), name).to.be.true;
      for (const name of ["A1", "A ", " A", "A_", "A.B", "A\nB", "가1", "\u3164", "A\ud83d"])
        expect(there(name), name).to.be.false;
    });

    it("its sales: some time at least", () => {
      const sales = (salesCloseAt: Date) => ({ ...performance, salesOpenAt: at(0), salesCloseAt });
      expect(Performance.safeParse(sales(at(0))).success).to.be.false;
      expect(Performance.safeParse(sales(at(1))).success).to.be.true;
    });
  });

  it("takes a row that stands in several places, with the seats and the price of each", () => {
    const rows = (...ranges: [string, number, number][]) =>
      ranges.map(([row, firstSeat, lastSeat]) => ({ row, firstSeat, lastSeat }));
    const house = aPerformance({
      sections: [
        { section: "R", name: "Royal", price: 2, rows: rows(["A", 1, 5], ["B", 1, 6], ["B", 9, 14]) },
        { section: "VIP", name: "VIP", price: 3, rows: rows(["A", 6, 15]) },
      ],
    });
    const sectionOf = (seatId: string) => findSeat(house, seatId)?.section ?? null;
    expect(["A1", "A5", "A6", "A15", "A16"].map(sectionOf)).to.deep.equal(["R", "R", "VIP", "VIP", null]);
    expect(["B6", "B7", "B8", "B9"].map(sectionOf)).to.deep.equal(["R", null, null, "R"]);
    expect(findSeat(house, "A6")?.price).to.equal(3);
  });

  it("is in Seoul unless it says where", () => {
    expect(aPerformance().timeZone).to.equal("Asia/Seoul");
    expect(aPerformance({ timeZone: "Europe/Vienna" }).timeZone).to.equal("Europe/Vienna");
  });

  it("knows a row and a seat however their letters are composed", () => {
    const rows = [{ row: "가".normalize("NFD"), firstSeat: 1, lastSeat: 12 }];
    const house = aPerformance({ sections: [{ section: "S", name: "S", price: 1, rows }] });
    for (const form of ["NFC", "NFD"]) {
      expect(findSeat(house, SeatId.parse("가12".normalize(form)))?.seatId, form).to.equal("가12");
    }
  });

  it("counts the characters of a row and a seat id, however many units or bytes each takes", () => {
    const wide = "\u{20000}"; // two UTF-16 units, four bytes
    expect([16, 17].map((length) => SeatId.safeParse(wide.repeat(length)).success)).to.deep.equal([
      true,
      false,
    ]);
    const named = (length: number) => {
      const rows = [{ row: wide.repeat(length), firstSeat: 1, lastSeat: 9999 }];
      const sections = [{ section: "S", name: "S", price: 1, rows }];
      return Performance.safeParse({ ...performance, sections }).success;
    };
    expect([12, 13].map(named)).to.deep.equal([true, false]);
    expect(SeatId.safeParse("각".normalize("NFD").repeat(16)).success).to.be.true;
  });

  it("has seat ids of 1 to 16 letters, digits or hyphens", () => {
    for (const id of ["A", "1", "-", "a-1Z", "가1", "x".repeat(16)]) {
      expect(SeatId.safeParse(id).success, id).to.be.true;
    }
    for (const id of [
      "",
      "x".repeat(17),
      "A 1",
      " A1",
      "A1 ",
      "A_1",
      "A1\n",
      "\u3164",
      "가\u200b1",
      "A\u0664",
    ]) {
      expect(SeatId.safeParse(id).success, id).to.be.false;
    }
  });

  it("has seat ids that cannot be taken for one another, and can be asked for", () => {
    const name = fc.stringMatching(/^[A-Z0-9-]{0,4}[A-Z-]$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 6 }), (names) => {
        const rows = names.map((row) => ({ row, firstSeat: 1, lastSeat: 12 }));
        const house = aPerformance({ sections: [{ section: "S", name: "S", price: 1, rows }] });
        const ids = names.flatMap((row) => Array.from({ length: 12 }, (_, index) => `${row}${index + 1}`));
        expect(new Set(ids).size).to.equal(ids.length);
        for (const id of ids) {
          expect(findSeat(house, id)).to.not.be.null;
          expect(SeatId.safeParse(id).success).to.be.true;
        }
      }),
    );
  });
});

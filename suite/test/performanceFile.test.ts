import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { UserError } from "../userError.js";
import { checkPerformances, readPerformances } from "../performanceFile.js";
import { samplePerformances } from "../samples.js";
import { root } from "../settings.js";

const valid = {
  title: "La Bohème",
  venue: "Seoul Arts Center",
  startsAt: "2027-05-01T19:30:00+09:00",
  currency: "KRW",
  salesOpenAt: "2026-01-01T10:00:00+09:00",
  salesCloseAt: "2027-05-01T18:30:00+09:00",
};
const example = `${root}suite/example.json`;

const section = (changes: object) => ({
  section: "R",
  name: "Royal",
  price: 120_000,
  rows: [
    { row: "A", firstSeat: 1, lastSeat: 24 },
    { row: "B", firstSeat: 1, lastSeat: 26 },
  ],
  ...changes,
});

/** The text of a file with one performance. */
const file = (changes: object = {}, ofSection: object = {}) =>
  JSON.stringify({ perf_002: { ...valid, sections: [section(ofSection)], ...changes } });

/** Makes a different name of letters for each number. */
const rowName = (number: number) =>
  Array.from(String(number), (digit) => "ABCDEFGHIJ"[Number(digit)]).join("");

describe("a file of performances", () => {
  let folder: string;
  before(async () => void (folder = await mkdtemp(join(tmpdir(), "performances-"))));
  after(() => rm(folder, { recursive: true }));

  it("is read into performances by id, with times as dates", async () => {
    const { perf_002 } = await readPerformances(example);
    expect(perf_002).to.include({ title: "La Bohème", maxTicketsPerUser: 4 });
    expect(perf_002?.startsAt).to.deep.equal(new Date("2027-05-01T10:30:00Z"));
  });

  it("is refused for each thing that is wrong, by performance and field", async () => {
    const { perf_002 } = JSON.parse(await readFile(example, "utf8"));
    const problems = problemsOf({
      perf_002: { ...perf_002, title: undefined, startsAt: "tomorrow" },
      "bad id": perf_002,
      perf_003: { ...perf_002, maxTicketPerUser: 4, sections: [{ ...perf_002.sections[0], prize: 1 }] },
      perf_004: { ...perf_002, salesCloseAt: perf_002.salesOpenAt },
      perf_005: [],
    });
    expect(problems).to.deep.equal([
      "file: perf_002: title: is missing",
      "file: perf_002: startsAt: must be a time such as 2027-05-01T19:30:00+09:00",
      "file: bad id: the id must be 1 to 64 letters, digits, underscores or hyphens",
      "file: perf_003: sections[0].prize: is not a field of a performance",
      "file: perf_003: maxTicketPerUser: is not a field of a performance",
      "file: perf_004: salesCloseAt: must be after salesOpenAt",
      "file: perf_005: Invalid input: expected object, received array",
      "Nothing was written.",
    ]);
  });

  it("is refused where sales go on after the beginning, unless it says that they do", async () => {
    const { perf_002 } = JSON.parse(await readFile(example, "utf8"));
    const late = { ...perf_002, salesCloseAt: "2027-05-01T20:00:00+09:00" };
    expect(problemsOf({ perf_002: late })[0]).to.include("salesCloseAt: is after startsAt");
    checkPerformances({ perf_002: { ...late, salesCloseAfterStart: true } }, "file");
  });

  it("is refused where ten seats would cost more than can be counted exactly", async () => {
    const { perf_002 } = JSON.parse(await readFile(example, "utf8"));
    const costing = (price: number) => ({
      perf_002: { ...perf_002, sections: [{ ...perf_002.sections[0], price }] },
    });
    const most = Math.floor(Number.MAX_SAFE_INTEGER / 10);
    expect(problemsOf(costing(most + 1))[0]).to.include("sections[0].price");
    checkPerformances(costing(most), "file");
  });

  it("is refused for a wrong refund policy, by performance and field", async () => {
    const { perf_002 } = JSON.parse(await readFile(example, "utf8"));
    const tier = { daysBefore: 1, feePercent: 10 };
    const withPolicy = (refundPolicy: object) => problemsOf({ perf_002: { ...perf_002, refundPolicy } })[0];
    expect(withPolicy({ tiers: [tier, { ...tier, daysBefore: 3 }] })).to.equal(
      "file: perf_002: refundPolicy.tiers[1].daysBefore: must be below the 1 of the tier above it",
    );
    expect(withPolicy({ tiers: [{ ...tier, feePercent: 101 }] })).to.match(
      /refundPolicy\.tiers\[0\]\.feePercent: /,
    );
    expect(withPolicy({ tiers: [{ ...tier, maxFee: 4_000 }] })).to.equal(
      "file: perf_002: refundPolicy.tiers[0].maxFee: is not a field of a performance",
    );
    expect(withPolicy({ tiers: [{ feePercent: 10 }] })).to.equal(
      "file: perf_002: refundPolicy.tiers[0].daysBefore: is missing",
    );
  });

  it("is refused if it holds no performances", () => {
    for (const contents of [{}, [], null, "perf_002"]) {
      expect(problemsOf(contents)).to.have.length(1);
    }
  });

  it("is refused in one line if it is not there, or is not JSON", async () => {
    await writeFile(join(folder, "half.json"), '{"perf_002":');
    for (const [name, problem] of [
      ["none.json", "there is no such file"],
      ["half.json", "is not JSON"],
    ] as const) {
      const refused = await readPerformances(join(folder, name)).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(UserError);
      expect((refused as UserError).message)
        .to.include(`${name}: ${problem}`)
        .and.not.include("\n");
    }
  });

  describe("is refused because it does not mean what it says:", () => {
    const wrong: [string, string | Buffer, RegExp][] = [
      [
        "it is in another encoding",
        Buffer.from(file({ title: "La Boh\u00e8me" }), "latin1"),
        /: is not UTF-8: save it as UTF-8/,
      ],
      ["it is UTF-16", Buffer.from(`\ufeff${file()}`, "utf16le"), /: is not UTF-8/],
      [
        "half a character",
        file({ title: "Swan \ud83d" }),
        /: perf_002: title: holds a character that is lost or only/,
      ],
      [
        "a lost character",
        file({ venue: "Seoul \ufffd" }),
        /: perf_002: venue: holds a character that is lost/,
      ],
      ["a title of blanks", file({ title: " \u3000\u200b" }), /: perf_002: title: is blank/],
      ["a venue of blanks", file({ venue: "\t" }), /: perf_002: venue: is blank/],
      [
        "a section of blanks",
        file({}, { name: " ", section: "\u3164" }),
        /sections\[0\]\.section: is blank\n.*name: is blank/,
      ],
      [
        "a performance twice",
        `{\n"x": ${file()},\n"x": ${file()}}`,
        /: line 3: "x" is there twice, and only one would count\nNothing was written\.$/,
      ],
      [
        "a field twice, once escaped",
        '{"x": {"title": "a", "t\\u0069tle": "b"}}',
        /line 1: "title" is there twice/,
      ],
      ["a currency that does not exist", file({ currency: "KWR" }), /: currency: KWR is no currency/],
      [
        "a price of half a won",
        file({}, { price: 1200.5 }),
        /sections\[0\]\.price: must be a whole number in the currency's minor unit/,
      ],
      ["a price as a text", file({}, { price: "1200" }), /sections\[0\]\.price: must be a whole number/],
      [
        "a zone that does not exist",
        file({ timeZone: "Seoul" }),
        /: timeZone: must be the IANA name of a time zone/,
      ],
      [
        "a performance without its id",
        JSON.stringify(JSON.parse(file()).perf_002),
        /is a performance without its id: put it/,
      ],
      ["a list", `[${file()}]`, /: must be an object with a performance for each id/],
      ["nothing", " \n", /: is not JSON: it is empty/],
      ["a comma too many", `{\n"x": 1,\n}`, /: is not JSON: look at line 3, column 1/],
      ["a comment", `{ // perf_001\n}`, /: is not JSON: look at line 1, column 3/],
      [
        "a section at two prices",
        file({
          sections: [section({}), section({ price: 1, rows: [{ row: "Z", firstSeat: 1, lastSeat: 1 }] })],
        }),
        /: perf_002: sections\[1\]\.price: section R is there at two prices, 120000 and 1: give/,
      ],
      [
        "a block that is too large to be drawn at once",
        file({}, { rows: ["R", "S"].map((row) => ({ row, block: "Hall", firstSeat: 1, lastSeat: 501 })) }),
        /: perf_002: block Hall has 1002 places, and may have 1000: divide it/,
      ],
      [
        "a row in two blocks",
        file(
          {},
          {
            rows: [
              { row: "R", block: "x", firstSeat: 1, lastSeat: 4 },
              { row: "R", block: "y", firstSeat: 7, lastSeat: 9 },
            ],
          },
        ),
        /: perf_002: row R is in 2 blocks: name the same block in each of its listings/,
      ],
      [
        "more rows than can be stored",
        file(
          {},
          {
            rows: Array.from({ length: 26_000 }, (_, n) => ({ row: rowName(n), firstSeat: 1, lastSeat: 2 })),
          },
        ),
        /: perf_002: is more than a document can hold, 1 MiB/,
      ],
    ];
    for (const [what, contents, told] of wrong) {
      it(what, async () => {
        await writeFile(join(folder, "wrong.json"), contents);
        const refused = await readPerformances(join(folder, "wrong.json")).catch((error: unknown) => error);
        expect(refused).to.be.instanceOf(UserError);
        expect((refused as UserError).message).to.match(told);
      });
    }
  });

  it("may begin with a byte order mark", async () => {
    await writeFile(join(folder, "marked.json"), `\ufeff${file({ title: "라 보엠" })}`);
    const { perf_002 } = await readPerformances(join(folder, "marked.json"));
    expect(perf_002?.title).to.equal("라 보엠");
  });

  it("may have a section in several places at one price", async () => {
    const sections = [section({}), section({ rows: [{ row: "B", firstSeat: 30, lastSeat: 40 }] })];
    await writeFile(join(folder, "places.json"), file({ sections }));
    expect((await readPerformances(join(folder, "places.json"))).perf_002?.sections).to.deep.equal(sections);
  });

  it("may hold what the samples hold", () => {
    const samples = checkPerformances(samplePerformances(new Date()), "samples");
    expect(Object.keys(samples)).to.deep.equal(["perf_001", "perf_soon", "perf_over", "perf_hall"]);
  });
});

function problemsOf(performances: unknown): string[] {
  try {
    checkPerformances(performances, "file");
    return [];
  } catch (error) {
    return (error as UserError).message.split("\n");
  }
}

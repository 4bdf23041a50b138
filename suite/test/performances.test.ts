import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { UserError } from "../userError.js";
import { loadPerformances } from "../load.js";
import { main } from "../performances.js";
import { performanceOf } from "../stored.js";
import { book, checked, clear, everything, inFile, meddled, run, startDatabase } from "./support/database.js";

const rows = (row: string, firstSeat: number, lastSeat: number) => [{ row, firstSeat, lastSeat }];

describe("npm run performances", () => {
  let database: Awaited<ReturnType<typeof startDatabase>>;
  let folder: string;
  before(async () => {
    database = await startDatabase();
    folder = await mkdtemp(join(tmpdir(), "performances-"));
  });
  beforeEach(() => clear(database.db));
  after(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  const performances = (...args: string[]) => run(main, ...args);
  async function load(contents: unknown, ...args: string[]) {
    const file = join(folder, "file.json");
    await writeFile(file, typeof contents === "string" ? contents : JSON.stringify(contents));
    return performances(file, ...args);
  }
  const storedBy = async (id: string) => performanceOf(await database.db.doc(`performances/${id}`).get());

  it("says how it is used, and in one line where it is not", async () => {
    expect((await performances("--help")).text).to.match(/^npm run performances -- [^]*--remove ID/);
    for (const args of [
      ["--export", "perf", "a.json", "b.json"],
      ["--list", "--remove", "perf"],
      [],
      ["--lst"],
      ["a.json", "b.json"],
      ["--list", "a.json"],
      ["--export"],
      ["--list", "--yes"],
    ]) {
      const { code, text } = await performances(...args);
      expect(code, text).to.equal(2);
      expect(text).to.match(/^[^\n]+ Usage: npm run performances -- [^\n]+$/);
    }
  });

  it("loads 600 at once", async () => {
    const many = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`perf_${index}`, inFile()]));
    expect((await load(many)).code).to.equal(0);
    expect(Object.keys(await everything(database.db))).to.have.length(600);
  });

  it("writes none of 600 where the last is wrong", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 600 }, (_, index) => [
        `perf_${index}`,
        inFile({ title: index < 599 ? "x" : " " }),
      ]),
    );
    expect((await load(many)).text).to.match(/perf_599: title: is blank\nNothing was written\.$/);
    expect(await everything(database.db)).to.deep.equal({});
  });

  it("replaces a performance as a whole", async () => {
    await load({ perf: inFile({ salesCloseAfterStart: true }) });
    await load({ perf: inFile({ title: "Giselle" }) });
    expect(await storedBy("perf")).to.deep.equal(checked({ perf: inFile({ title: "Giselle" }) })["perf"]);
  });

  describe("where seats are sold or held", () => {
    beforeEach(async () => {
      await load({ perf: inFile() });
      await book(database.db, "perf", "ann", ["A1", "A10"]);
      await book(database.db, "perf", "ben", ["가1"], { paid: false });
    });
    const [royal, vip] = inFile().sections as [object, object];

    const affecting: [string, object, RegExp][] = [
      [
        "leaves some of them out",
        { sections: [{ ...royal, rows: rows("A", 2, 9) }] },
        /^perf: 2 sold and 1 held seats that the plan leaves out: A1, A10, 가1$/m,
      ],
      [
        "puts some of them into another section",
        { sections: [{ ...royal, rows: [...rows("A", 1, 10), ...rows("가", 1, 1)] }] },
        /^perf: 0 sold and 1 held seat would be put into another section: 가1$/m,
      ],
      [
        "has another date",
        { startsAt: "2027-05-02T19:30:00+09:00" },
        /^perf: startsAt would change from 2027-05-01T19:30:00\+09:00 to 2027-05-02T19:30:00\+09:00 under 2 bookings, which could then be given back without a fee$/m,
      ],
      ["has another venue", { venue: "Elsewhere" }, /^perf: venue would change .* under 2 bookings$/m],
      ["shows another hour on the ticket", { timeZone: "Asia/Tokyo" }, /^perf: timeZone would change/m],
    ];
    it("loads a new refund policy, and says that it is not for bookings that were made", async () => {
      const refundPolicy = { free: [], tiers: [{ daysBefore: 1, feePercent: 10 }] };
      const { code, text } = await load({ perf: inFile({ refundPolicy }) });
      expect(code).to.equal(0);
      expect(text).to.match(
        /^perf: the new refund policy is for new bookings: those that were made keep the terms/,
      );
      expect((await storedBy("perf"))!.refundPolicy).to.deep.equal(refundPolicy);
      expect((await load({ perf: inFile({ refundPolicy }) })).text).to.not.include("refund policy");
    });

    for (const [what, changes, told] of affecting) {
      it(`changes nothing without --yes by a file that ${what}`, async () => {
        const before = await everything(database.db);
        const { code, text } = await load({ perf: inFile(changes), perf_new: inFile() });
        expect(code).to.equal(1);
        expect(text)
          .to.match(told)
          .and.match(/\nNothing was written\. To do it all the same, add --yes\.$/);
        expect(await everything(database.db)).to.deep.equal(before);
        expect((await load({ perf: inFile(changes) }, "--yes")).code).to.equal(0);
        expect(await storedBy("perf")).to.deep.equal(checked({ perf: inFile(changes) })["perf"]);
      });
    }

    const harmless: [string, object][] = [
      ["is the same", {}],
      ["has other prices", { sections: [{ ...royal, price: 1 }, vip] }],
      ["has another title", { title: "Swan Lake, by popular demand" }],
      ["says Asia/Seoul where nothing was said", { timeZone: "Asia/Seoul" }],
      [
        "has a row in two pieces",
        { sections: [{ ...royal, rows: [...rows("A", 1, 4), ...rows("A", 5, 10)] }, vip] },
      ],
    ];
    for (const [what, changes] of harmless) {
      it(`loads a file that ${what}, at once`, async () => {
        const { text } = await load({ perf: inFile(changes) });
        expect(text).to.equal("Loaded into demo-payments: perf");
      });
    }

    it("loads a plan without seats that nobody has, and looks again when no instance sells by the old one", async () => {
      const { db } = database;
      const shorter = checked({ perf: inFile({ sections: [royal, { ...vip, rows: rows("가", 1, 8) }] }) });
      const { text } = await run(async () => {
        await loadPerformances(db, shorter, { settleMs: 0 });
        return 0;
      });
      expect(text).to.match(/^Written\. Seats were taken out of the plan: looking again in 0 s/);
      expect(await storedBy("perf")).to.deep.equal(shorter["perf"]);
    });

    it("tells of a seat that was booked in between and is no longer in the plan", async () => {
      const shorter = checked({ perf: inFile({ sections: [royal, { ...vip, rows: rows("가", 1, 8) }] }) });
      const late = meddled(database.db, "batch", () => book(database.db, "perf", "eve", ["가9"]));
      const { code, text } = await run(async () => {
        await loadPerformances(late, shorter, { settleMs: 0 });
        return 0;
      });
      expect([code, text]).to.deep.equal([
        1,
        "perf: 1 sold and 0 held seat that the plan leaves out: 가9\nThis was booked while the performances were loaded.",
      ]);
    });

    it("says so of a performance that was stored malformed", async () => {
      await database.db.doc("performances/perf").update({ startsAt: "some day" });
      expect((await load({ perf: inFile() })).text).to.match(
        /cannot be read and would be replaced under 2 bookings/,
      );
    });

    it("is not removed", async () => {
      const { code, text } = await performances("--remove", "perf");
      expect(code).to.equal(1);
      expect(text).to.match(/^perf: 2 seats are sold and 1 are held\. Nothing was removed/);
      expect(await storedBy("perf")).to.not.be.null;
    });

    it("lists each performance with what is sold and held, at its own place's time", async () => {
      await load({ perf_vienna: inFile({ title: "빈 소년 합창단", timeZone: "Europe/Vienna" }) });
      const { text } = await performances("--list");
      const lines = text.split("\n").map((line) => line.split(/ {2,}/));
      expect(lines[0]).to.deep.equal(
        "id,title,starts,sales from,sales until,time zone,seats,sold,held".split(","),
      );
      expect(lines.slice(1)).to.have.deep.members([
        "perf,Swan Lake,2027-05-01 19:30,2026-01-01 10:00,2027-05-01 18:30,Asia/Seoul,20,2,1".split(","),
        "perf_vienna,빈 소년 합창단,2027-05-01 12:30,2026-01-01 02:00,2027-05-01 11:30,Europe/Vienna,20,0,0".split(
          ",",
        ),
      ]);
    });
  });

  it("is refused where a performance is changed by someone else at the same moment", async () => {
    await load({ perf: inFile() });
    const theirs = () => load({ perf: inFile({ title: "Theirs" }), perf_new: inFile() });
    for (const id of ["perf", "perf_new"]) {
      const ours = loadPerformances(
        meddled(database.db, "batch", theirs),
        checked({ [id]: inFile({ title: "Ours" }) }),
      );
      const refused = await ours.catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(UserError);
      expect((refused as UserError).message).to.match(/^Nothing was written: .*Load again\.$/);
      expect((await storedBy(id))?.title).to.not.equal("Ours");
      await database.db.doc("performances/perf_new").delete();
    }
  });

  it("exports what loads again as the same", async () => {
    const seoul = inFile({ salesOpenAt: "2026-01-01T01:00:00.123Z", maxTicketsPerUser: 4, title: '"Ü" 가' });
    const file = {
      seoul,
      new_york: inFile({
        timeZone: "America/New_York",
        salesOpenAt: "2026-11-01T05:30:00Z",
        salesCloseAfterStart: true,
      }),
      kathmandu: inFile({ timeZone: "Asia/Kathmandu" }),
      refundable: inFile({
        refundPolicy: {
          free: [{ withinHours: 24, daysBefore: 3 }],
          tiers: [{ daysBefore: 10, feePercent: 10, maxFeePerSeat: 4_000 }],
        },
      }),
    };
    await load(file);
    for (const id of Object.keys(file)) {
      const before = await storedBy(id);
      const { text } = await performances("--export", id);
      await performances("--remove", id);
      expect(await storedBy(id)).to.be.null;
      expect((await load(text)).code).to.equal(0);
      expect(await storedBy(id)).to.deep.equal(before);
    }
    expect((await performances("--export", "seoul")).text).to.include(
      '"startsAt": "2027-05-01T19:30:00+09:00"',
    );
    expect((await performances("--export", "new_york")).text).to.include(
      '"startsAt": "2027-05-01T06:30:00-04:00"',
    );
  });

  it("exports into a file, but not over one", async () => {
    await load({ perf: inFile() });
    const copy = join(folder, "copy.json");
    for (const told of ["", `${copy}: is there already`])
      expect((await performances("--export", "perf", copy)).text).to.equal(told);
    expect((await performances(copy)).code).to.equal(0);
  });

  it("removes what nobody has a seat of, and says of what is not there that it is not", async () => {
    await load({ perf: inFile() });
    for (const id of ["perf", "other"])
      await database.db.doc(`seatMaps/${id}_b1`).set({ performanceId: id, block: "b1", rows: { A: "." } });
    expect(await performances("--remove", "perf")).to.deep.equal({ code: 0, text: "Removed perf." });
    const maps = await database.db.collection("seatMaps").get();
    expect(maps.docs.map(({ id }) => id)).to.deep.equal(["other_b1"]);
    for (const id of ["perf", "a/b", "__a__"]) {
      for (const option of ["--remove", "--export"])
        expect(await performances(option, id)).to.deep.equal({
          code: 1,
          text: `${id}: there is no such performance.`,
        });
    }
    expect((await performances("--list")).text).to.equal("There are no performances.");
  });
});

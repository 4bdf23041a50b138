import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { seatKey } from "../../functions/src/shared/ids.js";
import { loadPerformances } from "../load.js";
import { main } from "../sales.js";
import { book, checked, clear, inFile, run, startDatabase } from "./support/database.js";

describe("npm run sales", () => {
  let database: Awaited<ReturnType<typeof startDatabase>>;
  let folder: string;
  before(async () => {
    database = await startDatabase();
    folder = await mkdtemp(join(tmpdir(), "sales-"));
  });
  beforeEach(async () => {
    await clear(database.db);
    await loadPerformances(database.db, checked({ perf: inFile(), perf_other: inFile() }));
  });
  after(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });
  const sales = (...args: string[]) => run(main, ...args);
  const lines = (text: string) => text.split("\n").map((line) => line.split(/ {2,}/));

  it("shows what is sold, held and free by section, and what was paid", async () => {
    await book(database.db, "perf", "ann", ["A1", "A2"]);
    await book(database.db, "perf", "ben", ["가1"], { paid: false });
    await book(database.db, "perf_other", "ann", ["A1"]);
    const { code, text } = await sales("perf");
    expect(code).to.equal(0);
    expect(lines(text)).to.deep.include.members([
      ["section", "seats", "sold", "held", "free"],
      ["R", "10", "2", "0", "8"],
      ["VIP", "10", "0", "1", "9"],
      ["all", "20", "2", "1", "17"],
    ]);
    expect(text)
      .to.match(/^Swan Lake, Arts Center\n/)
      .and.match(/\nPaid: 200000 KRW$/);
  });

  it("takes off what was given back, and tells the fees that were kept", async () => {
    const id = await book(database.db, "perf", "ann", ["A1", "A2"]);
    await book(database.db, "perf", "ben", ["A3"]);
    await database.db
      .doc(`bookings/${id}`)
      .update({ seatIds: ["A1"], refundedAmount: 90_000, feeKept: 10_000 });
    await database.db.doc(`occupiedSeats/${seatKey("perf", "A2")}`).delete();
    const file = join(folder, "refunds.csv");
    const { text } = await sales("perf", "--csv", file);
    expect(lines(text)).to.deep.include(["R", "10", "2", "0", "8"]);
    expect(text).to.include(
      "\nPaid: 300000 KRW, of which 90000 were given back and 210000 are left, 10000 of them fees\n",
    );
    expect(await readFile(file, "utf8")).to.match(/confirmed,ann,A1,200000,KRW,.*,90000,10000\r\n/);
  });

  it("counts seats that are no longer in the plan apart, so that none is missing", async () => {
    await book(database.db, "perf", "ann", ["A1", "가1"]);
    const [royal] = inFile().sections;
    const shorter = checked({ perf: inFile({ sections: [royal] }) });
    await loadPerformances(database.db, shorter, { yes: true });
    expect(lines((await sales("perf")).text)).to.deep.include.members([
      ["R", "10", "1", "0", "9"],
      ["(no longer in the plan)", "0", "1", "0", "0"],
      ["all", "10", "2", "0", "9"],
    ]);
  });

  it("writes the bookings as CSV that spreadsheets read as it is meant", async () => {
    const late = new Date("2026-05-02T12:00:00Z");
    const second = await book(database.db, "perf", '=cmd|"/C calc",1', ["가1", "가2"], {
      paid: false,
      madeAt: late,
    });
    const first = await book(database.db, "perf", "ann", ["A1"]);
    const file = join(folder, "bookings.csv");
    const { text } = await sales("perf", "--csv", file);
    expect(text).to.match(/\n2 bookings in .*bookings\.csv\.$/);
    expect(await readFile(file, "utf8")).to.equal(
      [
        "\ufeffbookingId,status,userId,seats,amount,currency,paymentMethod,createdAt,confirmedAt,refunded,feeKept",
        `${first},confirmed,ann,A1,100000,KRW,CREDIT_CARD,2026-05-01T21:00:00+09:00,2026-05-01T21:01:00+09:00,0,0`,
        `${second},pending,"'=cmd|""/C calc"",1",가1 가2,300000,KRW,CREDIT_CARD,2026-05-02T21:00:00+09:00,,0,0`,
        "",
      ].join("\r\n"),
    );
    expect((await stat(file)).mode & 0o077, "what others may do with it").to.equal(0);
  });

  it("names a booking that has seats and cannot be read, after all the others", async () => {
    const lost = await book(database.db, "perf", "ann", ["A1"]);
    await book(database.db, "perf", "ben", ["A2"]);
    await database.db.doc(`bookings/${lost}`).update({ status: "strange" });
    const file = join(folder, "lost.csv");
    const { code, text } = await sales("perf", "--csv", file);
    expect([code, text]).to.deep.equal([1, `These bookings have seats and cannot be read: ${lost}`]);
    expect(await readFile(file, "utf8"))
      .to.match(/,ben,/)
      .and.not.match(/,ann,/);
  });

  it("says in one line what it cannot do", async () => {
    expect((await sales("--help")).text).to.match(/^npm run sales/);
    expect((await sales("nowhere")).text).to.equal("nowhere: there is no such performance.");
    const there = await sales("perf", "--csv", join(folder, "no", "such", "folder.csv"));
    expect([there.code, there.text]).to.deep.equal([1, there.text.split("\n")[0]]);
    for (const args of [[], ["perf", "perf_other"], ["perf", "--cvs", "x"]])
      expect((await sales(...args)).text).to.match(/^[^\n]+ Usage: npm run sales -- [^\n]+$/);
  });
});

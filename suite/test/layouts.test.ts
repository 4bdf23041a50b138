import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { main } from "../layouts.js";
import { main as managePerformances } from "../performances.js";
import { layoutOf } from "../stored.js";
import { clear, everything, inFile, layoutInFile, run, startDatabase } from "./support/database.js";

const { A } = layoutInFile().rows;

describe("npm run layouts", () => {
  let database: Awaited<ReturnType<typeof startDatabase>>;
  let folder: string;
  let file: string;
  before(async () => {
    database = await startDatabase();
    folder = await mkdtemp(join(tmpdir(), "layouts-"));
    file = join(folder, "file.json");
  });
  beforeEach(() => clear(database.db));
  after(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  const layouts = (...args: string[]) => run(main, ...args);
  async function loadWith(command: typeof main, contents: unknown, ...args: string[]) {
    await writeFile(file, typeof contents === "string" ? contents : JSON.stringify(contents));
    return run(command, file, ...args);
  }
  const load = (contents: unknown) => loadWith(main, contents);
  const loadPerformances = (contents: object, ...args: string[]) =>
    loadWith(managePerformances, contents, ...args);
  const storedBy = async (id: string) => layoutOf(await database.db.doc(`layouts/${id}`).get());

  /** Runs a command that must be refused and change nothing. Returns what it says, line by line. */
  async function refused(act: () => ReturnType<typeof layouts>): Promise<string[]> {
    const before = await everything(database.db);
    const { code, text } = await act();
    expect(code, text).to.equal(1);
    expect(await everything(database.db)).to.deep.equal(before);
    return text.replaceAll(file, "FILE").split("\n");
  }

  it("says how it is used, and in one line where it is not", async () => {
    expect((await layouts("--help")).text).to.match(/^npm run layouts -- [^]*--remove ID/);
    for (const args of [[], ["--list", "a.json"], ["a.json", "b.json"], ["--yes", "a.json"]]) {
      const { code, text } = await layouts(...args);
      expect(code, text).to.equal(2);
      expect(text).to.match(/^[^\n]+ Usage: npm run layouts -- [^\n]+$/);
    }
  });

  it("loads, lists, exports what loads again as the same, and removes", async () => {
    expect((await layouts("--list")).text).to.equal("There are no layouts.");
    expect(await load({ hall: layoutInFile() })).to.deep.equal({
      code: 0,
      text: "Loaded into demo-payments: hall",
    });
    expect(await storedBy("hall")).to.deep.equal(layoutInFile());
    await loadPerformances({ perf: inFile({ layoutId: "hall" }), other: inFile() });
    const { text } = await layouts("--list");
    expect(text.split("\n").map((line) => line.split(/ {2,}/))).to.deep.equal([
      ["id", "name", "blocks", "rows", "performances"],
      ["hall", "Arts Center", "2", "2", "1"],
    ]);
    const { text: exported } = await layouts("--export", "hall");
    await load({ hall: layoutInFile({ name: "Another" }) });
    expect((await load(exported)).code).to.equal(0);
    expect(await storedBy("hall")).to.deep.equal(layoutInFile());
    await run(managePerformances, "--remove", "perf");
    expect((await layouts("--remove", "hall")).text).to.equal("Removed hall.");
    expect(await storedBy("hall")).to.be.null;
  });

  it("is refused for each thing that is wrong in a file, by layout and field", async () => {
    const wrong = {
      hall: layoutInFile({ stage: [0, 0, 1], name: 5 }),
      other: layoutInFile({ rows: { A: { ...A, curve: 2, color: "red" } }, more: 1 }),
      blank: layoutInFile({ name: "  " }),
    };
    expect(await refused(() => load(wrong))).to.deep.equal([
      "FILE: hall: name: Invalid input: expected string, received number",
      "FILE: hall: stage: must have at least 3 points: [x, y, x, y, x, y]",
      "FILE: hall: stage: must have an even count of numbers: [x, y, x, y, …]",
      "FILE: other: rows.A.color: is not a field of a layout",
      "FILE: other: more: is not a field of a layout",
      "FILE: other: rows.A.curve: is a smaller radius than the pitch, 5",
      "FILE: blank: name: is blank",
      "Nothing was written.",
    ]);
    expect(await refused(() => load(layoutInFile()))).to.deep.equal([
      'FILE: is a layout without its id: put it into an object, {"arts_center": {"name": ...}}',
    ]);
  });

  it("is refused where a stored performance cannot be drawn by it, with everything that it lacks", async () => {
    await load({ hall: layoutInFile() });
    await loadPerformances({ one: inFile({ layoutId: "hall" }), two: inFile({ layoutId: "hall" }) });
    const { b1 } = layoutInFile().blocks;
    const less = { hall: layoutInFile({ rows: { A }, blocks: { b1 } }) };
    expect(await refused(() => load(less))).to.deep.equal([
      "FILE: hall: blocks.b2: is missing (one, two)",
      'FILE: hall: rows["가"]: is missing (one, two)',
      "Nothing was written.",
    ]);
    const twice = { hall: layoutInFile({ rows: { A, 가: A } }) };
    expect((await refused(() => load(twice)))[0]).to.equal(
      'FILE: hall: rows["가"]: seats A1 and 가1 are in one place, and 9 more pairs of these rows (one, two)',
    );
  });

  it("lets no performance be loaded that a layout does not draw, not even with --yes", async () => {
    await load({ hall: layoutInFile({ rows: { A } }) });
    const performances = {
      plain: inFile(),
      lost: inFile({ layoutId: "nowhere" }),
      drawn: inFile({ layoutId: "hall" }),
    };
    for (const yes of [[], ["--yes"]])
      expect(await refused(() => loadPerformances(performances, ...yes))).to.deep.equal([
        "lost: layoutId: there is no layout nowhere: load it with npm run layouts",
        'drawn: layoutId: of hall, rows["가"]: is missing',
        "Nothing was written.",
      ]);
  });

  it("removes no layout that a performance names, and says of what is not there that it is not", async () => {
    await load({ hall: layoutInFile() });
    await loadPerformances({ one: inFile({ layoutId: "hall" }), two: inFile({ layoutId: "hall" }) });
    expect(await refused(() => layouts("--remove", "hall"))).to.deep.equal([
      "hall: 2 performances name it: one, two. Nothing was removed.",
    ]);
    for (const option of ["--remove", "--export"])
      for (const id of ["none", "a/b"])
        expect(await refused(() => layouts(option, id))).to.deep.equal([`${id}: there is no such layout.`]);
  });

  it("reads names of rows that an editor wrote in another form of Unicode", async () => {
    const { A: row, 가: other } = layoutInFile().rows;
    const rows = { A: row, ["가".normalize("NFD")]: other };
    expect((await load({ hall: layoutInFile({ rows }) })).code).to.equal(0);
    expect(Object.keys((await storedBy("hall"))!.rows).sort()).to.deep.equal(["A", "가"]);
  });
});

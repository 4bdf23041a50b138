import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Complaint } from "../complaint.js";
import { checkPerformances, readPerformances } from "../performanceFile.js";
import { samplePerformances } from "../samples.js";
import { root } from "../settings.js";

const example = `${root}local/suite/example.json`;

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
    const problems = complaints({
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
    expect(complaints({ perf_002: late })[0]).to.include("salesCloseAt: is after startsAt");
    checkPerformances({ perf_002: { ...late, salesCloseAfterStart: true } }, "file");
  });

  it("is refused where ten seats would cost more than can be counted exactly", async () => {
    const { perf_002 } = JSON.parse(await readFile(example, "utf8"));
    const costing = (price: number) => ({
      perf_002: { ...perf_002, sections: [{ ...perf_002.sections[0], price }] },
    });
    const most = Math.floor(Number.MAX_SAFE_INTEGER / 10);
    expect(complaints(costing(most + 1))[0]).to.include("sections[0].price");
    checkPerformances(costing(most), "file");
  });

  it("is refused if it holds no performances", () => {
    for (const contents of [{}, [], null, "perf_002"]) {
      expect(complaints(contents)).to.have.length(1);
    }
  });

  it("is refused in one line if it is not there, or is not JSON", async () => {
    await writeFile(join(folder, "half.json"), '{"perf_002":');
    for (const [name, problem] of [
      ["none.json", "there is no such file"],
      ["half.json", "is not JSON"],
    ] as const) {
      const refused = await readPerformances(join(folder, name)).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(Complaint);
      expect((refused as Complaint).message)
        .to.include(`${name}: ${problem}`)
        .and.not.include("\n");
    }
  });

  it("may hold what the samples hold", () => {
    const samples = checkPerformances(samplePerformances(new Date()), "samples");
    expect(Object.keys(samples)).to.deep.equal(["perf_001", "perf_soon", "perf_over"]);
  });
});

function complaints(performances: unknown): string[] {
  try {
    checkPerformances(performances, "file");
    return [];
  } catch (error) {
    return (error as Complaint).message.split("\n");
  }
}

import { randomInt } from "node:crypto";
import { expect } from "chai";
import { hunt } from "../mutants/catch.js";
import { MUTANTS } from "../mutants/mutants.js";
import { progressText, violationText } from "../report.js";
import { bundleFunctions, patched } from "../runtime/bundle.js";
import { simulate } from "../simulate.js";
import { Worker } from "../workers.js";

const WORKERS = 2;

describe("The simulation", function () {
  this.timeout(120_000);

  let code: string;
  let worker: Worker;
  before(async () => {
    code = await bundleFunctions();
    worker = new Worker(code);
  });
  after(() => worker.close());

  for (const seed of [1, 20_260_401, randomInt(2 ** 31)]) {
    it(`finds no violation in 170 worlds of seed ${seed}`, async () => {
      const simulated = await simulate({ code, seed, worlds: 170, workers: WORKERS });
      const { violation } = simulated;
      if (violation !== null) expect.fail(violationText(seed, violation));
      expect(simulated.worlds).to.equal(170);
      expect(simulated.confirmed, progressText(simulated)).to.be.greaterThan(50);
    });
  }

  it("lives the same world again from its seed, to the letter", async () => {
    for (const world of [0, 1, 2, 3, 4, 5]) {
      const first = await worker.tell({ seed: 7, world });
      await worker.live({ seed: 8, first: 0, count: 3 });
      const second = await worker.tell({ seed: 7, world });
      expect(second.lines).to.deep.equal(first.lines);
    }
  });

  it("lives the same world again in another process, and from what was chosen", async () => {
    const first = await worker.tell({ seed: 7, world: 11 });
    const other = new Worker(code);
    const again = await other.tell({ seed: 7, world: 11 });
    const replayed = await other.tell({ seed: 7, world: 11, choices: first.choices });
    other.close();
    expect(again.lines).to.deep.equal(first.lines);
    expect(replayed.lines).to.deep.equal(first.lines);
  });

  it("is what it is with every message sent as bytes", async () => {
    for (const world of [20, 21, 22, 23, 24, 25, 26, 27]) {
      const direct = await worker.tell({ seed: 7, world });
      const overTheWire = await worker.tell({ seed: 7, world, overTheWire: true });
      expect(overTheWire.lines).to.deep.equal(direct.lines);
    }
  });

  it("sells a seat where nothing goes wrong", async () => {
    const plan = [0];
    const book = [3, 0];
    const pay = [3, 1];
    const goOn = Array.from({ length: 8 }, () => [0]);
    const { lines, violation } = await worker.tell({
      seed: 1,
      world: 0,
      choices: [plan, book, ...goOn, pay, ...goOn],
    });
    expect(violation).to.equal(null);
    expect(lines.filter((line) => line.includes('createBooking answers {"bookingId"'))).to.have.length(1);
    expect(lines.filter((line) => /executePayment answers .*"status":"SUCCESS"/.test(line))).to.have.length(
      1,
    );
    expect(lines.filter((line) => line.includes('status "confirmed"'))).to.have.length(1);
  });

  it("finds a mistake, tells the shortest history, and tells it again from the choices", async () => {
    const mistake = MUTANTS.find(({ name }) => name.includes("takeover leaves the old booking"))!;
    const broken = await bundleFunctions(mistake.patches);
    const { violation } = await simulate({ code: broken, seed: 5, worlds: 200, workers: WORKERS });
    expect(violation?.invariant).to.equal("a booking owns all its seats");
    const { shortest } = violation!;
    expect(shortest.violation?.invariant).to.equal(violation!.invariant);
    expect(shortest.choices.length).to.be.lessThan(violation!.choices.length);
    // This mistake needs two bookings of one seat, so no shorter history can show it.
    expect(shortest.lines.filter((line) => / begins: /.test(line))).to.have.length(2);

    const again = new Worker(broken);
    const told = await again.tell({ seed: 5, world: violation!.world, choices: shortest.choices });
    again.close();
    expect(told.lines).to.deep.equal(shortest.lines);
    expect(told.violation).to.deep.equal(shortest.violation);
  });

  it("catches mistakes in the protocol", async function () {
    this.timeout(600_000);
    const mutants = MUTANTS.filter(({ quick }) => quick);
    const caught = await hunt({ mutants, seed: 1, worlds: 300, workers: WORKERS, thoroughly: false });
    const missed = caught.filter(({ worlds }) => worlds === null).map(({ mutant }) => mutant.name);
    expect(missed).to.deep.equal([]);
    expect(caught.length).to.be.at.least(20);
  });

  for (const { name, patches } of MUTANTS)
    it(`finds where to make the mistake: ${name}`, () => patched(patches));

  it("refuses a patch that does not apply exactly once", async () => {
    const patch = { find: "no such text", replace: "" };
    const error: unknown = await bundleFunctions([patch]).catch((failure: unknown) => failure);
    expect(String(error)).to.contain("but nowhere: no such text");
  });
});

import { expect } from "chai";
import { shareRead } from "../../src/firestore/sharedRead.js";
import { waiting } from "../support/time.js";

/** A read that is answered, or fails, when the test says so. */
function openRead() {
  const begun: { resolve: (answer: string) => void; reject: (error: unknown) => void }[] = [];
  const read = () => new Promise<string>((resolve, reject) => begun.push({ resolve, reject }));
  return { begun, read };
}

describe("a read that calls share", () => {
  let question = "";
  beforeEach(() => (question = `question ${Math.random()}`));

  for (const isKept of [true, false]) {
    const sharing = { forMs: 500, isKept };

    it(`is sent once while it is in progress, for half a second: ${isKept ? "kept" : "not kept"}`, async () => {
      const { begun, read } = openRead();
      const ask = () => shareRead([question], sharing, read);
      const early = [ask(), await waiting(499, async () => [ask()])].flat();
      const [late] = await waiting(500, async () => [ask()]);
      expect(begun).to.have.length(2);
      begun[0]!.resolve("early");
      begun[1]!.resolve("late");
      expect(await Promise.all([...early, late])).to.deep.equal(["early", "early", "late"]);
    });

    it(`is sent anew after it has failed, and fails for all who shared it: ${isKept ? "kept" : "not kept"}`, async () => {
      const { begun, read } = openRead();
      const ask = () => shareRead([question], sharing, read).catch(String);
      const failed = [ask(), ask()];
      begun[0]!.reject("unreachable");
      expect(await Promise.all(failed)).to.deep.equal(["unreachable", "unreachable"]);
      const again = ask();
      begun[1]!.resolve("answer");
      expect(await again).to.equal("answer");
    });
  }

  it("is sent anew after it was answered, unless answers are kept", async () => {
    const ask = (isKept: boolean, answer: string) =>
      shareRead([question, isKept], { forMs: 500, isKept }, () => Promise.resolve(answer));
    expect([await ask(false, "one"), await ask(false, "two")]).to.deep.equal(["one", "two"]);
    expect([await ask(true, "one"), await ask(true, "two")]).to.deep.equal(["one", "one"]);
    expect(await waiting(500, () => ask(true, "three"))).to.equal("three");
  });

  it("is another one for another question", async () => {
    const ask = (question: string) =>
      shareRead([question], { forMs: 500, isKept: true }, () => Promise.resolve(question));
    const [one, two] = [`${question} 1`, `${question} 2`];
    expect(await Promise.all([ask(one), ask(two)])).to.deep.equal([one, two]);
  });
});

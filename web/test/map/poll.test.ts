import { expect } from "chai";
import { poll, type Surroundings } from "../../src/map/poll.js";

/** A browser whose time passes when the test says so, and a service that answers at once. */
class World {
  now = 0;
  isHidden = false;
  random = 0;
  asked: number[] = [];
  told: string[] = [];
  /** What the service answers. Null: it cannot be reached. */
  answer: { pollAfterMs: number; name: string } | null = { pollAfterMs: 2_000, name: "map" };
  #timers: { at: number; callback: () => void }[] = [];
  #visibility: () => void = () => {};
  stop: () => void;

  constructor(init: Partial<Pick<World, "isHidden" | "random">> = {}) {
    Object.assign(this, init);
    const surroundings: Surroundings = {
      now: () => this.now,
      after: (milliseconds, callback) => {
        const timer = { at: this.now + milliseconds, callback };
        this.#timers.push(timer);
        return () => void this.#timers.splice(this.#timers.indexOf(timer) >>> 0, 1);
      },
      random: () => this.random,
      isHidden: () => this.isHidden,
      onVisibility: (callback) => {
        this.#visibility = callback;
        return () => (this.#visibility = () => {});
      },
    };
    this.stop = poll(
      async () => {
        this.asked.push(this.now);
        if (this.answer === null) throw new Error("unreached");
        return this.answer;
      },
      {
        onAnswer: ({ name }) => this.told.push(name),
        onError: () => this.told.push("error"),
        onOutdated: (isOutdated) => this.told.push(isOutdated ? "outdated" : "up to date"),
      },
      surroundings,
    );
  }

  /** Lets time pass. Whatever is due happens in its order. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const due = this.#timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
      if (due === undefined) break;
      this.#timers.splice(this.#timers.indexOf(due), 1);
      this.now = due.at;
      due.callback();
    }
    this.now = end;
  }

  async show(isShown: boolean): Promise<void> {
    this.isHidden = !isShown;
    this.#visibility();
    await this.pass(0);
  }
}

describe("polling", () => {
  it("asks as often as the answers allow", async () => {
    const world = new World();
    await world.pass(4_500);
    expect(world.asked).to.deep.equal([0, 2_000, 4_000]);
    world.answer = { pollAfterMs: 5_000, name: "slower" };
    await world.pass(10_500);
    expect(world.asked.slice(3)).to.deep.equal([6_000, 11_000]);
  });

  it("waits up to a fifth longer, and never less, so that viewers do not ask all at once", async () => {
    const world = new World({ random: 1 });
    await world.pass(5_000);
    expect(world.asked).to.deep.equal([0, 2_400, 4_800]);
  });

  it("doubles its pause on errors up to 30 seconds, and goes on at the usual pace after an answer", async () => {
    const world = new World();
    await world.pass(0);
    world.answer = null;
    await world.pass(100_000);
    expect(world.asked).to.deep.equal([0, 2_000, 6_000, 14_000, 30_000, 60_000, 90_000]);
    world.answer = { pollAfterMs: 2_000, name: "map" };
    await world.pass(23_000);
    expect(world.asked.slice(7)).to.deep.equal([120_000, 122_000]);
  });

  it("stops while the page is hidden, and starts again at once", async () => {
    const world = new World();
    await world.pass(1_000);
    await world.show(false);
    await world.pass(60_000);
    expect(world.asked).to.deep.equal([0]);
    await world.show(true);
    expect(world.asked).to.deep.equal([0, 61_000]);
    await world.pass(2_000);
    expect(world.asked).to.deep.equal([0, 61_000, 63_000]);
  });

  it("does not begin on a hidden page", async () => {
    const world = new World({ isHidden: true });
    await world.pass(60_000);
    expect(world.asked).to.deep.equal([]);
  });

  it("says that it is not up to date 10 seconds after the last answer, and when it is again", async () => {
    const world = new World();
    await world.pass(0);
    world.answer = null;
    await world.pass(9_999);
    expect(world.told).not.to.include("outdated");
    await world.pass(1);
    expect(world.told.at(-1)).to.equal("outdated");
    world.answer = { pollAfterMs: 2_000, name: "fresh" };
    await world.pass(5_000);
    expect(world.told.slice(-2)).to.deep.equal(["up to date", "fresh"]);
  });

  it("is up to date where the operator lets viewers ask once a minute", async () => {
    const world = new World();
    world.answer = { pollAfterMs: 60_000, name: "map" };
    await world.pass(300_000);
    expect(world.told).not.to.include("outdated");
  });

  it("asks nothing and tells nothing after it was stopped", async () => {
    const world = new World();
    await world.pass(0);
    world.stop();
    const told = world.told.length;
    await world.pass(60_000);
    await world.show(true);
    expect(world.asked).to.deep.equal([0]);
    expect(world.told).to.have.length(told);
  });
});

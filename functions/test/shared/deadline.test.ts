import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import {
  changesSent,
  inTime,
  noteSent,
  timeLeft,
  withDeadline,
  withOwnDeadline,
} from "../../src/shared/deadline.js";

const late = () => new Error("late");

describe("a deadline", () => {
  it("is endless outside a call, where nothing is noted either", () => {
    expect(timeLeft()).to.equal(Infinity);
    noteSent();
    expect(changesSent()).to.equal(0);
  });

  it("comes nearer while a call runs, whatever it waits for, and is nobody else's", async () => {
    await withDeadline(1_000, async () => {
      const first = timeLeft();
      await setTimeout(20);
      expect(first - timeLeft()).to.be.within(15, 500);
    });
    expect(timeLeft()).to.equal(Infinity);
  });

  it("of a call within a call is the outer one's", async () => {
    await withDeadline(1_000, () =>
      withDeadline(60_000, async () => expect(timeLeft()).to.be.at.most(1_000)),
    );
  });

  it("of work that several calls wait for is its own, as are the changes that it sends", async () => {
    await withDeadline(1_000, async () => {
      await withOwnDeadline(60_000, async () => {
        expect(timeLeft()).to.be.within(50_000, 60_000);
        noteSent();
      });
      expect(changesSent()).to.equal(0);
      expect(timeLeft()).to.be.at.most(1_000);
    });
  });

  it("is known to the call that goes on after its answer", async () => {
    let after: Promise<number> | undefined;
    await withDeadline(5, async () => {
      after = setTimeout(20).then(timeLeft);
    });
    expect(await after).to.be.lessThan(0);
  });

  it("remembers that a change was sent until that one was not made", async () => {
    await withDeadline(1_000, async () => {
      const first = noteSent();
      const second = noteSent();
      // The first of two changes can be taken back before the second, because both may be under way at once.
      first();
      expect(changesSent()).to.equal(1);
      second();
      expect(changesSent()).to.equal(0);
    });
  });

  it("passes on what comes in time, an error too, and fails with its own otherwise", async () => {
    expect(await inTime(1_000, Promise.resolve(1), late)).to.equal(1);
    expect(await inTime(Infinity, Promise.resolve(1), late)).to.equal(1);
    const failing = Promise.reject(new Error("its own"));
    expect(await inTime(1_000, failing, late).catch(String)).to.equal("Error: its own");
    expect(await inTime(1, setTimeout(50), late).catch(String)).to.equal("Error: late");
    expect(await inTime(-1, setTimeout(50), late).catch(String)).to.equal("Error: late");
  });
});

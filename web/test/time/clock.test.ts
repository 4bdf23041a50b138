import { expect } from "chai";
import { ServerClock } from "../../src/time/clock.js";

describe("the clock", () => {
  /** Makes a server clock in a browser. The browser's own clock shows `browser.now`, which a test may change. */
  function clockAt(local: number) {
    const browser = { now: local };
    return { browser, clock: new ServerClock(() => browser.now) };
  }

  it("takes the middle of a call for the moment of its server time", () => {
    const { browser, clock } = clockAt(1_000);
    browser.now = 1_200;
    clock.noteAnswer(500_000, 1_000);
    browser.now = 1_100;
    expect(clock.now()).to.equal(500_000);
  });

  it("trusts the shortest call, whichever came first", () => {
    for (const calls of [
      [2_000, 200],
      [200, 2_000],
    ]) {
      const { browser, clock } = clockAt(0);
      // Both calls begin at 0. The server wrote its time at the end of each: 100,000 plus the time that the call took.
      for (const took of calls) {
        browser.now = took;
        clock.noteAnswer(100_000 + took, 0);
      }
      browser.now = 0;
      expect(clock.now()).to.equal(100_100);
    }
  });

  it("shows the server's time when the browser's clock is an hour wrong", () => {
    const hour = 3_600_000;
    const { browser, clock } = clockAt(10 * hour);
    clock.noteAnswer(9 * hour, 10 * hour);
    browser.now += 60_000;
    expect(clock.now()).to.equal(9 * hour + 60_000);
  });

  it("takes the largest of the cached times until there is another, because caches only delay", () => {
    const { browser, clock } = clockAt(0);
    clock.noteCached(50_000);
    browser.now = 1_000;
    clock.noteCached(48_000);
    expect(clock.now()).to.equal(51_000);
    expect(clock.isExact).to.equal(false);
    clock.noteAnswer(60_000, 1_000);
    clock.noteCached(99_000);
    expect(clock.now()).to.equal(60_000);
    expect(clock.isExact).to.equal(true);
  });

  it("shows the browser's time before any answer", () => {
    expect(clockAt(123).clock.now()).to.equal(123);
  });
});

import { performance } from "node:perf_hooks";
import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import type * as serverClock from "../../src/firestore/serverClock.js";

type ServerClock = typeof serverClock;

let instances = 0;
/** Loads the clock of a new instance, which has no time from Firestore yet. */
const newClock = () =>
  import(`../../src/firestore/serverClock.js?instance=${++instances}`) as Promise<ServerClock>;

/** Firestore's time. It is an hour ahead of this machine's clock, so that the test can tell them apart. */
const TOLD = Date.now() + 3_600_000;
const told = (milliseconds = 0) => Timestamp.fromMillis(TOLD + milliseconds);

describe("the server's clock, as an instance knows it", () => {
  const { now } = performance;
  let passed: number;
  let clock: ServerClock;
  /** The clock's time in milliseconds after TOLD. */
  const time = () => clock.serverNow().getTime() - TOLD;

  // The monotonic clock stands still until a test changes `passed`.
  beforeEach(async () => {
    clock = await newClock();
    passed = 0;
    performance.now = () => 5_000 + passed;
  });
  afterEach(() => {
    performance.now = now;
  });

  it("is the instance's own until Firestore has told the time", () => {
    const before = Date.now();
    expect(clock.serverNow().getTime()).to.be.within(before, Date.now());
  });

  it("is what Firestore told, whatever the instance's own says, and goes on from there", () => {
    expect(clock.noteServerTime(told())).to.deep.equal(told().toDate());
    expect(time()).to.equal(0);
    passed = 30_000;
    expect(time()).to.equal(30_000);
  });

  it("is not set back by an answer that was long on its way, but by what a clock may run too fast", () => {
    clock.noteServerTime(told());
    passed = 3_600_000;
    expect(clock.noteServerTime(told(3_300_000))).to.deep.equal(told(3_300_000).toDate());
    expect(time()).to.equal(3_600_000 - 3_600);
    passed += 1_000;
    expect(time()).to.equal(3_601_000 - 3_600);
  });

  it("is set back to what Firestore tells where the instance's clock ran too fast", () => {
    clock.noteServerTime(told());
    passed = 60_000;
    clock.noteServerTime(told(59_950));
    expect(time()).to.equal(59_950);
    passed = 70_000;
    expect(time()).to.equal(69_950);
  });

  it("is set on by an answer from later", () => {
    clock.noteServerTime(told());
    passed = 10_000;
    clock.noteServerTime(told(20_000));
    expect(time()).to.equal(20_000);
    passed = 15_000;
    expect(time()).to.equal(25_000);
  });
});

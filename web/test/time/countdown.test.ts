import { expect } from "chai";
import { digits, markPassed, secondsUntil } from "../../src/time/countdown.js";

describe("the countdown", () => {
  it("begins at five minutes, ends at zero, and shows no time below it", () => {
    expect(secondsUntil(300_000, 0)).to.equal(300);
    expect(secondsUntil(300_000, 1)).to.equal(300);
    expect(secondsUntil(300_000, 299_999)).to.equal(1);
    expect(secondsUntil(300_000, 300_000)).to.equal(0);
    expect(secondsUntil(300_000, 400_000)).to.equal(0);
  });

  it("is written as minutes and seconds, with hours where there are any", () => {
    expect([300, 65, 9, 0].map(digits)).to.deep.equal(["5:00", "1:05", "0:09", "0:00"]);
    expect([3600, 3661, 86_400].map(digits)).to.deep.equal(["1:00:00", "1:01:01", "24:00:00"]);
  });

  it("tells 3, 1 and half a minute once each, and only the last where several passed at once", () => {
    const told = [];
    for (let left = 300; left > 0; left--) {
      const mark = markPassed(left, left - 1);
      if (mark !== null) told.push(mark);
    }
    expect(told).to.deep.equal([180, 60, 30]);
    expect(markPassed(200, 20)).to.equal(30);
    expect(markPassed(180, 180)).to.equal(null);
  });
});

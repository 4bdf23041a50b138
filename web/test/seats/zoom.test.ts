import { expect } from "chai";
import { clampSize, fittingSize, overviewSize } from "../../src/seats/zoom.js";

describe("the size of seats", () => {
  it("fits the frame where it can, and is never below 24 pixels or above 44", () => {
    expect(fittingSize(22, 726)).to.equal(33);
    expect(fittingSize(22, 328)).to.equal(24);
    expect(fittingSize(5, 1000)).to.equal(44);
    expect(clampSize(30)).to.equal(30);
  });

  it("is as small as it must be for an overview of a wide block, and no smaller", () => {
    expect(overviewSize(50, 300)).to.equal(6);
    expect(overviewSize(10, 300)).to.equal(24);
    expect(clampSize(2, overviewSize(50, 300))).to.equal(6);
  });
});

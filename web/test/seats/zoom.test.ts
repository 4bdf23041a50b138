import { expect } from "chai";
import { clampSize, fittingSize } from "../../src/seats/zoom.js";

describe("the size of seats", () => {
  it("fits the frame where it can, and is never below 24 pixels or above 44", () => {
    expect(fittingSize(22, 726)).to.equal(33);
    expect(fittingSize(22, 328)).to.equal(24);
    expect(fittingSize(5, 1000)).to.equal(44);
    expect(clampSize(30)).to.equal(30);
  });
});

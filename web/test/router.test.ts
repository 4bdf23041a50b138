import { expect } from "chai";
import { match, paths } from "../src/router.js";

describe("the addresses of pages", () => {
  it("match with their parts, also in Korean", () => {
    expect(match("/", "/")).to.deep.equal({});
    expect(match("/p/:id", "/p/perf_001")).to.deep.equal({ id: "perf_001" });
    expect(match("/p/:id", "/p/perf_001/")).to.deep.equal({ id: "perf_001" });
    const path = paths.seats("perf", "1층-나");
    expect(match("/p/:id/:block", path)).to.deep.equal({ id: "perf", block: "1층-나" });
  });

  it("do not match another page, nor what is no address", () => {
    expect(match("/p/:id", "/p/perf/b1")).to.equal(null);
    expect(match("/bookings", "/house")).to.equal(null);
    expect(match("/p/:id", "/p/%E0%A4%A")).to.equal(null);
  });
});

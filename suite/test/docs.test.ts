import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { findSeats, Performance } from "../../functions/src/performances/performance.js";
import { collections } from "../contract/collections.js";
import { generatedDocs } from "../docs.js";
import { samplePerformances } from "../samples.js";
import { root } from "../settings.js";

describe("npm run docs", () => {
  for (const [path, text] of Object.entries(generatedDocs())) {
    it(`has made ${path} from the schemas as they are now`, () => {
      expect(readFileSync(root + path, "utf8")).to.equal(text);
    });
  }
});

describe("docs/data.md", () => {
  const page = readFileSync(`${root}docs/data.md`, "utf8");

  it("describes every collection of the service", () => {
    const src = `${root}functions/src/`;
    const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".ts"),
    );
    const named = files.flatMap((name) => [
      ...readFileSync(src + name, "utf8").matchAll(/\bcollection\("(\w+)"(?:, \w+(?:, "(\w+)")?)?\)/g),
    ]);
    const described = Object.entries(collections).map(([name, { idField }]) => [name, idField]);
    expect(named.map(([, name, idField]) => [name, idField])).to.have.deep.members([
      ...described,
      ["simulatedCharges", undefined],
      ["simulatedRefunds", undefined],
    ]);
    for (const [name] of described) expect(page).to.include(`### ${name}/`);
  });

  it("shows how the seats of a performance are listed, with the ids and prices that are booked", () => {
    const [, code] = /```js\n(.*?)```/s.exec(page)!;
    const list = new Function("performance", `${code}; return seats;`) as (
      performance: Performance,
    ) => object[];
    const performance = Performance.parse(samplePerformances(new Date())["perf_001"]);
    const seats = list(performance) as { seatId: string }[];
    expect(seats).to.have.length(20 * 20);
    expect(
      findSeats(
        performance,
        seats.map(({ seatId }) => seatId),
      ),
    ).to.deep.equal(seats);
  });
});

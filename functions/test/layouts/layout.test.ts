import { expect } from "chai";
import { Layout } from "../../src/layouts/layout.js";
import { aLayout } from "../support/layouts.js";

const { b1 } = aLayout.blocks;
const { A } = aLayout.rows;

/** The first issue of a layout with changes, as `field: message`. */
function issueOf(changes: object): string | undefined {
  const [issue] = Layout.safeParse({ ...aLayout, ...changes }).error?.issues ?? [];
  return issue && `${issue.path.join(".")}: ${issue.message}`;
}

const many = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`R${index}`, value]));

describe("Layout", () => {
  it("takes a layout, and keeps the names of rows and blocks in NFC", () => {
    expect(Layout.parse(aLayout)).to.deep.equal(aLayout);
    const typed = {
      ...aLayout,
      rows: { ["가".normalize("NFD")]: A },
      blocks: { ["나".normalize("NFD")]: b1 },
    };
    const { rows, blocks } = Layout.parse(typed);
    expect([Object.keys(rows), Object.keys(blocks)]).to.deep.equal([["가"], ["나"]]);
  });

  const refused: [what: string, changes: object, told: string][] = [
    ["two points", { stage: [0, 0, 1, 1] }, "stage: must have at least 3 points: [x, y, x, y, x, y]"],
    [
      "an odd count",
      { stage: [0, 0, 1, 1, 2, 2, 3] },
      "stage: must have an even count of numbers: [x, y, x, y, …]",
    ],
    ["half a unit", { stage: [0.5, 0, 1, 1, 2, 2] }, "stage.0: must be a whole number of units of 10 cm"],
    ["201 points", { stage: Array(402).fill(0) }, "stage: must have at most 200 points"],
    ["3,001 rows", { rows: many(3_001, A) }, "rows: must have at most 3000 rows"],
    ["501 blocks", { blocks: many(501, b1) }, "blocks: must have at most 500 blocks"],
  ];
  for (const [what, changes, told] of refused)
    it(`refuses ${what}`, () => expect(issueOf(changes)).to.equal(told));

  it("bounds every number and text", () => {
    const wrong = [
      ...["x", "y", "curve"].flatMap((field) => [{ [field]: 20_001 }, { [field]: -20_001 }]),
      ...[{ angle: 361 }, { pitch: 0.9 }, { pitch: 101 }, { firstSeat: 0 }, { firstSeat: 1.5 }],
      ...["gaps", "accessible"].flatMap((field) => [{ [field]: [0] }, { [field]: Array(201).fill(1) }]),
    ];
    for (const change of wrong)
      expect(issueOf({ rows: { A: { ...A, ...change } } }), JSON.stringify(change)).to.match(/^rows\.A\./);
    for (const change of [
      { level: 21 },
      { level: -1 },
      { name: { ko: "", en: "a" } },
      { name: { ko: "가" } },
    ])
      expect(issueOf({ blocks: { b1: { ...b1, ...change } } }), JSON.stringify(change)).to.match(
        /^blocks\.b1\./,
      );
    expect(issueOf({ name: "" })).to.match(/^name: /);
  });
});

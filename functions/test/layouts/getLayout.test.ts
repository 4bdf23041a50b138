import { expect } from "chai";
import { getLayout, GetLayoutAnswer } from "../../src/layouts/getLayout.js";
import { aLayout, storeLayout } from "../support/layouts.js";
import { errorOf } from "../support/logs.js";
import { waiting } from "../support/time.js";
import { changesNothing, refused } from "../support/unchanged.js";
import { call, clearDatabase } from "../support/world.js";

const ask = (layoutId: string) => call(getLayout, null, { layoutId });

describe("getLayout", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  it("answers what is stored, and only fields that it promises", async () => {
    await storeLayout("stored", { note: "for operators" });
    const answer = await changesNothing(() => ask("stored"));
    const { serverTime, ...layout } = answer;
    expect(layout).to.deep.equal({ layoutId: "stored", ...aLayout });
    expect(Math.abs(Date.parse(serverTime) - Date.now())).to.be.lessThan(5_000);
    expect(GetLayoutAnswer.parse(answer)).to.deep.equal(answer);
  });

  it("answers a layout that was replaced after ten seconds at most", async () => {
    await storeLayout("replaced");
    await ask("replaced");
    await storeLayout("replaced", { name: "New hall" });
    expect((await waiting(10_001, () => ask("replaced"))).name).to.equal("New hall");
  });

  it("refuses one that is stored malformed, and logs which", async () => {
    await storeLayout("bent", { stage: [0, 0, 1] });
    let told: unknown;
    const error = await errorOf(async () => (told = (await refused(() => ask("bent"))).details));
    expect(told).to.deep.equal({ reason: "LAYOUT_NOT_FOUND" });
    expect(error).to.include("layouts/bent is malformed");
  });

  it("refuses one that is not there, and finds it as soon as it is", async () => {
    const { details } = await refused(() => ask("later"));
    expect(details).to.deep.equal({ reason: "LAYOUT_NOT_FOUND" });
    await storeLayout("later");
    expect((await ask("later")).name).to.equal("Hall");
  });
});

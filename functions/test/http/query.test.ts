import { expect } from "chai";
import { servedRoutes } from "../support/routes.js";

describe("a query that is malformed is refused by field:", () => {
  const routes = servedRoutes();

  for (const pageSize of [
    "abc",
    "",
    "-1",
    "0",
    "101",
    "1.5",
    "1e2",
    "0x10",
    "99999999999999999999",
    "5&pageSize=6",
  ]) {
    it(`400 for pageSize=${pageSize}`, async () => {
      expect(new Set(await routes.malformed(`/bookings/user/ann?pageSize=${pageSize}`))).to.deep.equal(
        new Set(["pageSize"]),
      );
    });
  }
  it("400 for an unknown word in a query", async () =>
    expect(await routes.malformed("/bookings/user/ann?page=2")).to.deep.equal(["page"]));
  it("400 for __proto__ in a query", async () =>
    expect(await routes.malformed("/bookings/user/ann?__proto__=1")).to.deep.equal(["__proto__"]));
  it("400 for a query that names an object", async () =>
    expect(await routes.malformed("/bookings/user/ann?pageSize[toString]=x")).to.deep.equal([
      "pageSize[toString]",
    ]));
  it("400 for a query that names a field twice", async () =>
    expect(await routes.malformed("/bookings/user/ann?pageSize=1&pageSize=2")).to.deep.equal(["pageSize"]));
});

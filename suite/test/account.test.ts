import { expect } from "chai";
import type { Credential } from "firebase-admin/app";
import { accountOf } from "../account.js";

describe("the account of an operator", () => {
  const credential: Credential = {
    getAccessToken: () => Promise.resolve({ access_token: "a token", expires_in: 3600 }),
  };
  const answering =
    (body: object, status = 200) =>
    () =>
      Promise.resolve(new Response(JSON.stringify(body), { status }));

  it("is the one that Google names for the credentials", async () => {
    expect(await accountOf(credential, answering({ email: "ann@example.com" }))).to.equal("ann@example.com");
  });

  it("must be known before anything is changed", async () => {
    for (const answer of [answering({}), answering({ error: "invalid_token" }, 400)]) {
      const refused = await accountOf(credential, answer).catch((error: Error) => error.message);
      expect(refused).to.match(/credentials/);
    }
  });
});

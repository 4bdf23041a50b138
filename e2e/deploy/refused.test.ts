import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "../../suite/settings.js";
import { checkOut, deploy, PROJECT } from "./deployment.js";
import { GoogleApis } from "./googleApis.js";

describe("a deployment is refused in one line, and creates no function,", function () {
  this.timeout(180_000);
  const google = new GoogleApis();
  let folder: string;
  before(async () => {
    await google.listen();
    folder = checkOut();
  });
  after(() => {
    google.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const settings = readFileSync(join(root, "functions/.env"), "utf8");
  const setParameters = (content: string) => writeFileSync(join(folder, "functions/.env"), content);

  const refused = (parameter: string, value: string | null, message: string) => {
    const title = value === null ? `${parameter} has no value` : `${parameter} is ${value}`;
    it(`where ${title}`, async () => {
      const line = new RegExp(`^${parameter}=.*$`, "m");
      expect(settings).to.match(line);
      setParameters(settings.replace(line, value === null ? "" : `${parameter}=${value}`));
      const { code, output } = await deploy(folder, google, "--force", "--only", "functions");
      expect(code).to.equal(1);
      expect(output.split("\n"), output).to.include(message);
      expect(output).not.to.match(/^ +at /m);
      expect(google.requests("POST", /\/functions$/)).to.deep.equal([]);
    });
  };

  it("where the shop has no key, as in the repository", async () => {
    const { code, output } = await deploy(folder, google, "--force");
    expect(code).to.equal(1);
    expect(output.split("\n"), output).to.include(
      `API_KEY in web/.env has no value. This shows it, as apiKey: npx firebase apps:sdkconfig WEB --project ${PROJECT}`,
    );
    expect(google.requests("POST", /\/(functions|versions)$/)).to.deep.equal([]);
  });

  refused("ENFORCE_APP_CHECK", "TRUE", '[Error: ENFORCE_APP_CHECK must be true or false, not "TRUE".]');
  refused("MAX_INSTANCES", "ten", '[Error: MAX_INSTANCES must be a whole number from 1 to 1000, not "ten".]');
  refused(
    "MAX_INSTANCES",
    null,
    "Error: In non-interactive mode but have no value for the following environment variables: MAX_INSTANCES",
  );
});

import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { root } from "../../suite/settings.js";
import { folder, google, useFreshProject, type Creation } from "./freshProject.js";
import { askInstance, NODE_22 } from "./instance.js";
import { unzip } from "./zip.js";

const run = promisify(execFile);

describe("the zip of the functions that a deployment uploads", function () {
  this.timeout(180_000);
  useFreshProject();

  const uploaded = () => unzip(google.requests("PUT", /\.zip$/)[0]!.body as Buffer);

  it("of the bundle, which packages it needs, and openapi.json: no source, no test, no secret", () => {
    const names = [...uploaded().keys()];
    const scripts = names.filter((name) => /^lib\/(index|chunks\/(routes|chunk)-\w+)\.js$/.test(name));
    expect(scripts.map((name) => name.replace(/-\w+/, ""))).to.include.members([
      "lib/index.js",
      "lib/chunks/routes.js",
      "lib/chunks/chunk.js",
    ]);
    expect(names).to.have.members([
      "package.json",
      "package-lock.json",
      ".npmrc",
      "lib/openapi.json",
      ...scripts,
      ...scripts.map((name) => `${name}.map`),
    ]);
  });

  const installed = () => join(folder, "installed");
  const environment = () => {
    const api = google
      .requests("POST", /\/functions$/)
      .find(({ query }) => query.get("functionId") === "api")!;
    return (api.body as Creation).serviceConfig.environmentVariables;
  };

  it("that can be installed, and answers on Node 22", async () => {
    for (const [name, content] of uploaded()) {
      mkdirSync(dirname(join(installed(), name)), { recursive: true });
      writeFileSync(join(installed(), name), content);
    }
    await run("npm", ["ci", "--omit=dev", "--prefer-offline"], { cwd: installed() });

    const ask = (method: string, path: string) => askInstance(installed(), environment(), method, path);
    const booked = await ask("POST", "/bookings");
    expect(booked.status, booked.body).to.equal(401);
    expect(JSON.parse(booked.body)).to.have.nested.property("error.status", "UNAUTHENTICATED");
    const described = await ask("GET", "/openapi.json");
    expect(described.status, described.body).to.equal(200);
    expect(described.body).to.equal(readFileSync(join(root, "docs/openapi.json"), "utf8"));
  });

  it("whose stack traces name our files", async () => {
    const code = `
      const { createBooking } = await import("./lib/index.js");
      const request = { auth: { uid: "ann" }, get data() { throw new Error("unforeseen"); } };
      await createBooking.run(request).catch(() => {});`;
    const [command, ...args] = [...NODE_22, "--input-type=module", "-e", code];
    const env = { ...process.env, ...environment() };
    const { stderr } = await run(command!, args, { cwd: installed(), env });
    expect(stderr).to.match(/request\.failed Error: unforeseen.*\/src\/request\/callable\.ts:\d+:\d+/s);
    expect(stderr).not.to.include("/lib/chunks/");
  });
});

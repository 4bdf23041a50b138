import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { google, useFreshProject } from "./freshProject.js";
import type { Sent } from "./googleApis.js";

describe("the shop that a deployment uploads", function () {
  this.timeout(180_000);
  useFreshProject();

  const files = () => {
    const [{ body }] = google.requests("POST", /:populateFiles$/) as [Sent];
    return (body as { files: Record<string, string> }).files;
  };
  const contentOf = (name: RegExp) => {
    const [, hash] = Object.entries(files()).find(([path]) => name.test(path))!;
    const [{ body }] = google.requests("POST", new RegExp(`/upload/1/${hash}$`)) as [Sent];
    return gunzipSync(body as Buffer).toString();
  };

  it("as a page, and as scripts and a style whose names contain hashes", () => {
    const names = Object.keys(files()).map((name) => name.replace(/-[A-Z0-9]{8}\./, "-HASH."));
    expect(names).to.include.members(["/index.html", "/assets/main-HASH.js", "/assets/main-HASH.css"]);
    expect(
      names.filter((name) => !/^\/(index\.html|assets\/.*-HASH\.(js|css)(\.map)?)$/.test(name)),
    ).to.deep.equal([]);
    expect(google.requests("POST", /\/upload\/1\//)).to.have.length(names.length);
  });

  it("with the project's key, and without the emulators", () => {
    const scripts = Object.keys(files()).filter((name) => name.endsWith(".js"));
    const code = scripts.map((name) => contentOf(new RegExp(`^${name}$`))).join("\n");
    expect(code).to.include("key-of-the-web-app").and.to.include("fresh-project.firebaseapp.com");
    expect(code).not.to.include(":9099");
  });

  it("and serves it with the rewrites and the headers of firebase.json", () => {
    const [{ body }] = google.requests("PATCH", /\/versions\/1$/) as [Sent];
    const { config } = body as { config: { rewrites: object[]; headers: { glob: string }[] } };
    const to = (serviceId: string, glob: string) => {
      return { glob, run: { serviceId, region: "asia-northeast3" } };
    };
    expect(config.rewrites).to.deep.equal([
      to("publicapi", "/api/@(performances|seatMaps|layouts|occupiedSeats){,/**}"),
      to("publicapi", "/api/openapi.json"),
      to("api", "/api/**"),
      { glob: "/!(assets){,/**}", path: "/index.html" },
    ]);
    expect(config.headers.map(({ glob }) => glob)).to.deep.equal([
      "**",
      "/assets/**",
      "/!(api|assets){,/**}",
      "/",
    ]);
    expect(google.requests("POST", /\/channels\/live\/releases$/)).to.have.length(1);
  });
});

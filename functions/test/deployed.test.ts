import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { functions } from "./support/world.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The rows of the README's table of deployed functions: name, kind and file. */
function listed(): string[][] {
  const [, section] = /^## Deployed functions$(.*?)^## /ms.exec(readFileSync(`${root}README.md`, "utf8"))!;
  return [...section!.matchAll(/^\| `(\w+)` \| ([^|]+) \| [^|]+ \| `([^`]+)` \|$/gm)].map((row) =>
    row.slice(1),
  );
}

interface Endpoint {
  callableTrigger?: object;
  httpsTrigger?: object;
  eventTrigger?: object;
  scheduleTrigger?: object;
}

function kindOf({ callableTrigger, httpsTrigger, eventTrigger }: Endpoint): string {
  if (callableTrigger) return "callable";
  if (httpsTrigger) return "HTTP";
  return eventTrigger ? "Firestore trigger" : "schedule";
}

describe("the README's table of deployed functions", () => {
  it("lists each endpoint that firebase-functions discovers, with its kind, and no other", () => {
    const discovered = Object.entries(functions).map(([name, { __endpoint }]) => [
      name,
      kindOf(__endpoint as Endpoint),
    ]);
    expect(listed().map(([name, kind]) => [name, kind])).to.have.deep.members(discovered);
  });

  for (const [name, , file] of listed()) {
    it(`names the file of ${name}`, () => {
      expect(readFileSync(root + file!, "utf8")).to.match(new RegExp(`^export const ${name}\\b`, "m"));
    });
  }
});

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { root } from "../settings.js";

/** The pages of the project, without those of installed packages. */
const pages = ["", "docs/", "functions/src/", "suite/", "e2e/", "evidence/", "packages/local-firestore/"]
  .flatMap((folder) =>
    readdirSync(root + folder, { recursive: folder !== "" }).map((name) => folder + String(name)),
  )
  .filter((name) => name.endsWith(".md") && !name.includes("node_modules"));

describe("a link between pages", () => {
  for (const page of pages) {
    it(`leads to a file and a heading that exist: from ${page}`, () => {
      const links = [...textOf(root + page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
      const lost = links.filter((link) => !/^https?:/.test(link) && !exists(page, link));
      expect(lost).to.deep.equal([]);
    });
  }
});

describe("a file that a page names", () => {
  // The pages of the local Firestore are left out. They name its tests relative to the folder of the tests.
  for (const page of pages.filter((name) => !name.startsWith("packages/"))) {
    it(`exists: in ${page}`, () => {
      const files = [...textOf(root + page).matchAll(/`([\w.-]+\/[\w./-]+\.(?:ts|js|json|md))`/g)];
      const lost = files
        .map(([, file]) => file!)
        .filter((file) => !existsSync(root + file) && !existsSync(join(dirname(root + page), file)));
      expect(lost).to.deep.equal([]);
    });
  }
});

describe("an npm script that a page names", () => {
  const scripts = JSON.parse(readFileSync(`${root}package.json`, "utf8")).scripts as Record<string, string>;
  for (const page of pages) {
    it(`exists: in ${page}`, () => {
      const named = [...readFileSync(root + page, "utf8").matchAll(/npm run ([\w:-]+)/g)];
      const lost = named.map(([, script]) => script!).filter((script) => !(script in scripts));
      expect(lost).to.deep.equal([]);
    });
  }
});

function exists(page: string, link: string): boolean {
  const [path = "", heading] = link.split("#");
  const target = path === "" ? root + page : join(dirname(root + page), path);
  return existsSync(target) && (heading === undefined || anchorsOf(target).includes(heading));
}

/** The anchors that GitHub makes of a page's headings. */
function anchorsOf(file: string): string[] {
  return [...textOf(file).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** A page without its blocks of code, because a comment in a shell command looks like a heading. */
function textOf(file: string): string {
  return readFileSync(file, "utf8").replace(/^( *)```.*?^\1```$/gms, "");
}

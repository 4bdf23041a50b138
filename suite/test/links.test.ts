import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { root } from "../settings.js";

/** The pages of the project, without those of installed packages. */
const pages = ["", "docs/", "evidence/", "packages/local-firestore/"]
  .flatMap((folder) =>
    readdirSync(root + folder, { recursive: folder !== "" }).map((name) => folder + String(name)),
  )
  .filter((name) => name.endsWith(".md") && !name.includes("node_modules"));

describe("a link between pages", () => {
  for (const page of pages) {
    it(`leads somewhere: from ${page}`, () => {
      const links = [...readFileSync(root + page, "utf8").matchAll(/\]\(([^)\s]+)\)/g)].map(
        ([, link]) => link!,
      );
      const [files, lost] = [links.filter((link) => !/^https?:/.test(link)), [] as string[]];
      for (const link of files) {
        const [path = "", heading] = link.split("#");
        const target = path === "" ? root + page : join(dirname(root + page), path);
        if (!existsSync(target)) lost.push(link);
        else if (heading !== undefined && !headingsOf(target).includes(heading)) lost.push(link);
      }
      expect(lost).to.deep.equal([]);
    });
  }
});

/** The headings of a page, as GitHub makes anchors of them. */
function headingsOf(file: string): string[] {
  const headings = [...readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading!);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\d -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

import { readFileSync, writeFileSync } from "node:fs";
import { commandLine } from "./commandLine.js";
import { openapi } from "./contract/openapi.js";
import { apiParts, dataParts } from "./contract/tables.js";
import { root } from "./settings.js";

const help = `npm run docs

Makes docs/openapi.json, and the tables between the markers in docs/api.md and docs/data.md, from the schemas of the
requests, answers and documents.`;

/** `npm run docs`: writes the generated parts of docs/. */
export async function main(args: string[]): Promise<number> {
  commandLine({ help, args }, {});
  for (const [path, text] of Object.entries(generatedDocs())) writeFileSync(root + path, text);
  return 0;
}

/** Returns the new text of each file in docs/ that has generated parts, by path. */
export function generatedDocs(): Record<string, string> {
  return {
    "docs/openapi.json": `${JSON.stringify(openapi(), null, 2)}\n`,
    "docs/api.md": renewed("docs/api.md", apiParts()),
    "docs/data.md": renewed("docs/data.md", dataParts()),
  };
}

/**
 * Returns the text of a page, with each part put between its markers `<!-- generated: NAME -->` and
 * `<!-- end of NAME -->`. The file is not changed.
 * @throws Error if the page lacks a part's markers.
 */
function renewed(path: string, parts: Record<string, string>): string {
  let page = readFileSync(root + path, "utf8");
  for (const [name, part] of Object.entries(parts)) {
    const [begin, end] = [`<!-- generated: ${name} -->\n`, `\n<!-- end of ${name} -->`];
    const [before, rest] = page.split(begin);
    const after = rest?.slice(rest.indexOf(end));
    if (!after?.startsWith(end)) throw new Error(`${path} lacks the markers of ${name}`);
    page = before + begin + part + after;
  }
  return page;
}

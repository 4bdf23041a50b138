import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** A text replacement. The text to find must occur exactly once in all of `functions/src`. */
export interface Patch {
  find: string;
  replace: string;
}

/** Makes the sweep's pages small, because worlds have too few payments to fill a full page and begin a second one. */
const SCALE: Patch = { find: "const PAGE = 300;", replace: "const PAGE = 2;" };

/** Patches that add a function to `memories` for each in-memory state of an instance. It clears that state. */
const MEMORIES: readonly Patch[] = [
  {
    find: "let told = {",
    replace: "memories.push(() => { told = { at: 0, time: -Infinity }; });\nlet told = {",
  },
  { find: "const known = new Map", replace: "memories.push(() => known.clear());\nconst known = new Map" },
  {
    find: "const underWay = new Map",
    replace: "memories.push(() => underWay.clear());\nconst underWay = new Map",
  },
];

const source = fileURLToPath(new URL("../../../functions/src", import.meta.url));

/**
 * Bundles the functions into one CommonJS text. Its sweep reads small pages, and its in-memory state can be cleared.
 * Patches are applied in memory, so no file is changed.
 * @throws Error if the text that a patch looks for does not occur exactly once.
 */
export async function bundleFunctions(patches: readonly Patch[] = []): Promise<string> {
  const contents = await patched(patches);
  const built = await build({
    entryPoints: [join(source, "index.ts")],
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "silent",
    plugins: [
      {
        name: "patches",
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, ({ path }) => ({ contents: contents.get(path)!, loader: "ts" }));
        },
      },
    ],
  });
  return built.outputFiles[0]!.text;
}

/**
 * Returns the functions' source by path, with `SCALE`, `MEMORIES` and the given patches applied.
 * @throws Error if the text that a patch looks for does not occur exactly once.
 */
export async function patched(patches: readonly Patch[]): Promise<Map<string, string>> {
  const names = (await readdir(source, { recursive: true })).filter((name) => name.endsWith(".ts"));
  const paths = names.map((name) => join(source, name));
  const contents = new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(path, "utf8")] as const)),
  );
  for (const { find, replace } of [SCALE, ...MEMORIES, ...patches]) {
    const places = paths.filter((path) => contents.get(path)!.includes(find));
    const [path] = places;
    const parts = path === undefined ? [] : contents.get(path)!.split(find);
    if (path === undefined || places.length > 1 || parts.length > 2) {
      const where = places.map((place) => place.slice(source.length + 1)).join(", ");
      throw new Error(`Not exactly once in functions/src, but ${where ? `in ${where}` : "nowhere"}: ${find}`);
    }
    contents.set(path, parts.join(replace));
  }
  return contents;
}

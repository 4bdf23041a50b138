import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** A text replacement. The text to find must occur exactly once in all of `functions/src`. */
export interface Patch {
  find: string;
  replace: string;
}

/** The deployed functions, the route of a seat map, and the functions with which an operator answers a review. */
const ENTRY = `export * from "./index.js";
export { beginRound } from "./payments/store/beginRound.js";
export { lookAgain } from "./payments/store/lookAgain.js";
export { newAction } from "./payments/store/operatorActions.js";
export { payByHand } from "./payments/store/payByHand.js";
export { getSeatMap } from "./seatmap/getSeatMap.js";`;

/** Makes `sweepExpiredLocks` read pages of two payments. A world has too few payments for a second page of 300. */
const SCALE: Patch = { find: "const PAGE = 300;", replace: "const PAGE = 2;" };

/** A variable, an empty `Map` or an empty `Set` at the top level of a module: state that an instance keeps. */
const STATE = /^(?:let (\w+)\b[^=]*= (.*)|const (\w+)\b[^=]*= new (?:Map|Set)\b.*\(\));$/gm;
const BEGINS = /^(?:export )?(?:let |const \w+\b[^=]*= new (?:Map|Set)\b[^[]*$)/gm;

/**
 * Adds code to a module. For each state, the code adds a function to `memories` that sets the state back to its first
 * value.
 * @throws Error if a state is written in an unknown form.
 */
function withMemories(code: string): string {
  const states = [...code.matchAll(STATE)];
  const begun = code.match(BEGINS) ?? [];
  if (begun.length !== states.length) throw new Error(`A state that cannot be cleared: ${begun.join(" ")}`);
  const clears = states.map(([, name, first, collection]) => {
    const clear = name === undefined ? `${collection!}.clear()` : `{ ${name} = ${first}; }`;
    return `memories.push({ name: "${name ?? collection!}", clear: () => ${clear} });`;
  });
  return [code, ...clears].join("\n");
}

const source = fileURLToPath(new URL("../../../functions/src", import.meta.url));

/**
 * Bundles the functions into one CommonJS text, with `SCALE` and the given patches. No file is changed.
 * @throws Error if the text that a patch looks for does not occur exactly once, if a state cannot be cleared, or if the
 * patched source cannot be bundled.
 */
export async function bundleFunctions(patches: readonly Patch[] = []): Promise<string> {
  const contents = await patched(patches);
  const built = await build({
    stdin: { contents: ENTRY, resolveDir: source, loader: "ts" },
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
          onLoad({ filter: /\.ts$/ }, ({ path }) => ({
            contents: withMemories(contents.get(path)!),
            loader: "ts",
          }));
        },
      },
    ],
  });
  return built.outputFiles[0]!.text;
}

/**
 * Returns the functions' source by path, with `SCALE` and the given patches applied.
 * @throws Error if the text that a patch looks for does not occur exactly once.
 */
export async function patched(patches: readonly Patch[]): Promise<Map<string, string>> {
  const names = (await readdir(source, { recursive: true })).filter((name) => name.endsWith(".ts"));
  const paths = names.map((name) => join(source, name));
  const contents = new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(path, "utf8")] as const)),
  );
  for (const { find, replace } of [SCALE, ...patches]) {
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

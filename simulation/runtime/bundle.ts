import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** A replacement in one file of the functions' source, relative to `functions/src`. */
export interface Patch {
  file: string;
  find: string;
  replace: string;
}

/** Worlds have few payments: were the sweep's pages not as small, it would never turn one. */
const SCALE = { file: "payments/store/dueIntents.ts", find: "const PAGE = 300;", replace: "const PAGE = 2;" };

/** What an instance remembers, and how it is made to forget it: see `startInstance`. */
const MEMORIES: Readonly<Record<string, string>> = {
  "firestore/serverClock.ts": "const first = told; memories.push(() => { told = first; });",
  "performances/findPerformance.ts": "memories.push(() => known.clear());",
  "seatmap/listOccupiedSeats.ts": "memories.push(() => underWay.clear());",
};

const source = fileURLToPath(new URL("../../functions/src", import.meta.url));

/**
 * Bundles the functions into one CommonJS text, at the worlds' scale, whose memory can be cleared. Patches are applied
 * on the way: no file is changed.
 * @throws Error if what a patch looks for is not there exactly once.
 */
export async function bundleFunctions(patches: readonly Patch[] = []): Promise<string> {
  const pending = new Set(patches);
  const built = await build({
    entryPoints: [`${source}/index.ts`],
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
          onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            const file = relative(source, path);
            let contents = await readFile(path, "utf8");
            for (const patch of patches.filter((candidate) => candidate.file === file)) {
              contents = applied(contents, patch);
              pending.delete(patch);
            }
            if (file === SCALE.file) contents = applied(contents, SCALE);
            return { contents: `${contents}\n${MEMORIES[file] ?? ""}`, loader: "ts" };
          });
        },
      },
    ],
  });
  for (const patch of pending) throw new Error(`${patch.file} is not part of the functions`);
  return built.outputFiles[0]!.text;
}

/**
 * Applies the patches to the source's text, and bundles nothing: what is asked of every listed mutant in a moment.
 * @throws Error if what one looks for is not there exactly once.
 */
export async function assertApplies(patches: readonly Patch[]): Promise<void> {
  const files = new Map<string, string>();
  for (const patch of patches) {
    const contents = files.get(patch.file) ?? (await readFile(`${source}/${patch.file}`, "utf8"));
    files.set(patch.file, applied(contents, patch));
  }
}

function applied(contents: string, { file, find, replace }: Patch): string {
  const parts = contents.split(find);
  if (parts.length !== 2) throw new Error(`${file} holds ${parts.length - 1} times: ${find}`);
  return parts.join(replace);
}

import { copyFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { dependencies } = JSON.parse(readFileSync(here("package.json"), "utf8"));

/**
 * Bundles `src` into `lib`, which is deployed. Thanks to the bundle a new instance loads a few files instead of a
 * hundred, and only the part of zod that is used. The packages in `dependencies` are not bundled, because they are
 * installed in the cloud. Types are not checked here. `tsc` checks them before.
 */
const { metafile } = await build({
  absWorkingDir: here("."),
  entryPoints: ["src/index.ts"],
  outdir: "lib",
  // Chunks are in a folder of `lib`, as modules are in folders of `src`. So the relative path to `openapi.json` is the
  // same from both.
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: Object.keys(dependencies),
  inject: ["stackTraces.js"],
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
});
// The files of the last build are removed only now. The build may fail, and running tests may still use the old files.
const built = Object.keys(metafile.outputs).map(here);
for (const file of readdirSync(here("lib"), { recursive: true, withFileTypes: true })) {
  const path = join(file.parentPath ?? file.path, file.name);
  if (file.isFile() && !built.includes(path)) rmSync(path);
}
copyFileSync(here("../docs/openapi.json"), here("lib/openapi.json"));

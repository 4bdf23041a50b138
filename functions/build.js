import { copyFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { dependencies } = JSON.parse(readFileSync(here("package.json"), "utf8"));

/**
 * Bundles `src` into `lib`, which is deployed. Types are checked by tsc, before. A new instance loads a few files instead
 * of a hundred, and of zod only what is used: without its locales and its other versions. Packages that are installed in
 * the cloud stay outside.
 */
const { metafile } = await build({
  absWorkingDir: here("."),
  entryPoints: ["src/index.ts"],
  outdir: "lib",
  // As deep in `lib` as the rooms in `src`, so that the way to `openapi.json` is the same from both.
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
// Only now is the last build removed, because a build may fail, and a suite may be running of it.
const built = Object.keys(metafile.outputs).map(here);
for (const file of readdirSync(here("lib"), { recursive: true, withFileTypes: true })) {
  const path = join(file.parentPath ?? file.path, file.name);
  if (file.isFile() && !built.includes(path)) rmSync(path);
}
copyFileSync(here("../docs/openapi.json"), here("lib/openapi.json"));

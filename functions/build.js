import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { dependencies } = JSON.parse(readFileSync(here("package.json"), "utf8"));

/**
 * Bundles `src` into `lib`, which is deployed. Types are checked by tsc, before. A new instance loads a few files instead
 * of a hundred, and of zod only what is used: without its locales and its other versions. Packages that are installed in
 * the cloud stay outside.
 */
rmSync(here("lib"), { recursive: true, force: true });
await build({
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
});
copyFileSync(here("../docs/openapi.json"), here("lib/openapi.json"));

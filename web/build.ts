import { readFile, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { context, type BuildContext, type Metafile, type Plugin } from "esbuild";
import type { Settings } from "./src/settings.js";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Bundles the shop into `web/dist`, which Hosting serves. The names of scripts and styles contain a hash of their
 * content, so that browsers may keep them for ever. `index.html` names those that are loaded first.
 * @returns esbuild's context, whose `watch` builds again after each change.
 * @throws esbuild's BuildFailure, whose `message` shows the first five errors with their places.
 */
export async function buildShop(settings: Settings): Promise<BuildContext> {
  await rm(here("dist"), { recursive: true, force: true });
  const shop = await context({
    entryPoints: [here("src/main.tsx")],
    outdir: here("dist/assets"),
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    absWorkingDir: here("."),
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minify: true,
    // Without this, esbuild writes Korean as escapes, which are twice as long.
    charset: "utf8",
    sourcemap: true,
    metafile: true,
    jsx: "automatic",
    jsxImportSource: "preact",
    // The settings are a text, because esbuild would put an object into a chunk of its own,
    // which is one more request.
    define: { SETTINGS: JSON.stringify(JSON.stringify(settings)) },
    logLevel: "silent",
    plugins: [index],
  });
  try {
    await shop.rebuild();
    return shop;
  } catch (error) {
    await shop.dispose();
    throw error;
  }
}

/** Writes `index.html` after each successful build, with the addresses of the scripts and the style to load first. */
const index: Plugin = {
  name: "index.html",
  setup: ({ onEnd }) =>
    onEnd(async ({ metafile }) => {
      if (metafile === undefined) return;
      const page = await readFile(here("index.html"), "utf8");
      const { script, style, chunks } = entry(metafile);
      // Without these lines a browser would learn of the chunks only when it has the script.
      const preloads = chunks.map((chunk) => `<link rel="modulepreload" href="${chunk}" />`).join("\n    ");
      const filled = { "%SCRIPT%": script, "%STYLE%": style, "%PRELOADS%": preloads };
      await writeFile(
        here("dist/index.html"),
        page.replace(/%[A-Z]+%/g, (name) => filled[name as keyof typeof filled]),
      );
    }),
};

/** The addresses of the first script, of its style, and of the chunks that it imports statically. */
function entry({ outputs }: Metafile): { script: string; style: string; chunks: string[] } {
  const [script, { cssBundle, imports }] = Object.entries(outputs).find(
    ([, { entryPoint }]) => entryPoint === "src/main.tsx",
  )!;
  const address = (path: string) => `/assets/${basename(path)}`;
  const chunks = imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => address(path));
  return { script: address(script), style: address(cssBundle!), chunks };
}

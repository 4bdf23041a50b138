import { Layout } from "../functions/src/layouts/layout.js";
import { checkDocuments, isBlank, type Problem } from "./documentFile.js";
import { readJson } from "./jsonFile.js";

/** Layouts by their ids. */
export type Layouts = Record<string, Layout>;

/**
 * Reads a JSON file of layouts. The file contains an object whose keys are ids: `{"arts_center": {"name": ...}}`.
 * @throws UserError with one line for each mistake: the file, the layout, the field.
 */
export async function readLayouts(path: string): Promise<Layouts> {
  return checkLayouts(await readJson(path), path);
}

/**
 * Checks layouts: each by the schema, and then for the mistakes that no schema finds.
 * @throws UserError with one line for each mistake.
 */
export function checkLayouts(layouts: unknown, source: string): Layouts {
  return checkDocuments(layouts, source, {
    noun: "layout",
    example: '{"arts_center": {"name": ...}}',
    schema: Layout,
    ifTooLarge: "draw outlines with fewer points",
    mistakes,
  });
}

function mistakes({ name, blocks, rows }: Layout): Problem[] {
  const problems: Problem[] = [];
  const named = (text: string, ...path: PropertyKey[]) => {
    if (isBlank(text)) problems.push({ path, message: "is blank" });
  };
  named(name, "name");
  for (const [id, { name }] of Object.entries(blocks)) {
    named(name.ko, "blocks", id, "name", "ko");
    named(name.en, "blocks", id, "name", "en");
  }
  for (const [id, { curve, pitch }] of Object.entries(rows)) {
    // On a circle with a small radius seats are nearer to each other than the pitch, which is measured along the row.
    if (curve !== 0 && Math.abs(curve) < pitch)
      problems.push({ path: ["rows", id, "curve"], message: `is a smaller radius than the pitch, ${pitch}` });
  }
  return problems;
}

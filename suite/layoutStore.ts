import type { Firestore } from "firebase-admin/firestore";
import type { Layout } from "../functions/src/layouts/layout.js";
import { inWords } from "./documentFile.js";
import { misfits } from "./layoutFit.js";
import type { Layouts } from "./layoutFile.js";
import type { Performances } from "./performanceFile.js";
import { fieldsOf, forEachOf, layoutOf, layoutRef, performanceOf } from "./stored.js";
import { counted, table } from "./table.js";
import { UserError } from "./userError.js";

/**
 * Writes layouts to Firestore, in place of those with the same ids. Every stored performance that names one of them
 * must fit into it, except a malformed performance.
 * @throws UserError that lists what the layouts lack. Then nothing is written.
 */
export async function loadLayouts(db: Firestore, layouts: Layouts, source: string): Promise<void> {
  const problems = await forEachOf(Object.entries(layouts), async ([id, layout]) => {
    const lacking = lackingFor(layout, await performancesOf(db, id));
    return [...lacking].map(([problem, ids]) => `${source}: ${id}: ${problem} (${ids.join(", ")})`);
  });
  refuseIfAny(problems.flat());
  const batch = db.batch();
  for (const [id, layout] of Object.entries(layouts)) batch.set(layoutRef(db, id), layout);
  await batch.commit();
}

/**
 * Checks that each of the performances that names a layout can be drawn with it.
 * @throws UserError that lists the problems.
 */
export async function assertDrawable(db: Firestore, performances: Performances): Promise<void> {
  const ids = new Set(Object.values(performances).flatMap(({ layoutId }) => layoutId ?? []));
  const layouts = new Map(
    await forEachOf([...ids], async (id) => [id, layoutOf(await layoutRef(db, id).get())] as const),
  );
  const problems = Object.entries(performances).flatMap(([id, performance]) => {
    if (performance.layoutId === undefined) return [];
    const layout = layouts.get(performance.layoutId);
    const told = `${id}: layoutId: `;
    if (!layout) return `${told}there is no layout ${performance.layoutId}: load it with npm run layouts`;
    return misfits(layout, performance).map(
      (problem) => `${told}of ${performance.layoutId}, ${inWords(problem)}`,
    );
  });
  refuseIfAny(problems);
}

function refuseIfAny(problems: readonly string[]): void {
  if (problems.length > 0) throw new UserError(`${problems.join("\n")}\nNothing was written.`);
}

/** Returns what a layout lacks, and for each such problem the ids of the performances that have it. */
function lackingFor(layout: Layout, performances: Performances): Map<string, string[]> {
  const lacking = new Map<string, string[]>();
  for (const [id, performance] of Object.entries(performances)) {
    for (const problem of misfits(layout, performance).map(inWords))
      lacking.set(problem, [...(lacking.get(problem) ?? []), id]);
  }
  return lacking;
}

/** Reads the performances that name a layout. A malformed one is left out, because the service cannot show it. */
async function performancesOf(db: Firestore, layoutId: string): Promise<Performances> {
  const { docs } = await db.collection("performances").where("layoutId", "==", layoutId).get();
  return Object.fromEntries(
    docs.flatMap((snapshot) => {
      const performance = performanceOf(snapshot);
      return performance === null ? [] : [[snapshot.id, performance]];
    }),
  );
}

/** Returns a table of all layouts, with how many performances name each. */
export async function listLayouts(db: Firestore): Promise<string> {
  const { docs } = await db.collection("layouts").get();
  if (docs.length === 0) return "There are no layouts.";
  const rows = await forEachOf(docs, async (snapshot) => {
    const named = await db.collection("performances").where("layoutId", "==", snapshot.id).count().get();
    const layout = layoutOf(snapshot);
    const size = (map: object | undefined) => Object.keys(map ?? {}).length;
    const name = layout?.name ?? "(cannot be read: load it anew)";
    return [snapshot.id, name, size(layout?.blocks), size(layout?.rows), named.data().count];
  });
  return table(["id", "name", "blocks", "rows", "performances"], rows);
}

/**
 * Returns a layout as JSON. If this text is loaded as a file, the same layout is stored again, unless it is malformed.
 * @throws UserError if the layout does not exist.
 */
export async function exportLayout(db: Firestore, id: string): Promise<string> {
  const snapshot = await layoutRef(db, id).get();
  if (!snapshot.exists) throw new UserError(`${id}: there is no such layout.`);
  return JSON.stringify({ [id]: layoutOf(snapshot) ?? fieldsOf(snapshot) }, null, 2);
}

/**
 * Removes a layout that no performance names.
 * @throws UserError if the layout does not exist, or if a performance names it.
 */
export async function removeLayout(db: Firestore, id: string): Promise<string> {
  const snapshot = await layoutRef(db, id).get();
  if (!snapshot.exists) throw new UserError(`${id}: there is no such layout.`);
  const { docs } = await db.collection("performances").where("layoutId", "==", id).select().get();
  if (docs.length > 0) {
    const ids = docs.map((performance) => performance.id).join(", ");
    throw new UserError(
      `${id}: ${counted(docs.length, "performance")} name it: ${ids}. Nothing was removed.`,
    );
  }
  await snapshot.ref.delete();
  return `Removed ${id}.`;
}

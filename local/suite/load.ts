import { deleteApp, initializeApp, type AppOptions } from "firebase-admin/app";
import { getFirestore } from "firebase-admin/firestore";
import type { Suite } from "./boot.js";
import { checkPerformances, type Performances } from "./performanceFile.js";
import { samplePerformances } from "./samples.js";
import { projectId } from "./settings.js";

/** Puts the sample performances into a suite, on sale, not yet and no longer as of now. */
export async function loadSamples({ environment }: Suite): Promise<void> {
  Object.assign(process.env, environment);
  await loadPerformances(checkPerformances(samplePerformances(new Date()), "samples"), { projectId });
}

/**
 * Writes performances to Firestore, in place of those with the same ids: all of them, or, if it fails, none.
 * Where to is in the environment, as for every Firebase SDK: `FIRESTORE_EMULATOR_HOST`, or else the cloud.
 */
export async function loadPerformances(performances: Performances, options: AppOptions): Promise<void> {
  const app = initializeApp(options, "performances");
  try {
    const db = getFirestore(app);
    const batch = db.batch();
    for (const [id, performance] of Object.entries(performances)) {
      batch.set(db.collection("performances").doc(id), performance);
    }
    await batch.commit();
  } finally {
    await deleteApp(app);
  }
}

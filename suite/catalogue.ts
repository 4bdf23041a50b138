import type { DocumentSnapshot, Firestore } from "firebase-admin/firestore";
import { UserError } from "./userError.js";
import {
  countTaken,
  forEachOf,
  houseSize,
  performanceOf,
  performanceRef,
  readPerformance,
  takenSeats,
} from "./stored.js";
import { table } from "./table.js";
import { inZone, wallTime } from "./times.js";

const HEAD = ["id", "title", "starts", "sales from", "sales until", "time zone", "seats", "sold", "held"];

/** Returns a table of all performances, the earliest first. Those that cannot be read come last. */
export async function listPerformances(db: Firestore): Promise<string> {
  const { docs } = await db.collection("performances").get();
  if (docs.length === 0) return "There are no performances.";
  const rows = await forEachOf(docs, (snapshot) => rowOf(db, snapshot));
  return table(
    HEAD,
    rows.sort((one, other) => one.startsAt - other.startsAt).map(({ row }) => row),
  );
}

async function rowOf(db: Firestore, snapshot: DocumentSnapshot) {
  const performance = performanceOf(snapshot);
  const { sold, held } = countTaken(await takenSeats(db, snapshot.id));
  if (performance === null) {
    return {
      startsAt: Infinity,
      row: [snapshot.id, "(cannot be read: load it anew)", "", "", "", "", "", sold, held],
    };
  }
  const { title, startsAt, salesOpenAt, salesCloseAt, timeZone } = performance;
  const times = [startsAt, salesOpenAt, salesCloseAt].map((time) => wallTime(time, timeZone));
  return {
    startsAt: startsAt.getTime(),
    row: [snapshot.id, title, ...times, timeZone, houseSize(performance), sold, held],
  };
}

/**
 * Returns a performance as JSON. If this text is loaded as a file, the same performance is stored again.
 * @throws UserError if the performance does not exist or is malformed.
 */
export async function exportPerformance(db: Firestore, id: string): Promise<string> {
  const { performance } = await readPerformance(db, id);
  const { startsAt, salesOpenAt, salesCloseAt, timeZone } = performance;
  const times = {
    startsAt: inZone(startsAt, timeZone),
    salesOpenAt: inZone(salesOpenAt, timeZone),
    salesCloseAt: inZone(salesCloseAt, timeZone),
  };
  return JSON.stringify({ [id]: { ...performance, ...times } }, null, 2);
}

/**
 * Removes a performance that has no sold or held seats, and its seat maps. Close its sales first: an instance may keep
 * a performance in memory for ten seconds and still book its seats in that time.
 * @throws UserError if the performance does not exist, or if seats are sold or held.
 */
export async function removePerformance(db: Firestore, id: string): Promise<string> {
  const snapshot = await performanceRef(db, id).get();
  if (!snapshot.exists) throw new UserError(`${id}: there is no such performance.`);
  const { sold, held } = countTaken(await takenSeats(db, id));
  if (sold + held > 0) {
    const wait =
      sold === 0 ? ' Close its sales ("salesCloseAt") and wait until they are paid or released.' : "";
    throw new UserError(`${id}: ${sold} seats are sold and ${held} are held. Nothing was removed.${wait}`);
  }
  await snapshot.ref.delete({ lastUpdateTime: snapshot.updateTime! });
  const maps = await db.collection("seatMaps").where("performanceId", "==", id).get();
  for (const { ref } of maps.docs) await ref.delete();
  return `Removed ${id}.`;
}

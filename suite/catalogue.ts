import type { DocumentSnapshot, Firestore } from "firebase-admin/firestore";
import { Complaint } from "./complaint.js";
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

/** A table of all performances, those that begin first at the top. */
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
 * A performance as a file that loads again as the same.
 * @throws Complaint where there is none.
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
 * Removes a performance of which nothing is sold or held. A call that priced its seats before, up to ten seconds, may
 * still book them: whoever removes one on sale closes its sales first.
 * @throws Complaint where there is none, or where seats are sold or held.
 */
export async function removePerformance(db: Firestore, id: string): Promise<string> {
  const snapshot = await performanceRef(db, id).get();
  if (!snapshot.exists) throw new Complaint(`${id}: there is no such performance.`);
  const { sold, held } = countTaken(await takenSeats(db, id));
  if (sold + held > 0) {
    const wait =
      sold === 0 ? ' Close its sales ("salesCloseAt") and wait until they are paid or released.' : "";
    throw new Complaint(`${id}: ${sold} seats are sold and ${held} are held. Nothing was removed.${wait}`);
  }
  await snapshot.ref.delete({ lastUpdateTime: snapshot.updateTime! });
  return `Removed ${id}.`;
}

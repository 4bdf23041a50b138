import { randomUUID } from "node:crypto";
import { toJson } from "../rest/toJson.js";
import { formatTimestamp } from "../rest/timestamp.js";
import { documentMessage, type Change, type Document } from "../storage/document.js";
import { toTimestamp, type Micros } from "../values/timestamp.js";
import { compareStrings } from "../values/compare.js";
import { identical } from "../values/equality.js";
import { type FieldPath, formatFieldPath, valueAt } from "../values/fieldPath.js";
import { databaseOf, relativePath } from "../values/names.js";
import { type Fields, isVector, mapFields } from "../values/value.js";
import type { Trigger } from "./trigger.js";

/** One event for one function, in its wire format. All copies and repetitions of the event send the same body. */
export interface Event {
  trigger: Trigger;
  /** The name of the document that changed. */
  document: string;
  contentType: string;
  body: string;
}

const documentJson = (document: Document) =>
  toJson("google.firestore.v1.Document", { ...documentMessage(document) });

function dataOf({ before, after }: Change) {
  return {
    ...(after && { value: documentJson(after) }),
    ...(before && { oldValue: documentJson(before) }),
    ...(before && after && { updateMask: { fieldPaths: changedPaths(before.fields, after.fields) } }),
  };
}

/**
 * The paths of the fields that were changed, added or removed. If a field was a map and still is one, the fields in the
 * map are compared one by one.
 */
function changedPaths(before: Fields, after: Fields, within: FieldPath = []): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(compareStrings);
  return names.flatMap((name) => {
    const path = [...within, name];
    const was = valueAt(before, [name]);
    const is = valueAt(after, [name]);
    if (was && is && identical(was, is)) return [];
    const maps = was?.mapValue && is?.mapValue && !isVector(was) && !isVector(is);
    return maps ? changedPaths(mapFields(was), mapFields(is), path) : [formatFieldPath(path)];
  });
}

/** A structured CloudEvent like those of the cloud's Firestore. */
function cloudEvent(trigger: Trigger, change: Change, id: string, time: string) {
  const [, project, , database] = databaseOf(change.name).split("/");
  return {
    specversion: "1.0",
    id,
    source: `//firestore.googleapis.com/projects/${project}/databases/${database}`,
    type: trigger.eventType,
    time,
    subject: `documents/${relativePath(change.name)}`,
    datacontenttype: "application/json",
    project,
    database,
    namespace: "(default)",
    document: relativePath(change.name),
    location: "us-central1",
    // This server does not record who made the commit.
    ...(trigger.eventType.endsWith(".withAuthContext") && { authtype: "unknown" }),
    data: dataOf(change),
  };
}

/** The form of an event that first generation functions receive. */
function backgroundEvent(trigger: Trigger, change: Change, eventId: string, timestamp: string) {
  const resource = { service: "firestore.googleapis.com", name: change.name };
  return { context: { eventId, timestamp, eventType: trigger.eventType, resource }, data: dataOf(change) };
}

/** The event that tells one function of one change. */
export function eventOf(trigger: Trigger, change: Change, commitTime: Micros): Event {
  const time = formatTimestamp(toTimestamp(commitTime));
  const second = trigger.generation === 2;
  const body = (second ? cloudEvent : backgroundEvent)(trigger, change, randomUUID(), time);
  return {
    trigger,
    document: change.name,
    contentType: second ? "application/cloudevents+json; charset=UTF-8" : "application/json",
    body: JSON.stringify(body),
  };
}

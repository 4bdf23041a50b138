import { StatusError, type Message } from "../service.js";
import type { Change } from "../storage/document.js";
import { databaseOf, relativePath } from "../values/names.js";
import { compilePattern } from "./pattern.js";

export type ChangeKind = "created" | "updated" | "deleted";

/** A function that is called for changes, as the Functions emulator registered it. */
export interface Trigger {
  /** The function's name in the Functions emulator: `REGION-FUNCTION-N`. N changes when the functions are reloaded. */
  key: string;
  project: string;
  eventType: string;
  /** First generation functions get their events in another format. */
  generation: 1 | 2;
  /** Whether a delivery is repeated if the function failed. */
  retry: boolean;
  wants: (change: Change, kind: ChangeKind) => boolean;
}

const KINDS: Record<string, ChangeKind | "any"> = {
  created: "created",
  updated: "updated",
  deleted: "deleted",
  written: "any",
  create: "created",
  update: "updated",
  delete: "deleted",
  write: "any",
};
const V2 = /^google\.cloud\.firestore\.document\.v1\.(created|updated|deleted|written)(\.withAuthContext)?$/;
const V1 = /^providers\/cloud\.firestore\/eventTypes\/document\.(create|update|delete|write)$/;
const RESOURCE = /^projects\/[^/]+\/databases\/([^/]+)\/documents\/(.+)$/;

const invalid = (message: string) => new StatusError(3, message);
const text = (value: unknown) => (typeof value === "string" ? value : "");
const object = (value: unknown) => (typeof value === "object" && value !== null ? value : {}) as Message;

/** The kind of a change. Undefined if the document did not change. */
export function kindOf({ before, after }: Change): ChangeKind | undefined {
  if (!before) return after ? "created" : undefined;
  if (!after) return "deleted";
  return before.updateTime === after.updateTime ? undefined : "updated";
}

function filter(project: string, database: string, pattern: string, wanted: ChangeKind | "any" | undefined) {
  const prefix = `projects/${project}/databases/${database}`;
  const matches = compilePattern(pattern);
  return (change: Change, kind: ChangeKind) =>
    (wanted === "any" || wanted === kind) &&
    databaseOf(change.name) === prefix &&
    matches(relativePath(change.name));
}

/**
 * Reads the registration of a second generation function, `{eventType, database, document: {value}, retry}`. The
 * Functions emulator does not send `retry`. So failed deliveries are repeated unless `retry` is false.
 * @throws StatusError INVALID_ARGUMENT without a key or pattern, or for another event type.
 */
export function eventarcTrigger(project: string, key: string, body: unknown): Trigger {
  const { eventType, database, document, retry } = object(body);
  const type = V2.exec(text(eventType));
  const pattern = text(object(document)["value"]);
  if (!key) throw invalid("The query parameter eventarcTriggerId is missing.");
  if (!type) throw invalid(`Unknown event type ${JSON.stringify(eventType)}.`);
  if (!pattern) throw invalid("document.value must be the path pattern of the documents to watch.");
  return {
    key,
    project,
    eventType: type[0],
    generation: 2,
    retry: retry !== false,
    wants: filter(project, text(database) || "(default)", pattern, KINDS[type[1] ?? ""]),
  };
}

/**
 * Reads the registration of a first generation function, `{eventTrigger: {eventType, resource, retry}}`. Failed
 * deliveries are repeated unless `retry` is false.
 * @throws StatusError INVALID_ARGUMENT for another event type or resource.
 */
export function backgroundTrigger(project: string, key: string, body: unknown): Trigger {
  const { eventType, resource, retry } = object(object(body)["eventTrigger"]);
  const type = V1.exec(text(eventType));
  const target = RESOURCE.exec(text(resource));
  if (!type) throw invalid(`Unknown event type ${JSON.stringify(eventType)}.`);
  if (!target) throw invalid(`Not a document's resource name: ${JSON.stringify(resource)}.`);
  const [, database = "", pattern = ""] = target;
  return {
    key,
    project,
    eventType: type[0],
    generation: 1,
    retry: retry !== false,
    wants: filter(project, database, pattern, KINDS[type[1] ?? ""]),
  };
}

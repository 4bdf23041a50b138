import type { Document } from "../request.js";
import { LatLng, Path, Timestamp, type Value } from "./types.js";

/** The value of a document in rules: its data, its id and its name as a path. */
export function resourceOf(document: Document): ReadonlyMap<string, Value> {
  const path = pathOfName(document.name);
  return new Map<string, Value>([
    ["data", fieldsOf(document.fields)],
    ["id", path.segments.at(-1) as string],
    ["__name__", path],
  ]);
}

/** The path for a resource name. It begins at `/databases`. */
export function pathOfName(name: string): Path {
  return new Path(name.split("/").slice(name.startsWith("projects/") ? 2 : 0));
}

/** The value of a `google.firestore.v1.Value`, in the format of proto-loader or of JSON. */
export function valueOf(value: unknown): Value {
  const [kind, content] = onlyEntry(value);
  switch (kind) {
    case "booleanValue":
      return Boolean(content);
    case "integerValue":
      return BigInt(String(content));
    case "doubleValue":
      return Number(content);
    case "stringValue":
      return String(content);
    case "bytesValue":
      return typeof content === "string" ? new Uint8Array(Buffer.from(content, "base64")) : bytesOf(content);
    case "timestampValue":
      return timestampOf(content);
    case "referenceValue":
      return pathOfName(String(content));
    case "geoPointValue": {
      const { latitude, longitude } = content as { latitude?: number; longitude?: number };
      return new LatLng(latitude ?? 0, longitude ?? 0);
    }
    case "arrayValue":
      return ((content as { values?: unknown[] }).values ?? []).map(valueOf);
    case "mapValue":
      return fieldsOf((content as { fields?: Record<string, unknown> }).fields);
    default:
      return null;
  }
}

/** The values of a document's fields, or of a map's. */
export function fieldsOf(fields: Readonly<Record<string, unknown>> | undefined): ReadonlyMap<string, Value> {
  return new Map(Object.entries(fields ?? {}).map(([name, value]) => [name, valueOf(value)]));
}

/** The value of plain JSON, such as a token's claims. Whole numbers below 2^53 become int, all others float. */
export function valueOfJson(json: unknown): Value {
  if (typeof json === "number") return Number.isSafeInteger(json) ? BigInt(json) : json;
  if (typeof json === "boolean" || typeof json === "string") return json;
  if (Array.isArray(json)) return json.map(valueOfJson);
  if (typeof json === "object" && json !== null) {
    return new Map(Object.entries(json).map(([name, value]) => [name, valueOfJson(value)]));
  }
  return null;
}

/** Returns the one member that is set. `valueType` is skipped, because proto-loader may set it to the member's name. */
function onlyEntry(value: unknown): [string, unknown] {
  const members = value as Record<string, unknown>;
  for (const kind in members)
    if (kind !== "valueType" && members[kind] !== undefined) return [kind, members[kind]];
  return ["nullValue", null];
}

function bytesOf(content: unknown): Uint8Array {
  return content instanceof Uint8Array ? new Uint8Array(content) : new Uint8Array();
}

function timestampOf(content: unknown): Timestamp {
  if (typeof content === "string") {
    const fraction = /\.(\d{1,9})/.exec(content)?.[1] ?? "";
    const whole = BigInt(Date.parse(content.replace(/\.\d+/, ""))) * 1_000_000n;
    return new Timestamp(whole + BigInt(fraction.padEnd(9, "0")));
  }
  const { seconds, nanos } = content as { seconds?: string | number; nanos?: number };
  return new Timestamp(BigInt(seconds ?? 0) * 1_000_000_000n + BigInt(nanos ?? 0));
}

import type { Message } from "../service.js";
import { enumOf, schemaOf, type Field } from "./schema.js";
import { formatTimestamp } from "./timestamp.js";

const WRAPPER = /^google\.protobuf\.(Double|Float|Int64|UInt64|Int32|UInt32|Bool|String|Bytes)Value$/;

function number(value: number): unknown {
  // JSON has no form for NaN and infinity, and JSON.stringify would turn -0 into 0. So these become strings.
  return Number.isFinite(value) && !Object.is(value, -0)
    ? value
    : Object.is(value, -0)
      ? "-0"
      : String(value);
}

function scalar(type: string, value: unknown): unknown {
  if (type === "bytes") return Buffer.from(value as Uint8Array).toString("base64");
  if (type === "int64" || type === "uint64") return String(value);
  return typeof value === "number" ? number(value) : value;
}

/** `google.protobuf.Value` and `Struct` are written as the JSON that they describe. */
function plain(value: Message): unknown {
  if (value.structValue) return struct(value.structValue as Message);
  if (value.listValue) return (((value.listValue as Message).values as Message[]) ?? []).map(plain);
  return value.numberValue ?? value.stringValue ?? value.boolValue ?? null;
}

const struct = (value: Message): unknown =>
  Object.fromEntries(
    Object.entries((value.fields as Message | undefined) ?? {}).map(([name, field]) => [
      name,
      plain(field as Message),
    ]),
  );

function duration({ seconds, nanos }: Message): string {
  const fraction = String(nanos ?? 0)
    .padStart(9, "0")
    .replace(/(000)+$/, "");
  return `${String(seconds ?? 0)}${fraction && `.${fraction}`}s`;
}

function one(field: Field, value: unknown): unknown {
  if (field.kind === "scalar") return scalar(field.type, value);
  if (field.kind === "message") return toJson(field.type, value as Message);
  return field.type === "google.protobuf.NullValue" ? null : value;
}

function isDefault(field: Field, value: unknown): boolean {
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
  if (field.map) return Object.keys(value as object).length === 0;
  if (field.kind === "enum") return value === enumOf(field.type).get(0);
  return field.kind === "scalar" && (value === "" || value === false || Object.is(value, 0) || value === "0");
}

/** Writes a message in Google's JSON format. A field with its default value is left out, unless it is in a oneof. */
export function toJson(type: string, message: Message): unknown {
  if (type === "google.protobuf.Timestamp") return formatTimestamp(message);
  if (type === "google.protobuf.Duration") return duration(message);
  if (type === "google.protobuf.Struct") return struct(message);
  if (WRAPPER.test(type)) {
    const [field] = schemaOf(type).fields.values();
    return field && scalar(field.type, message.value ?? 0);
  }
  const json: [string, unknown][] = [];
  for (const field of schemaOf(type).fields.values()) {
    const value = message[field.name];
    if (value === undefined || value === null || (!field.oneof && isDefault(field, value))) continue;
    json.push([field.name, many(field, value)]);
  }
  return Object.fromEntries(json);
}

function many(field: Field, value: unknown): unknown {
  if (field.repeated) return (value as unknown[]).map((element) => one(field, element));
  if (!field.map) return one(field, value);
  return Object.fromEntries(Object.entries(value as object).map(([key, entry]) => [key, one(field, entry)]));
}

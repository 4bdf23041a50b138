import { StatusError, type Message } from "../service.js";
import { enumOf, schemaOf, type Field, type Schema } from "./schema.js";
import { parseTimestamp } from "./timestamp.js";

const INVALID_ARGUMENT = 3;
const WRAPPER = /^google\.protobuf\.(Double|Float|Int64|UInt64|Int32|UInt32|Bool|String|Bytes)Value$/;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const RANGE: Record<string, [bigint, bigint]> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

function invalid(path: string, type: string, value: unknown): StatusError {
  return new StatusError(INVALID_ARGUMENT, `Invalid value at '${path}' (${type}), ${JSON.stringify(value)}`);
}

function integer(value: unknown, type: string): bigint | undefined {
  const text = typeof value === "number" && Number.isInteger(value) ? BigInt(value).toString() : value;
  if (typeof text !== "string" || !/^-?\d+$/.test(text)) return undefined;
  const [low, high] = RANGE[type] ?? [0n, 0n];
  const parsed = BigInt(text);
  return parsed >= low && parsed <= high ? parsed : undefined;
}

function double(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const parsed = Number(value);
  return Number.isNaN(parsed) && value !== "NaN" ? undefined : parsed;
}

function scalar(type: string, value: unknown, path: string): unknown {
  const parsed = parseScalar(type, value);
  if (parsed === undefined) throw invalid(path, `TYPE_${type.toUpperCase()}`, value);
  return parsed;
}

function parseScalar(type: string, value: unknown): unknown {
  if (type === "string") return typeof value === "string" ? value : undefined;
  if (type === "bool") {
    // A bool in a query parameter is a text.
    return typeof value === "boolean"
      ? value
      : value === "true"
        ? true
        : value === "false"
          ? false
          : undefined;
  }
  if (type === "double" || type === "float") return double(value);
  if (type === "bytes") {
    return typeof value === "string" && BASE64.test(value) ? Buffer.from(value, "base64") : undefined;
  }
  const parsed = integer(value, type);
  return type.endsWith("64") ? parsed?.toString() : parsed === undefined ? undefined : Number(parsed);
}

function enumName(type: string, value: unknown, path: string): string {
  const names = enumOf(type);
  if (type === "google.protobuf.NullValue" && value === null) return "NULL_VALUE";
  const name =
    typeof value === "number" ? names.get(value) : [...names.values()].find((known) => known === value);
  if (name === undefined) throw invalid(path, `TYPE_ENUM ${type}`, value);
  return name;
}

function one(field: Field, value: unknown, path: string): unknown {
  if (field.kind === "scalar") return scalar(field.type, value, path);
  return field.kind === "enum" ? enumName(field.type, value, path) : fromJson(field.type, value, path);
}

function many(field: Field, value: unknown, path: string): unknown {
  if (field.repeated) {
    // A query parameter for a list arrives as a single value if it is given only once.
    const list = Array.isArray(value) ? value : [value];
    return list.map((element, index) => one(field, element, `${path}[${index}]`));
  }
  if (!field.map) return one(field, value, path);
  if (!isObject(value)) throw invalid(path, "map", value);
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, one(field, entry, `${path}.${key}`)]),
  );
}

const isObject = (value: unknown): value is Message =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function fieldNamed(schema: Schema, name: string, path: string): Field {
  const field = schema.fields.get(name) ?? schema.fields.get(camel(name));
  if (field) return field;
  const where = path && ` at '${path}'`;
  const reason = `Unknown name ${JSON.stringify(name)}${where}: Cannot find field.`;
  throw new StatusError(INVALID_ARGUMENT, `Invalid JSON payload received. ${reason}`);
}

/**
 * Reads a message from Google's JSON format. Names may be in camel or snake case. Integers may be numbers or texts.
 * @throws StatusError INVALID_ARGUMENT that names the place, if the JSON does not fit the type.
 */
export function fromJson(type: string, json: unknown, path = ""): Message {
  if (type === "google.protobuf.Timestamp") {
    const timestamp = typeof json === "string" ? parseTimestamp(json) : undefined;
    if (!timestamp) throw invalid(path, `type.googleapis.com/${type}`, json);
    return { ...timestamp };
  }
  const schema = schemaOf(type);
  if (WRAPPER.test(type)) {
    const [field] = schema.fields.values();
    return { value: field && scalar(field.type, json, path) };
  }
  if (!isObject(json)) throw invalid(path, `type.googleapis.com/${type}`, json);
  return readFields(schema, json, path);
}

function readFields(schema: Schema, json: Message, path: string): Message {
  const message: Message = {};
  const oneofs = new Set<string>();
  for (const [name, value] of Object.entries(json)) {
    const field = fieldNamed(schema, name, path);
    const here = path ? `${path}.${name}` : name;
    if (value === undefined || (value === null && field.type !== "google.protobuf.NullValue")) continue;
    if (field.oneof && oneofs.has(field.oneof)) {
      const reason = `oneof field '${snake(field.oneof)}' is already set. Cannot set '${name}'`;
      throw new StatusError(INVALID_ARGUMENT, `Invalid value at '${path}' (oneof), ${reason}`);
    }
    if (field.oneof) oneofs.add(field.oneof);
    message[field.name] = many(field, value, here);
  }
  return message;
}

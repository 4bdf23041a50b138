import { createRequire } from "node:module";

/** How a field of a message is written in JSON, by the rules of https://protobuf.dev/programming-guides/json. */
export interface Field {
  name: string;
  type: string;
  kind: "scalar" | "enum" | "message";
  repeated: boolean;
  map: boolean;
  /** The oneof that the field is in, if any. Such a field is written to JSON even if it has its default value. */
  oneof: string | undefined;
}

export interface Schema {
  name: string;
  fields: ReadonlyMap<string, Field>;
}

interface Node {
  nested?: Record<string, Node>;
  fields?: Record<string, { type: string; rule?: string; keyType?: string }>;
  oneofs?: Record<string, { oneof: string[] }>;
  values?: Record<string, number>;
}

const SCALARS = new Set(["double", "float", "int32", "int64", "uint32", "uint64", "bool", "string", "bytes"]);
const root = createRequire(import.meta.url)("@google-cloud/firestore-api/build/protos/protos.json") as Node;
const known = new Map<string, Schema>();

const find = (name: string): Node | undefined =>
  name.split(".").reduce<Node | undefined>((node, part) => node?.nested?.[part], root);

/**
 * Finds the full name of a type. It is searched for in the message `scope`, then in each scope around that message.
 * @throws if it is in none of them
 */
function resolve(type: string, scope: string): string {
  const parts = scope.split(".");
  for (let depth = parts.length; depth >= 0; depth--) {
    const candidate = [...parts.slice(0, depth), type].join(".");
    const node = find(candidate);
    if (node && (node.fields || node.values)) return candidate;
  }
  throw new Error(`The type ${type}, named in ${scope}, is not in the protos.`);
}

function fieldsOf(name: string, node: Node): Map<string, Field> {
  const oneofs = Object.entries(node.oneofs ?? {}).flatMap(([oneof, { oneof: members }]) =>
    members.map((member) => [member, oneof] as const),
  );
  const memberOf = new Map(oneofs);
  return new Map(
    Object.entries(node.fields ?? {}).map(([field, { type, rule, keyType }]) => {
      const full = SCALARS.has(type) ? type : resolve(type, name);
      const kind = SCALARS.has(type) ? "scalar" : find(full)?.values ? "enum" : "message";
      const map = keyType !== undefined;
      return [
        field,
        { name: field, type: full, kind, repeated: rule === "repeated", map, oneof: memberOf.get(field) },
      ];
    }),
  );
}

/** The schema of a message by its full name, such as `google.firestore.v1.Value`. @throws if there is none. */
export function schemaOf(name: string): Schema {
  const seen = known.get(name);
  if (seen) return seen;
  const node = find(name);
  if (!node?.fields) throw new Error(`No message ${name} in the protos.`);
  const schema = { name, fields: fieldsOf(name, node) };
  known.set(name, schema);
  return schema;
}

/** The names of an enum's values by their numbers. */
export function enumOf(name: string): ReadonlyMap<number, string> {
  return new Map(Object.entries(find(name)?.values ?? {}).map(([value, number]) => [number, value]));
}

import type { RulesRequest } from "./request.js";
import { resourceOf, valueOfJson } from "./values/fromFirestore.js";
import { Path, Timestamp, type Value } from "./values/types.js";

interface Order {
  field?: { fieldPath?: string };
  direction?: string;
}

/** The value of `request` in rules (https://firebase.google.com/docs/reference/rules/rules.firestore.Request). */
export function requestValue(request: RulesRequest): ReadonlyMap<string, Value> {
  const { method, database, auth, time, newResource } = request;
  const value = new Map<string, Value>([
    [
      "auth",
      auth &&
        new Map<string, Value>([
          ["uid", auth.uid],
          ["token", valueOfJson(auth.token)],
        ]),
    ],
    ["method", method],
    ["path", new Path(["databases", database, "documents", ...targetOf(request)])],
    ["time", new Timestamp((time instanceof Date ? BigInt(time.getTime()) * 1000n : time.micros) * 1000n)],
  ]);
  if (method === "list") value.set("query", queryValue(request.query?.structuredQuery ?? {}));
  else if (method !== "get") value.set("resource", newResource && resourceOf(newResource));
  return value;
}

function targetOf({ path, query }: RulesRequest): string[] {
  const [from] = (query?.structuredQuery.from ?? []) as { collectionId?: string }[];
  return [...path.split("/"), from?.collectionId ?? ""].filter((segment) => segment !== "");
}

function queryValue(query: Record<string, unknown>): ReadonlyMap<string, Value> {
  const orders = (query.orderBy ?? []) as Order[];
  const orderBy = orders.map(
    ({ field, direction }) => `${field?.fieldPath} ${direction === "DESCENDING" ? "DESC" : "ASC"}`,
  );
  return new Map<string, Value>([
    ["limit", intOf(query.limit)],
    ["offset", intOf(query.offset)],
    ["orderBy", orderBy.length > 0 ? orderBy.join(", ") : null],
  ]);
}

/** Reads an int32, or an `Int32Value`, which is an object in gRPC and a number in JSON. Null if absent. */
function intOf(value: unknown): Value {
  const content =
    typeof value === "object" && value !== null ? ((value as { value?: number }).value ?? 0) : value;
  return typeof content === "number" ? BigInt(content) : null;
}

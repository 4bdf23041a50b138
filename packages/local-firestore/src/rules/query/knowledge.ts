import { typeOf } from "../values/typeNames.js";
import type { Value } from "../values/types.js";
import type { Fact } from "./filters.js";

export interface Bound {
  value: Value;
  inclusive: boolean;
}

/** What a query's filters say about one field, all data or the id. Any filter on a field implies that it exists. */
export interface Knowledge {
  equal?: Value;
  /** The type, if it is known. It is `number` for int and float, because Firestore compares them as one type. */
  type?: string;
  lows: Bound[];
  highs: Bound[];
  unequal: Value[];
  contains: Value[];
  /** The knowledge about nested fields, if the field is a map. */
  fields: Map<string, Knowledge>;
}

/** Combines facts into a tree of what is known about each field. The root is the document's data. */
export function gather(facts: readonly Fact[]): Knowledge {
  const root = nothingBut("map");
  for (const fact of facts) {
    let at = root;
    for (const name of fact.field) {
      const inner = at.fields.get(name) ?? nothingBut();
      at.type = "map";
      at.fields.set(name, inner);
      at = inner;
    }
    learn(at, fact);
  }
  return root;
}

/** Returns knowledge that is empty, or that contains only the type. */
export function nothingBut(type?: string): Knowledge {
  return {
    ...(type === undefined ? {} : { type }),
    lows: [],
    highs: [],
    unequal: [],
    contains: [],
    fields: new Map(),
  };
}

/** Returns a value's type for comparisons. It is `number` for int and float. */
export function kindOf(value: Value): string {
  const type = typeOf(value);
  return type === "int" || type === "float" ? "number" : type;
}

/** Adds a fact to what is known about a field. */
export function learn(knowledge: Knowledge, { is, value }: Pick<Fact, "is" | "value">): void {
  switch (is) {
    case "equal":
      knowledge.equal = value;
      break;
    case "not-equal":
      knowledge.unequal.push(value);
      break;
    case "<":
    case "<=":
      knowledge.highs.push({ value, inclusive: is === "<=" });
      // A range filter matches only values of the same type as its bound.
      knowledge.type = kindOf(value);
      break;
    case ">":
    case ">=":
      knowledge.lows.push({ value, inclusive: is === ">=" });
      knowledge.type = kindOf(value);
      break;
    case "array-contains":
      knowledge.contains.push(value);
      knowledge.type = "list";
      break;
    case "exists":
      break;
  }
}

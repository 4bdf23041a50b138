import { equals, identical } from "../values/equality.js";
import { compare, type Comparison, inOrder } from "../values/order.js";
import { isList, isMap } from "../values/typeNames.js";
import { Possible, type Value } from "../values/types.js";
import { type Bound, kindOf, type Knowledge } from "./knowledge.js";

/** A value in a query's results: a field, all data, the id or the name. It is unknown, but the filters limit it. */
export class PossibleField extends Possible {
  constructor(private readonly knowledge: Knowledge) {
    super();
  }

  equals(other: Value): boolean | undefined {
    if (other instanceof Possible) return undefined;
    if (this.excludes(other)) return false;
    const { lows, highs } = this.knowledge;
    const pinned = (bounds: Bound[]) =>
      bounds.some(({ value, inclusive }) => inclusive && equals(value, other));
    return pinned(lows) && pinned(highs) ? true : undefined;
  }

  holds(operator: Comparison, other: Value): boolean | undefined {
    const { lows, highs } = this.knowledge;
    const upwards = operator === ">" || operator === ">=";
    // An inclusive bound must satisfy the operator itself. For an exclusive bound it is enough to be equal to `other`.
    const settles = (bounds: Bound[], wanted: Comparison) =>
      bounds.some(({ value, inclusive }) => {
        const order = compare(value, other);
        return order !== undefined && inOrder(inclusive ? wanted : loose(wanted), order);
      });
    if (settles(upwards ? lows : highs, operator)) return true;
    if (settles(upwards ? highs : lows, OPPOSITE[operator])) return false;
    return undefined;
  }

  is(type: string): boolean | undefined {
    const own = this.knowledge.type;
    if (own === undefined) return undefined;
    if (own !== "number") return own === type;
    return type === "number" ? true : type === "int" || type === "float" ? undefined : false;
  }

  has(item: Value): boolean | undefined {
    if (this.knowledge.contains.some((contained) => identical(contained, item))) return true;
    if (typeof item === "string" && this.knowledge.fields.has(item)) return true;
    return undefined;
  }

  field(name: string): Value | undefined {
    const inner = this.knowledge.fields.get(name);
    return inner && possibleValue(inner);
  }

  private excludes(value: Value): boolean {
    const own = this.knowledge.type;
    if (own !== undefined && own !== kindOf(value)) return true;
    const { unequal, lows, highs, contains, fields } = this.knowledge;
    const outside = (bounds: Bound[], operator: Comparison) =>
      bounds.some((bound) => {
        const order = compare(value, bound.value);
        return order !== undefined && !inOrder(bound.inclusive ? loose(operator) : operator, order);
      });
    if (unequal.some((excluded) => equals(excluded, value))) return true;
    if (outside(lows, ">") || outside(highs, "<")) return true;
    if (isList(value) && !contains.every((item) => value.some((own) => identical(own, item)))) return true;
    return isMap(value) && [...fields.keys()].some((name) => !value.has(name));
  }
}

/** A field's value if a filter says what it is equal to. Otherwise an unknown value with what is known about it. */
export function possibleValue(knowledge: Knowledge): Value {
  return knowledge.equal !== undefined ? knowledge.equal : new PossibleField(knowledge);
}

const OPPOSITE: Record<Comparison, Comparison> = { "<": ">=", "<=": ">", ">": "<=", ">=": "<" };

function loose(operator: Comparison): Comparison {
  return operator === "<" ? "<=" : operator === ">" ? ">=" : operator;
}

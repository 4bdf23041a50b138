import { withoutNull, type JsonSchema } from "./jsonSchema.js";

/** A field of an object, or of an object inside it: `seats[].price`. */
export interface Field {
  name: string;
  type: string;
  isNeeded: boolean;
  about: string;
}

/** Lists the fields of an object's schema, with those of the objects in it, also in its lists and maps. */
export function fieldsOf({ properties, required = [] }: JsonSchema, prefix = ""): Field[] {
  return Object.entries((properties ?? {}) as Record<string, JsonSchema>).flatMap(([key, property]) => {
    const name = prefix + key;
    const value = withoutNull(property);
    // The type of an optional field does not mention null, because the field can be left out instead.
    const isNeeded = required.includes(key);
    const { items, additionalProperties } = value as {
      items?: JsonSchema;
      additionalProperties?: JsonSchema;
    };
    const inner =
      items !== undefined
        ? fieldsOf(items, `${name}[].`)
        : fieldsOf(additionalProperties || value, `${name}.${additionalProperties ? "*." : ""}`);
    const type = typeOf(isNeeded ? property : value);
    return [{ name, type, isNeeded, about: value.description ?? "" }, ...inner];
  });
}

/** Says a schema's type in words. */
function typeOf(schema: JsonSchema): string {
  const { anyOf, enum: values, const: value, type, format, items } = schema;
  // An alternative has an empty schema if JSON has no such value. It is left out.
  const kinds = (anyOf as JsonSchema[] | undefined)?.filter((each) => Object.keys(each).length > 0);
  if (kinds !== undefined) return kinds.map(typeOf).join(" or ");
  if (value !== undefined) return quoted(value);
  if (values !== undefined) return values.map(quoted).join(", ");
  if (format === "date-time") return "time (ISO 8601)";
  if (format === "uuid") return "UUID";
  if (format !== undefined) return format;
  if (type === "array") return `${typeOf(items as JsonSchema)}[]${rangeOf(schema)}`;
  if (type === "object" && schema.properties === undefined) {
    return `map of ${typeOf(schema.additionalProperties as JsonSchema)}`;
  }
  const absent = schema.default === undefined ? "" : `, if absent ${quoted(schema.default)}`;
  return [type].flat().join(" or ") + rangeOf(schema) + absent;
}

/** The limits of a number, of the length of a list or of the length of a text, in words. */
function rangeOf(schema: JsonSchema): string {
  const { minimum, exclusiveMinimum: below, maximum, minItems, maxItems, minLength, maxLength } = schema;
  const least = below === undefined ? minimum : Number(below) + 1;
  if (maxLength !== undefined) return `${between(minLength, maxLength)} characters`;
  return between(least ?? minItems, maximum ?? maxItems);
}

function between(least: number | undefined, most: number | undefined): string {
  if (most === undefined) return least === undefined || least === 0 ? "" : `, at least ${least}`;
  return least === undefined ? `, at most ${most}` : `, ${least} to ${most}`;
}

const quoted = (value: unknown) => `\`${JSON.stringify(value)}\``;

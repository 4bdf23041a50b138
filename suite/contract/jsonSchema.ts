import { z } from "zod";

/** A JSON Schema in the dialect of OpenAPI 3.1. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * Converts a zod schema. "input" describes what callers send, "output" what they get. The rules for a request's
 * values are added to the descriptions, in the words of the error messages. A date gets the format "timestamp",
 * because JSON has no dates.
 */
export function jsonSchema(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...converted } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override({ zodSchema, jsonSchema: made }) {
      if (zodSchema._zod.def.type === "date") made.format = "timestamp";
      // The format already says what this pattern says.
      if (made.format === "date-time" || made.format === "uuid") delete made.pattern;
      // Zod gives these limits to every integer.
      if (made.minimum === Number.MIN_SAFE_INTEGER) delete made.minimum;
      if (made.maximum === Number.MAX_SAFE_INTEGER) delete made.maximum;
      if (io === "input") addRules(made, rulesOf(zodSchema));
    },
  });
  return converted;
}

/**
 * The error messages of a schema's checks that begin with "must", because these say what a value must be. A schema
 * around another one, such as a nullable one, has those of the inner one.
 */
function rulesOf({ _zod: { def } }: z.core.$ZodType): string[] {
  if ("innerType" in def) return rulesOf(def.innerType as z.core.$ZodType);
  return (def.checks ?? []).flatMap((check) => {
    const rule = check._zod.def.error?.({ code: "custom", input: undefined } as never);
    return typeof rule === "string" && rule.startsWith("must") ? [rule] : [];
  });
}

function addRules(schema: JsonSchema, rules: string[]): void {
  const said = rules.join("; ");
  const { description = "" } = schema;
  // A nullable schema takes over the description of its inner schema, which has the rules already.
  if (said === "" || description.includes(said.slice(1))) return;
  schema.description = `${description} ${said.charAt(0).toUpperCase()}${said.slice(1)}.`.trimStart();
}

/** The schema of an object that has exactly these fields. */
export function object(properties: Record<string, JsonSchema>): JsonSchema {
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
}

/** The schema without null, for a value that can be left out instead. */
export function withoutNull(schema: JsonSchema): JsonSchema {
  const { anyOf, ...outer } = schema;
  if (Array.isArray(outer.type)) return { ...outer, type: outer.type.find((type) => type !== "null")! };
  const left = (anyOf as JsonSchema[] | undefined)?.filter(({ type }) => type !== "null") ?? [];
  if (left.length === 0) return schema;
  if (left.length > 1) return { anyOf: left, ...outer };
  return { ...left[0], ...outer };
}

import { EvaluationError, NotProvable } from "../values/errors.js";
import { Path, Possible } from "../values/types.js";
import { type Builtins, taking } from "./signature.js";

/** A path as text, `/a/b`. @throws EvaluationError if one of its segments has no value. */
export function pathText(path: Path): string {
  const segments = path.segments.map((segment) => {
    if (typeof segment === "string") return segment;
    if (segment instanceof Possible)
      throw new NotProvable("The query does not say which document this path names.");
    throw new EvaluationError(`Nothing is bound to $(${segment.open}) in a path.`);
  });
  return `/${segments.join("/")}`;
}

/** Methods of `path` (https://firebase.google.com/docs/reference/rules/rules.Path). */
export const pathMethods: Builtins = {
  bind: taking(["path", "map"], (path, values) => {
    const segments = path.segments.map((segment) => {
      if (typeof segment === "string" || segment instanceof Possible) return segment;
      const bound = values.get(segment.open);
      return typeof bound === "string" ? bound : segment;
    });
    return new Path(segments, new Map([...path.bindings, ...values]));
  }),
  size: taking(["path"], (path) => BigInt(path.segments.length)),
};

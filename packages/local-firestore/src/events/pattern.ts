/**
 * Compiles the path pattern of a trigger. `{x}` and `*` match one segment. `{x=**}` and `**` match any number of
 * segments, even none. A `*` within a segment matches any part of it
 * (https://cloud.google.com/eventarc/docs/path-patterns).
 */
export function compilePattern(pattern: string): (path: string) => boolean {
  const segments = pattern.replace(/^\/|\/$/g, "").split("/");
  return (path) => matches(segments.map(matcherOf), path.split("/"));
}

type Matcher = "any number" | RegExp;

function matcherOf(segment: string): Matcher {
  const glob = segment.replace(/\{[^{}]*=([^{}]*)\}/g, "$1").replace(/\{[^{}]*\}/g, "*");
  if (glob === "**") return "any number";
  const literals = glob.split("*").map((literal) => literal.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${literals.join(".*")}$`, "s");
}

function matches(pattern: readonly Matcher[], path: readonly string[]): boolean {
  const [matcher, ...rest] = pattern;
  if (matcher === undefined) return path.length === 0;
  if (matcher === "any number") {
    return matches(rest, path) || (path.length > 0 && matches(pattern, path.slice(1)));
  }
  const [segment, ...below] = path;
  return segment !== undefined && matcher.test(segment) && matches(rest, below);
}

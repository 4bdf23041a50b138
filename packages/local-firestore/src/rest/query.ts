// Parameters of every Google API (https://cloud.google.com/apis/docs/system-parameters). This server ignores them.
const SYSTEM = new Set([
  "alt",
  "key",
  "fields",
  "prettyPrint",
  "quotaUser",
  "access_token",
  "oauth_token",
  "callback",
  "uploadType",
  "upload_protocol",
]);

/** Converts query parameters to JSON: `a.b=1&a.b=2` becomes `{a: {b: ["1", "2"]}}`. */
export function queryJson(parameters: URLSearchParams): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const name of new Set(parameters.keys())) {
    if (SYSTEM.has(name) || name.startsWith("$")) continue;
    const values = parameters.getAll(name);
    place(json, name.split("."), values.length === 1 ? values[0] : values);
  }
  return json;
}

function place(json: Record<string, unknown>, [first = "", ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    Object.defineProperty(json, first, { value, enumerable: true, writable: true, configurable: true });
    return;
  }
  const inner = Object.hasOwn(json, first) ? json[first] : undefined;
  const below = typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>) : {};
  place(below, rest, value);
  place(json, [first], below);
}

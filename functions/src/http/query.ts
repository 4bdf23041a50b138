export type Query = Record<string, string | string[]>;

/**
 * The query of an address. The server around a function has a rule of its own for each version: names with brackets may
 * become objects, long lists be cut, some names be dropped. Here a name is a name, and one that stands twice is a list.
 */
export function queryOf({ originalUrl }: { originalUrl: string }): Query {
  const start = originalUrl.indexOf("?");
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(start < 0 ? "" : originalUrl.slice(start))) {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? all[0]! : all]));
}

/** A page size as the number that it is; what is no number stays as it is, for the schema to refuse. */
export function numeric(query: Query): object {
  const { pageSize } = query;
  return typeof pageSize === "string" && /^\d+$/.test(pageSize)
    ? { ...query, pageSize: Number(pageSize) }
    : query;
}

export type Query = Record<string, string | string[]>;

/**
 * Parses the query of a URL. Every name is kept as it is, and a name that occurs more than once becomes a list. The
 * server's own parser is not used, because its rules differ between versions.
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

/** Converts `pageSize` to a number. A value with anything but digits is kept, so that the schema refuses it. */
export function numeric(query: Query): object {
  const { pageSize } = query;
  return typeof pageSize === "string" && /^\d+$/.test(pageSize)
    ? { ...query, pageSize: Number(pageSize) }
    : query;
}

export type Query = Record<string, string | string[]>;

/**
 * Parses the query of a URL. A name that occurs more than once gets a list. The server's own parser is not used,
 * because its rules differ between versions.
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

/** Converts a `pageSize` of digits to a number. Other values are kept, so that the schema refuses them. */
export function numeric(query: Query): object {
  const { pageSize } = query;
  return typeof pageSize === "string" && /^\d+$/.test(pageSize)
    ? { ...query, pageSize: Number(pageSize) }
    : query;
}

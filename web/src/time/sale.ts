/** The state of a sale at a time in milliseconds. An answer's `sale` may be out of date. */
export function saleAt(
  { salesOpenAt, salesCloseAt }: { salesOpenAt: string; salesCloseAt: string },
  now: number,
): "notOpen" | "open" | "closed" {
  if (now < Date.parse(salesOpenAt)) return "notOpen";
  return now < Date.parse(salesCloseAt) ? "open" : "closed";
}

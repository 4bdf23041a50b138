/** Whether seats are on sale at a time. The answer's own `sale` may be ten seconds old, which matters at the opening. */
export function saleAt(
  { salesOpenAt, salesCloseAt }: { salesOpenAt: string; salesCloseAt: string },
  now: number,
): "notOpen" | "open" | "closed" {
  if (now < Date.parse(salesOpenAt)) return "notOpen";
  return now < Date.parse(salesCloseAt) ? "open" : "closed";
}

import { useEffect, useState } from "preact/hooks";

/**
 * Lets a long list be drawn in portions, one after the other, so that the page answers in between.
 * @param portion how many more to draw, when `drawn` are drawn already.
 * @param first how many to draw first.
 * @returns how many to draw now. In the end it may be more than `all`.
 */
export function usePortions(all: number, portion = (_drawn: number) => 8, first = 0): number {
  const [drawn, setDrawn] = useState(first);
  useEffect(() => {
    if (drawn < all) setDrawn(drawn + portion(drawn));
  });
  return drawn;
}

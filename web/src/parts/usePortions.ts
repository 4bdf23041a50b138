import { useEffect, useState } from "preact/hooks";

/**
 * Lets a long list be drawn in portions, so that the page answers in between. An effect runs after a frame is painted,
 * so each frame draws one portion.
 * @param portion how many more a frame draws, when `drawn` are drawn already.
 * @param first how many the first frame draws.
 * @returns how many to draw now. In the end it may be more than `all`.
 */
export function usePortions(all: number, portion = (_drawn: number) => 8, first = 0): number {
  const [drawn, setDrawn] = useState(first);
  useEffect(() => {
    if (drawn < all) setDrawn(drawn + portion(drawn));
  });
  return drawn;
}

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

interface PortionsProps {
  /** How many to draw at once. */
  size?: number;
  /** How many to draw first. As many as later unless it is given. */
  first?: number;
  children: readonly JSX.Element[];
}

/**
 * Draws a long list in portions, one after the other, so that the page answers in between. For a new portion, what is
 * there already is not drawn again, because Preact passes over an element that is the very same as before.
 */
export function InPortions({ size = 4, first = size, children }: PortionsProps) {
  const [drawn, setDrawn] = useState(first);
  useEffect(() => {
    if (drawn < children.length) setDrawn(drawn + size);
  });
  return children.slice(0, drawn);
}

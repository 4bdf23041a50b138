// This file imports nothing, so that a web app can draw seats with it.

/** A row as a layout describes it. Lengths are in units of 10 cm. `y` grows downwards, as on a screen. */
export interface RowLine {
  /** The number of the seat that stands at `x`, `y`. The numbers grow along the row. */
  firstSeat: number;
  x: number;
  y: number;
  /** The row's direction at its first seat, in degrees: 0 leads to the right, 90 down. */
  angle: number;
  /** The distance of neighbouring seats, along the row. */
  pitch: number;
  /**
   * The radius of the circle on which the seats stand. 0: the row is straight. Positive: the circle's centre is to the
   * left of someone who walks along the row. So a row that leads to the right bends up. Negative: the centre is to
   * the right, and such a row bends down.
   */
  curve: number;
  /** The seat numbers after which there is an aisle, which is as wide as one seat. */
  gaps: readonly number[];
}

export interface Point {
  x: number;
  y: number;
}

/** Returns how far along the row a seat stands from the first one. It also works for numbers without a seat. */
export function distanceOf({ firstSeat, pitch, gaps }: RowLine, seat: number): number {
  const aisles = gaps.filter((gap) => firstSeat <= gap && gap < seat).length;
  return (seat - firstSeat + aisles) * pitch;
}

/** Returns the point at a distance along the row. A negative distance is before the first seat. */
export function pointAt({ x, y, angle, curve }: RowLine, distance: number): Point {
  const turn = (angle * Math.PI) / 180;
  if (curve === 0) return { x: x + distance * Math.cos(turn), y: y + distance * Math.sin(turn) };
  const there = turn - distance / curve;
  return {
    x: x + curve * (Math.sin(turn) - Math.sin(there)),
    y: y + curve * (Math.cos(there) - Math.cos(turn)),
  };
}

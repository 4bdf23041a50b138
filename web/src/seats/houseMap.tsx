import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { GetPerformanceAnswer } from "../../../functions/src/contract.js";
import { useWords } from "../i18n/language.js";
import type { Counts } from "../map/counts.js";
import { tiersOf, type Block, type Section } from "../map/plan.js";
import { nameOf, type Layout } from "../map/useLayout.js";
import { usePortions } from "../parts/usePortions.js";
import { Link, paths } from "../router.js";
import { middleOf, pointsOf } from "./drawing.js";

interface HouseMapProps {
  performance: GetPerformanceAnswer;
  layout: Layout;
  counts: readonly Counts[];
  /** The tier that is shown fully. Null: all of them. */
  tier: number | null;
}

/**
 * The house as the layout draws it: the stage, and the outlines of blocks, the paler the fewer seats are left. A block
 * has the colour of the price of most of its seats, and a dot for each price if there are several. The drawing is
 * hidden from keyboards and screen readers, because the page also lists the blocks.
 */
export function HouseMap({ performance, layout, counts, tier }: HouseMapProps) {
  const { words, format, language } = useWords();
  const { performanceId, blocks, sections } = performance;
  const { box, outlines } = useMemo(() => draw(blocks, sections, layout), [performance, layout]);
  // Each outline as it was drawn last. Preact passes over an element that is the very same as before.
  const seen = useMemo(() => new Map<string, { look: string; element: JSX.Element }>(), [outlines]);
  const [, , width, height] = box;
  const drawn = usePortions(outlines.length);
  // A large house shows the ids of its blocks, because the names are too long to be read.
  const isLarge = blocks.length > 12;
  const stage = middleOf(pointsOf(layout.stage));
  const [isClose, setClose] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // Its middle is shown first.
    const { current } = frame;
    if (isClose && current) current.scrollLeft = (current.scrollWidth - current.clientWidth) / 2;
  }, [isClose]);
  const map = (
    <svg
      class={`house-map${isLarge ? " many" : ""}${isClose ? " close" : ""}`}
      viewBox={box.join(" ")}
      style={{ maxWidth: `${Math.min(70, ((isLarge ? 46 : 34) * width) / height)}rem` }}
      aria-hidden="true"
    >
      <polygon class="house-stage" points={layout.stage.join()} />
      <text class="house-stage" x={stage.x} y={stage.y} font-size={width / 34}>
        {words.venue.stage}
      </text>
      {outlines.slice(0, drawn).map(({ block, outline, middle, size, main }) => {
        const count = counts.find((each) => each.block === block.block);
        const isFaint = tier !== null && !main.tiers.includes(tier);
        const look = `${count?.free} ${isFaint} ${language}`;
        const before = seen.get(block.block);
        if (before?.look === look) return before.element;
        const element = (
          <Link
            key={block.block}
            to={paths.seats(performanceId, block.block)}
            class={`tier-${main.tier % 6}${count?.free === 0 ? " sold-out" : ""}${isFaint ? " faint" : ""}`}
            isInTabOrder={false}
          >
            <polygon points={outline.join()} style={{ fillOpacity: shadeOf(count) }} />
            <text x={middle.x} y={middle.y - size * 0.6} font-size={size * 0.75}>
              {isLarge ? block.block : nameOf(block, layout, language)}
            </text>
            <text class="count" x={middle.x} y={middle.y + size * 0.5} font-size={size}>
              {count && (count.free === 0 ? words.venue.soldOut : format.number(count.free))}
            </text>
            {main.tiers.length > 1 &&
              main.tiers.map((each, index) => (
                <circle
                  key={each}
                  class={`tier-${each % 6}`}
                  cx={middle.x + (index - (main.tiers.length - 1) / 2) * size}
                  cy={middle.y + size * 1.5}
                  r={size / 4}
                />
              ))}
          </Link>
        );
        seen.set(block.block, { look, element });
        return element;
      })}
    </svg>
  );
  if (!isLarge) return map;
  // On a phone the names in a large house are too small. A button enlarges the house, which can then be scrolled.
  return (
    <div class="house-frame" aria-hidden="true">
      <button type="button" class="closer" tabIndex={-1} onClick={() => setClose(!isClose)}>
        {isClose ? words.seats.zoomOut : words.seats.zoomIn}
      </button>
      <div class="scroll" ref={frame}>
        {map}
      </div>
    </div>
  );
}

function shadeOf(counts: Counts | undefined): number {
  if (counts === undefined) return 0.5;
  return counts.free === 0 ? 0 : 0.08 + (0.42 * counts.free) / counts.seats;
}

/** The outlines, the lower levels first so that higher ones are drawn over them, and the box that holds everything. */
function draw(blocks: readonly Block[], sections: readonly Section[], layout: Layout) {
  const known = blocks.flatMap((block) => {
    const entry = layout.blocks[block.block];
    return entry === undefined ? [] : [{ block, ...entry, points: pointsOf(entry.outline) }];
  });
  const all = [...pointsOf(layout.stage), ...known.flatMap(({ points }) => points)];
  const [xs, ys] = [all.map(({ x }) => x), all.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const edge = width / 100;
  const mainOf = tierCounter(sections);
  const outlines = known
    .sort((one, other) => one.level - other.level)
    .map(({ block, outline, points }) => ({
      block,
      outline,
      middle: middleOf(points),
      size: Math.min(Math.sqrt(areaOf(points)) / 4.5, width / 30),
      main: mainOf(block),
    }));
  return { box: [left - edge, top - edge, width + 2 * edge, height + 2 * edge] as const, outlines };
}

function areaOf(points: readonly { x: number; y: number }[]): number {
  const twice = points.reduce((sum, { x, y }, index) => {
    const next = points[(index + 1) % points.length]!;
    return sum + x * next.y - next.x * y;
  }, 0);
  return Math.abs(twice) / 2;
}

/** Returns a function that finds the tiers of a block, and the one of which it has the most seats. */
function tierCounter(sections: readonly Section[]) {
  const tiers = tiersOf(sections);
  const tierOf = new Map(
    tiers.flatMap((each, tier) => each.sections.map(({ section }) => [section, tier] as const)),
  );
  return ({ rows }: Block) => {
    const seats = tiers.map(() => 0);
    for (const { section, firstSeat, lastSeat } of rows)
      seats[tierOf.get(section)!]! += lastSeat - firstSeat + 1;
    return {
      tier: seats.indexOf(Math.max(...seats)),
      tiers: [...seats.keys()].filter((tier) => seats[tier]! > 0),
    };
  };
}

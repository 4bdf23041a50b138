import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { GetPerformanceAnswer } from "../../../functions/src/contract.js";
import { useWords } from "../i18n/language.js";
import type { Counts } from "../map/counts.js";
import { tiersOf, type Block, type Section } from "../map/plan.js";
import { nameOf, type Layout } from "../map/useLayout.js";
import { InPortions } from "../parts/inPortions.js";
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
 * The house as the layout draws it: the stage, and the outlines of blocks. The drawing is hidden from keyboards and
 * screen readers, because the page also lists the blocks.
 */
export function HouseMap({ performance, layout, counts, tier }: HouseMapProps) {
  const { words } = useWords();
  const { performanceId, blocks, sections } = performance;
  // Higher levels are drawn over lower ones.
  const known = useMemo(
    () =>
      blocks
        .filter(({ block }) => layout.blocks[block])
        .sort((one, other) => layout.blocks[one.block]!.level - layout.blocks[other.block]!.level),
    [performance, layout],
  );
  const box = useMemo(
    () => boxOf([layout.stage, ...known.map(({ block }) => layout.blocks[block]!.outline)]),
    [known],
  );
  const [, , width, height] = box;
  const mainOf = useMemo(() => tierCounter(sections), [sections]);
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
      <InPortions>
        {known.map((block) => (
          <BlockOutline
            key={block.block}
            to={paths.seats(performanceId, block.block)}
            block={block}
            layout={layout}
            hasName={!isLarge}
            most={width / 30}
            mainOf={mainOf}
            counts={counts.find((each) => each.block === block.block)}
            tier={tier}
          />
        ))}
      </InPortions>
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

interface OutlineProps {
  to: string;
  block: Block;
  layout: Layout;
  /** Whether the block is shown with its name instead of its id. */
  hasName: boolean;
  /** The largest size of its text. */
  most: number;
  mainOf: ReturnType<typeof tierCounter>;
  counts: Counts | undefined;
  tier: number | null;
}

/**
 * A block in the house, the paler the fewer seats are left. It has the colour of the price of most of its seats, and a
 * dot for each price if there are several.
 */
function BlockOutline({ to, block, layout, hasName, most, mainOf, counts, tier }: OutlineProps) {
  const { words, format, language } = useWords();
  const { outline } = layout.blocks[block.block]!;
  const { middle, size, main } = useMemo(() => {
    const points = pointsOf(outline);
    const size = Math.min(Math.sqrt(areaOf(points)) / 4.5, most);
    return { middle: middleOf(points), size, main: mainOf(block) };
  }, [block, outline]);
  const isFaint = tier !== null && !main.tiers.includes(tier);
  // Preact passes over an element that is the very same as before.
  return useMemo(
    () => (
      <Link
        to={to}
        class={`tier-${main.tier % 6}${counts?.free === 0 ? " sold-out" : ""}${isFaint ? " faint" : ""}`}
        isInTabOrder={false}
      >
        <polygon points={outline.join()} style={{ fillOpacity: shadeOf(counts) }} />
        <text x={middle.x} y={middle.y - size * 0.6} font-size={size * 0.75}>
          {hasName ? nameOf(block, layout, language) : block.block}
        </text>
        <text class="count" x={middle.x} y={middle.y + size * 0.5} font-size={size}>
          {counts && (counts.free === 0 ? words.venue.soldOut : format.number(counts.free))}
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
    ),
    [main, counts?.free, isFaint, words],
  );
}

function shadeOf(counts: Counts | undefined): number {
  if (counts === undefined) return 0.5;
  return counts.free === 0 ? 0 : 0.08 + (0.42 * counts.free) / counts.seats;
}

/** The box that holds polygons, with a margin, as `[left, top, width, height]`. */
function boxOf(polygons: readonly (readonly number[])[]) {
  const all = polygons.flat();
  const [xs, ys] = [all.filter((_, index) => index % 2 === 0), all.filter((_, index) => index % 2 === 1)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const edge = width / 100;
  return [left - edge, top - edge, width + 2 * edge, height + 2 * edge] as const;
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

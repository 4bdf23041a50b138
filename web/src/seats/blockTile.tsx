import { useMemo } from "preact/hooks";
import type { GetPerformanceAnswer } from "../../../functions/src/contract.js";
import { useWords } from "../i18n/language.js";
import type { Counts } from "../map/counts.js";
import { rowsOf, sectionsIn, tierOf, type Block, type Section } from "../map/plan.js";
import { Link, paths } from "../router.js";
import { indentOf } from "./drawing.js";

interface TileProps {
  performance: GetPerformanceAnswer;
  block: Block;
  name: string;
  /** The width of the widest block in places, so that all are drawn at one scale. Null: the tile draws no rows. */
  width: number | null;
  /** Null until the block is counted. */
  counts: Counts | null;
}

/** A link to a block: its name, its prices, how many seats are left and, if `width` is given, its rows drawn small. */
export function BlockTile({ performance, block, name, width, counts }: TileProps) {
  const { words, format } = useWords();
  const { performanceId, sections, currency } = performance;
  // If nothing has changed, it is the very same element as before, which Preact passes over.
  return useMemo(() => {
    const prices = [
      ...new Set(sectionsIn(block, sections).map(({ price }) => format.money(price, currency))),
    ];
    const left =
      counts === null
        ? "…"
        : counts.free === 0
          ? words.venue.soldOut
          : words.venue.left(format.number(counts.free));
    const share = counts === null || counts.seats === 0 ? 1 : counts.free / counts.seats;
    return (
      <Link
        to={paths.seats(performanceId, block.block)}
        class={counts?.free === 0 ? "block sold-out" : "block"}
      >
        {width !== null && <SmallPlan block={block} sections={sections} width={width} share={share} />}
        <span class="block-name">{name}</span>
        <span class="block-price">{prices.join(" · ")}</span>
        <span class="block-left">{left}</span>
      </Link>
    );
  }, [block, name, width, counts?.free, words]);
}

interface SmallPlanProps extends Pick<TileProps, "block"> {
  sections: readonly Section[];
  width: number;
  /** The share of the block's seats that are left, from 0 to 1. It is 1 until they are counted. */
  share: number;
}

/** The rows of a block as lines in the colours of their prices. The fewer seats are left, the paler. Sold out: grey. */
function SmallPlan({ block, sections, width, share }: SmallPlanProps) {
  const rows = rowsOf(block);
  return (
    <svg
      class="small-plan"
      viewBox={`0 0 ${width} ${rows.length}`}
      style={{ opacity: 0.25 + 0.75 * share }}
      aria-hidden="true"
    >
      {rows.map(({ first, length, ranges }, index) =>
        ranges.map(({ section, firstSeat, lastSeat }) => (
          <path
            key={firstSeat}
            class={`tier-${tierOf(sections, section) % 6}`}
            d={`M${indentOf(length, width) + firstSeat - first},${index + 0.5}h${lastSeat - firstSeat + 1}`}
          />
        )),
      )}
    </svg>
  );
}

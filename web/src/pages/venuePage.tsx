import { useMemo, useState } from "preact/hooks";
import type { GetPerformanceAnswer } from "../../../functions/src/contract.js";
import { isAnyKept } from "../booking/keptKeys.js";
import { getPerformance, getSeatCounts } from "../calls/reads.js";
import { useWords } from "../i18n/language.js";
import { newerCounts, type Counts } from "../map/counts.js";
import { sectionsIn, tiersOf, widthOf, type Block } from "../map/plan.js";
import { nameOf, useLayout, type Layout } from "../map/useLayout.js";
import { usePoll } from "../map/usePoll.js";
import { LoadingPage, Page } from "../parts/page.js";
import { Later } from "../parts/later.js";
import { OutdatedLine } from "../parts/outdatedLine.js";
import { WhenAndWhere } from "../parts/whenAndWhere.js";
import { InPortions } from "../parts/inPortions.js";
import { PriceFilter } from "../parts/priceFilter.js";
import { SaleLine, useSale } from "../parts/saleLine.js";
import { TroubleNotice, TroublePage } from "../parts/troubleNotice.js";
import { useLoaded } from "../parts/useLoaded.js";
import { Link, paths } from "../router.js";
import { BlockTile } from "../seats/blockTile.js";
import { SeatsOf } from "./seatsPage.js";

export function VenuePage({ performanceId }: { performanceId: string }) {
  const { words } = useWords();
  const { value, trouble, again } = useLoaded(() => getPerformance(performanceId), performanceId);
  if (trouble) return <TroublePage title={words.shop} trouble={trouble} onAgain={again} />;
  if (value === null) return <LoadingPage />;
  const [only, ...others] = value.blocks;
  if (only !== undefined && others.length === 0) return <SeatsOf performance={value} block={only} />;
  return <Venue performance={value} />;
}

/** The blocks of a performance, with how many seats are left in each. */
function Venue({ performance }: { performance: GetPerformanceAnswer }) {
  const { words, format } = useWords();
  const { performanceId, title, blocks, sections, currency, maxTicketsPerUser } = performance;
  const [tier, setTier] = useState<number | null>(null);
  const counts = usePoll(() => getSeatCounts(performanceId), newerCounts, performanceId);
  const layout = useLayout(performance);
  const sale = useSale(performance);
  const tiers = tiersOf(sections);
  const isLarge = blocks.length > 6 || Boolean(layout);
  const price = tier === null ? null : tiers[tier]!.price;
  const tiles = <Tiles {...{ performance, layout, isLarge, price }} counts={counts.answer?.blocks ?? []} />;
  return (
    <Page title={title} class={isLarge ? "wide" : ""}>
      <WhenAndWhere performance={performance} />
      <SaleLine performance={performance} />
      <PriceFilter
        prices={tiers.map(({ price }) => format.money(price, currency))}
        tiers={tiers.map((_, index) => index)}
        chosen={tier}
        onChoose={setTier}
      />
      <OutdatedLine isOutdated={counts.isOutdated} />
      {counts.trouble && counts.answer === null && <TroubleNotice trouble={counts.trouble} />}
      <h2>{sale === "open" ? words.venue.blocks : words.seats.allBlocks}</h2>
      <div class="venue">
        {layout === undefined && <p class="quiet">{words.loading}</p>}
        {layout === null && (
          <>
            <p class="stage" aria-hidden="true">
              {words.venue.stage}
            </p>
            {tiles}
          </>
        )}
        {layout && (
          <Later
            show={({ HouseMap }) => (
              <>
                <HouseMap
                  performance={performance}
                  layout={layout}
                  counts={counts.answer?.blocks ?? []}
                  tier={tier}
                />
                {tiles}
              </>
            )}
          />
        )}
      </div>
      <p class="quiet">
        {words.venue.tickets(maxTicketsPerUser)} ·{" "}
        <Link to={paths.house(performanceId)}>{words.venue.organiser}</Link>
      </p>
      {isAnyKept(performanceId) && (
        <Later show={({ ChosenBar }) => <ChosenBar performance={performance} />} />
      )}
    </Page>
  );
}

interface TilesProps {
  performance: GetPerformanceAnswer;
  layout: Layout | null | undefined;
  isLarge: boolean;
  /** The price whose blocks are shown. Null: all of them. */
  price: number | null;
  counts: readonly Counts[];
}

function Tiles({ performance, layout, isLarge, price, counts }: TilesProps) {
  const { language } = useWords();
  const { blocks, sections } = performance;
  // With a layout the tiles draw no rows.
  const width = useMemo(() => (layout ? null : Math.max(...blocks.map(widthOf))), [blocks, layout]);
  // The performance lists its blocks section by section. With a layout they are sorted by id, to be found by it.
  const ordered = useMemo(() => {
    const { compare } = new Intl.Collator(undefined, { numeric: true });
    return layout ? [...blocks].sort((one, other) => compare(one.block, other.block)) : blocks;
  }, [blocks, layout]);
  const isShown = (block: Block) =>
    price === null || sectionsIn(block, sections).some((section) => section.price === price);
  return (
    <ul class={isLarge ? "blocks many" : "blocks"}>
      <InPortions first={8}>
        {ordered.filter(isShown).map((block) => (
          <li key={block.block}>
            <BlockTile
              performance={performance}
              block={block}
              name={nameOf(block, layout, language)}
              width={width}
              counts={counts.find((each) => each.block === block.block) ?? null}
            />
          </li>
        ))}
      </InPortions>
    </ul>
  );
}

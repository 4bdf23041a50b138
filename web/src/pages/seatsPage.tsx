import { useMemo, useRef, useState } from "preact/hooks";
import type { GetPerformanceAnswer } from "../../../functions/src/contract.js";
import { getPerformance, getSeatMap } from "../calls/reads.js";
import { useWords } from "../i18n/language.js";
import { planOf, sectionsIn, tiersOf, type Block } from "../map/plan.js";
import { newerMap } from "../map/seatMap.js";
import { nameOf, useLayout } from "../map/useLayout.js";
import { usePoll } from "../map/usePoll.js";
import { Later } from "../parts/later.js";
import { LoadingPage, Page } from "../parts/page.js";
import { OutdatedLine } from "../parts/outdatedLine.js";
import { WhenAndWhere } from "../parts/whenAndWhere.js";
import { PriceFilter } from "../parts/priceFilter.js";
import { SaleLine, useSale } from "../parts/saleLine.js";
import { TroubleNotice, TroublePage } from "../parts/troubleNotice.js";
import { useLoaded } from "../parts/useLoaded.js";
import { useNextTask } from "../parts/useNextTask.js";
import { Link, paths } from "../router.js";
import { drawingOf, NOTHING } from "../seats/drawing.js";
import { PITCH } from "../seats/shapes.js";
import { SeatGrid } from "../seats/seatGrid.js";
import { useChoosing } from "../seats/useChoosing.js";
import { useZoom } from "../seats/zoom.js";

/** The most seats that `createBooking` takes. */
const MOST_SEATS = 10;

export function SeatsPage({ performanceId, block: blockId }: { performanceId: string; block: string }) {
  const { words } = useWords();
  const { value, trouble, again } = useLoaded(() => getPerformance(performanceId), performanceId);
  if (trouble) return <TroublePage title={words.shop} trouble={trouble} onAgain={again} />;
  if (value === null) return <LoadingPage />;
  const block = value.blocks.find((each) => each.block === blockId);
  if (block === undefined) {
    const missing = { reason: "BLOCK_NOT_FOUND" } as const;
    return <TroublePage title={value.title} trouble={missing} performanceId={performanceId} />;
  }
  return <SeatsOf performance={value} block={block} />;
}

/** The seats of a block: look, choose, book. */
export function SeatsOf({ performance, block }: { performance: GetPerformanceAnswer; block: Block }) {
  const { words, format, language } = useWords();
  const { performanceId, title, sections, currency, maxTicketsPerUser, blocks } = performance;
  const limit = Math.min(maxTicketsPerUser, MOST_SEATS);
  const layout = useLayout(performance);
  // The page is built in tasks: what is around the map, the drawing, the states of its seats, the seats, and the bar.
  const isPlanned = useNextTask(layout !== undefined);
  const drawing = useMemo(
    () => (isPlanned ? drawingOf(planOf(performance, block), layout ?? null) : NOTHING),
    [performance, block, layout, isPlanned],
  );
  const { rows, arrow, width } = drawing;
  const name = nameOf(block, layout, language);
  const map = usePoll(
    () => getSeatMap(performanceId, block.block),
    newerMap,
    `${performanceId} ${block.block}`,
  );
  const isKnown = useNextTask(isPlanned && map.answer !== null);
  const choosing = useChoosing(rows, isKnown ? map.answer : null, limit);
  const isThere = useNextTask(isKnown);
  const isBarDue = useNextTask(isThere);
  const sale = useSale(performance);
  const frame = useRef<HTMLDivElement>(null);
  const { scale, isSmallest, isLargest, zoom, look } = useZoom(frame, width / PITCH);
  const prices = useMemo(
    () => new Map(sections.map(({ section, price }) => [section, format.money(price, currency)])),
    [sections, format],
  );
  const [tier, setTier] = useState<number | null>(null);
  const tiers = useMemo(() => {
    const here = sectionsIn(block, sections).map(({ price }) => price);
    return [...tiersOf(sections).entries()].filter(([, { price }]) => here.includes(price));
  }, [block, sections]);

  return (
    <Page
      title={title}
      class="wide seats-page"
      above={
        blocks.length > 1 && (
          <Link to={paths.performance(performanceId)} class="back">
            {words.seats.allBlocks}
          </Link>
        )
      }
    >
      <WhenAndWhere performance={performance} />
      <SaleLine performance={performance} />
      <div class="map-head">
        <h2>
          {name}
          {tiers.length === 1 && <span class="quiet"> {format.money(tiers[0]![1].price, currency)}</span>}
        </h2>
        <div class="zoom">
          <button
            type="button"
            aria-label={words.seats.zoomOut}
            aria-disabled={isSmallest}
            onClick={() => zoom(-1)}
          >
            −
          </button>
          <button
            type="button"
            aria-label={words.seats.zoomIn}
            aria-disabled={isLargest}
            onClick={() => zoom(1)}
          >
            +
          </button>
        </div>
      </div>
      <PriceFilter
        prices={tiers.map(([, { price }]) => format.money(price, currency))}
        tiers={tiers.map(([index]) => index)}
        chosen={tier}
        onChoose={setTier}
      />
      <OutdatedLine isOutdated={map.isOutdated} />
      <div class="map" ref={frame}>
        {!isThere ? (
          <p class="quiet">{words.loading}</p>
        ) : (
          <div class="drawing">
            <p class="stage" aria-hidden="true">
              {arrow}
              {words.venue.stage}
            </p>
            <SeatGrid
              label={words.seats.map(name)}
              drawing={drawing}
              states={choosing.states}
              chosen={choosing.chosen}
              prices={prices}
              tier={tier}
              scale={scale}
              onPress={choosing.press}
              onZoom={zoom}
              onLook={look}
            />
          </div>
        )}
      </div>
      {map.answer === null && map.trouble && (
        <TroubleNotice trouble={map.trouble} performanceId={performanceId} />
      )}
      {isBarDue && (
        <Later
          show={({ BookingBar, Legend }) => (
            <>
              <Legend
                tier={tiers[0]?.[0] ?? 0}
                hasAccessible={rows.some(({ places }) => places.some((seat) => seat?.isAccessible))}
              />
              <BookingBar performance={performance} choosing={choosing} isOnSale={sale === "open"} />
            </>
          )}
        />
      )}
    </Page>
  );
}

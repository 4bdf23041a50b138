import type { GetPerformanceAnswer } from "../../../functions/src/contract.js";
import { getPerformance, getSeatCounts } from "../calls/reads.js";
import { useLaterWords } from "../i18n/laterLanguage.js";
import { newerCounts, sumOf, type Counts } from "../map/counts.js";
import { sectionsIn, type Block } from "../map/plan.js";
import { nameOf, useLayout, type Layout } from "../map/useLayout.js";
import { usePoll } from "../map/usePoll.js";
import { LoadingPage, Page } from "../parts/page.js";
import { OutdatedLine } from "../parts/outdatedLine.js";
import { WhenAndWhere } from "../parts/whenAndWhere.js";
import { TroubleNotice, TroublePage } from "../parts/troubleNotice.js";
import { useLoaded } from "../parts/useLoaded.js";
import { Link, paths } from "../router.js";
import { HouseMap } from "../seats/houseMap.js";

/** The house for organisers, from the numbers that everyone may see. */
export function HousePage({ performanceId }: { performanceId: string }) {
  const { words } = useLaterWords();
  const { value, trouble, again } = useLoaded(() => getPerformance(performanceId), performanceId);
  if (trouble) return <TroublePage title={words.performances.title} trouble={trouble} onAgain={again} />;
  return value === null ? <LoadingPage /> : <House performance={value} />;
}

function House({ performance }: { performance: GetPerformanceAnswer }) {
  const { words, later } = useLaterWords();
  const { performanceId, title, blocks } = performance;
  const { answer, trouble, isOutdated } = usePoll(
    () => getSeatCounts(performanceId),
    newerCounts,
    performanceId,
  );
  const layout = useLayout(performance);
  const counted = answer?.blocks ?? [];
  return (
    <Page
      title={later.house.title(title)}
      class="wide house"
      above={
        <Link to={paths.performance(performanceId)} class="back">
          {title}
        </Link>
      }
    >
      <WhenAndWhere performance={performance} />
      <OutdatedLine isOutdated={isOutdated} />
      {answer === null && trouble && <TroubleNotice trouble={trouble} />}
      {answer === null && !trouble && <p class="quiet">{words.loading}</p>}
      {answer !== null && (
        <>
          <Figures counts={counted} />
          {counted.length < blocks.length && (
            <p class="quiet">{later.house.counting(blocks.length - counted.length)}</p>
          )}
          {layout && <HouseMap performance={performance} layout={layout} counts={counted} tier={null} />}
          <Blocks performance={performance} layout={layout} counted={counted} />
        </>
      )}
      <p class="quiet">{later.house.text}</p>
    </Page>
  );
}

const shareSold = ({ seats, sold }: { seats: number; sold: number }) => (seats === 0 ? 0 : sold / seats);

/** Shows in large type how many seats are sold, held and free, and how many there are. Leaves out uncounted blocks. */
function Figures({ counts }: { counts: readonly Counts[] }) {
  const { later, format } = useLaterWords();
  const sum = sumOf(counts);
  return (
    <dl class="figures">
      {(["sold", "locked", "free", "seats"] as const).map((name) => (
        <div key={name} class={name}>
          <dt>{later.house[name]}</dt>
          <dd>{format.number(sum[name])}</dd>
        </div>
      ))}
    </dl>
  );
}

interface BlocksProps {
  performance: GetPerformanceAnswer;
  layout: Layout | null | undefined;
  counted: readonly Counts[];
}

/** The table of sold, held, free and all seats, with a total. Blocks with the same sections form a group. */
function Blocks({ performance, layout, counted }: BlocksProps) {
  const { later, language } = useLaterWords();
  const { blocks, sections } = performance;
  const groups = new Map<string, Block[]>();
  for (const block of blocks) {
    const name = sectionsIn(block, sections)
      .map((section) => section.name)
      .join(" + ");
    groups.set(name, [...(groups.get(name) ?? []), block]);
  }
  const nameOfBlock = (block: Block) => nameOf(block, layout, language);
  const nameOfGroup = (name: string, [only, ...others]: readonly Block[]) =>
    only === undefined || others.length > 0 || nameOfBlock(only) === name
      ? name
      : `${name} · ${nameOfBlock(only)}`;
  const countsOf = (some: readonly Block[]) =>
    counted.filter((counts) => some.some(({ block }) => block === counts.block));
  return (
    <div class="scroll">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{later.house.place}</th>
            {(["sold", "locked", "free", "seats"] as const).map((name) => (
              <th scope="col" key={name}>
                {later.house[name]}
              </th>
            ))}
          </tr>
        </thead>
        {[...groups].map(([name, some]) => (
          <tbody key={name}>
            <CountsRow name={nameOfGroup(name, some)} counts={countsOf(some)} isSection />
            {some.length > 1 &&
              some.map((block) => (
                <CountsRow
                  key={block.block}
                  name={`${nameOfBlock(block)} ${block.block}`}
                  counts={countsOf([block])}
                />
              ))}
          </tbody>
        ))}
        <tfoot>
          <CountsRow name={later.house.total} counts={counted} isSection />
        </tfoot>
      </table>
    </div>
  );
}

function CountsRow({
  name,
  counts,
  isSection = false,
}: {
  name: string;
  counts: readonly Counts[];
  isSection?: boolean;
}) {
  const { later, format } = useLaterWords();
  const sum = sumOf(counts);
  const share = shareSold(sum);
  return (
    <tr class={isSection ? "section" : ""}>
      <th scope="row">
        {name}
        <meter min={0} max={1} value={share} aria-label={later.house.share(format.percent(share))} />
      </th>
      {(["sold", "locked", "free", "seats"] as const).map((part) => (
        <td key={part} class="amount">
          {counts.length === 0 ? "–" : format.number(sum[part])}
        </td>
      ))}
    </tr>
  );
}

import { useState } from "preact/hooks";
import type { ListPerformancesAnswer } from "../../../functions/src/contract.js";
import { listPerformances } from "../calls/reads.js";
import { troubleOf, type Trouble } from "../calls/trouble.js";
import { useWords } from "../i18n/language.js";
import { saleAt } from "../time/sale.js";
import { Page } from "../parts/page.js";
import { TroubleNotice } from "../parts/troubleNotice.js";
import { useLoaded } from "../parts/useLoaded.js";
import { Link, paths } from "../router.js";
import { clock } from "../time/clock.js";

type Summary = ListPerformancesAnswer["performances"][number];

export function PerformancesPage() {
  const { words } = useWords();
  const first = useLoaded(() => listPerformances(null), "");
  const [more, setMore] = useState<ListPerformancesAnswer[]>([]);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const pages = first.value === null ? [] : [first.value, ...more];
  const nextCursor = pages.at(-1)?.nextCursor ?? null;

  async function showMore(): Promise<void> {
    setTrouble(null);
    try {
      const page = await listPerformances(nextCursor);
      setMore((before) => [...before, page]);
    } catch (error) {
      setTrouble(troubleOf(error));
    }
  }

  const all = pages.flatMap(({ performances }) => performances);
  return (
    <Page title={words.performances.title}>
      {first.value === null && first.trouble === null && <p class="quiet">{words.loading}</p>}
      {first.trouble && <TroubleNotice trouble={first.trouble} onAgain={first.again} />}
      {first.value !== null && all.length === 0 && <p class="quiet">{words.performances.none}</p>}
      <ul class="cards">
        {all.map((each) => (
          <li key={each.performanceId}>
            <PerformanceCard performance={each} />
          </li>
        ))}
      </ul>
      {trouble && <TroubleNotice trouble={trouble} onAgain={() => void showMore()} />}
      {nextCursor !== null && (
        <button type="button" onClick={() => void showMore()}>
          {words.performances.more}
        </button>
      )}
    </Page>
  );
}

function PerformanceCard({ performance }: { performance: Summary }) {
  const { words, format } = useWords();
  const { performanceId, title, venue, startsAt, timeZone, currency, priceFrom, salesOpenAt } = performance;
  const sale = saleAt(performance, clock.now());
  const said = words.performances.sale;
  return (
    <article class={`card performance ${sale}`}>
      <h2>
        <Link to={paths.performance(performanceId)}>{title}</Link>
      </h2>
      <p>
        <time dateTime={startsAt}>{format.time(startsAt, timeZone)}</time>
        <br />
        {venue}
      </p>
      <p class="card-foot">
        <span class={`badge ${sale}`}>
          {sale === "notOpen" ? said.notOpen(format.time(salesOpenAt, timeZone)) : said[sale]}
        </span>
        <span class="price">{words.performances.from(format.money(priceFrom, currency))}</span>
      </p>
    </article>
  );
}

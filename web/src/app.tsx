import type { ComponentChildren } from "preact";
import { LanguageChoice, useWords } from "./i18n/language.js";
import type { Words } from "./i18n/words.js";
import { PerformancesPage } from "./pages/performancesPage.js";
import { SeatsPage } from "./pages/seatsPage.js";
import { VenuePage } from "./pages/venuePage.js";
import { Announcer } from "./parts/announcer.js";
import { Later } from "./parts/later.js";
import { Page } from "./parts/page.js";
import { Link, match, paths, usePath } from "./router.js";

function NotFoundPage() {
  const { words } = useWords();
  return (
    <Page title={words.notFound.title}>
      <p>{words.notFound.text}</p>
      <Link to={paths.performances}>{words.actions.performances}</Link>
    </Page>
  );
}

/** Returns the page at a path. A page with an id in its path has the path as key: another id begins a new page. */
function pageAt(path: string, words: Words): ComponentChildren {
  if (match("/", path)) return <PerformancesPage />;
  if (match("/bookings", path))
    return <Later key={path} title={words.nav.bookings} show={({ BookingsPage }) => <BookingsPage />} />;
  const venue = match("/p/:id", path);
  if (venue) return <VenuePage key={path} performanceId={venue["id"]!} />;
  const seats = match("/p/:id/:block", path);
  if (seats)
    return <SeatsPage key={path} performanceId={seats["id"]!} block={seats["block"]!.normalize("NFC")} />;
  const pay = match("/pay/:bookingId", path);
  if (pay)
    return (
      <Later
        key={path}
        title={words.shop}
        show={({ PayPage }) => <PayPage bookingId={pay["bookingId"]!} />}
      />
    );
  const house = match("/house/:id", path);
  if (house)
    return (
      <Later
        key={path}
        title={words.shop}
        show={({ HousePage }) => <HousePage performanceId={house["id"]!} />}
      />
    );
  return <NotFoundPage />;
}

function Shell() {
  const { words, language, setLanguage } = useWords();
  const path = usePath();
  const other = language === "ko" ? "en" : "ko";
  return (
    <>
      <a class="skip" href="#main">
        {words.skip}
      </a>
      <header class="top">
        <nav>
          <Link to={paths.performances} isCurrent={path === paths.performances}>
            {words.nav.performances}
          </Link>
          <Link to={paths.bookings} isCurrent={path === paths.bookings}>
            {words.nav.bookings}
          </Link>
        </nav>
        <button type="button" class="language" lang={other} onClick={() => setLanguage(other)}>
          {words.nav.language}
        </button>
      </header>
      {pageAt(path, words)}
      <Announcer />
    </>
  );
}

export function App() {
  return (
    <LanguageChoice>
      <Shell />
    </LanguageChoice>
  );
}

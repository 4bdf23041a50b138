import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { LanguageChoice, useWords } from "./i18n/language.js";
import { PerformancesPage } from "./pages/performancesPage.js";
import { SeatsPage } from "./pages/seatsPage.js";
import { VenuePage } from "./pages/venuePage.js";
import { Announcer } from "./parts/announcer.js";
import { LoadingPage, Page } from "./parts/page.js";
import { TroublePage } from "./parts/troubleNotice.js";
import { Link, match, paths, usePath } from "./router.js";

/** Loads a page when it is opened for the first time, so that whoever only looks does not wait for its code. */
function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null;
  return (props: Props) => {
    const { words } = useWords();
    const [state, setState] = useState<"loading" | "loaded" | "failed">(
      loaded === null ? "loading" : "loaded",
    );
    const start = () =>
      load().then(
        (component) => {
          loaded = component;
          setState("loaded");
        },
        () => setState("failed"),
      );
    useEffect(() => {
      if (loaded === null) void start();
    }, []);
    if (state === "failed")
      return <TroublePage title={words.shop} trouble={{ reason: "LOST" }} onAgain={() => void start()} />;
    const Component = loaded;
    return Component === null ? <LoadingPage /> : <Component {...props} />;
  };
}

const PayPage = later(async () => (await import("./pages/payPage.js")).PayPage);
const BookingsPage = later(async () => (await import("./pages/bookingsPage.js")).BookingsPage);
const HousePage = later(async () => (await import("./pages/housePage.js")).HousePage);

function NotFoundPage() {
  const { words } = useWords();
  return (
    <Page title={words.notFound.title}>
      <p>{words.notFound.text}</p>
      <Link to={paths.performances}>{words.actions.performances}</Link>
    </Page>
  );
}

/** The pages by their addresses. The key makes another performance, block or booking a new page. */
function pageAt(path: string): ComponentChildren {
  if (match("/", path)) return <PerformancesPage />;
  if (match("/bookings", path)) return <BookingsPage />;
  const venue = match("/p/:id", path);
  if (venue) return <VenuePage key={path} performanceId={venue["id"]!} />;
  const seats = match("/p/:id/:block", path);
  if (seats)
    return <SeatsPage key={path} performanceId={seats["id"]!} block={seats["block"]!.normalize("NFC")} />;
  const pay = match("/pay/:bookingId", path);
  if (pay) return <PayPage key={path} bookingId={pay["bookingId"]!} />;
  const house = match("/house/:id", path);
  if (house) return <HousePage key={path} performanceId={house["id"]!} />;
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
      {pageAt(path)}
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

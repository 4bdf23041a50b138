import { useContext } from "preact/hooks";
import { actionFor } from "../calls/actions.js";
import type { Trouble } from "../calls/trouble.js";
import { useWords } from "../i18n/language.js";
import { LaterSpeech } from "../i18n/laterLanguage.js";
import { sayTrouble } from "../i18n/words.js";
import { Link, paths, usePath } from "../router.js";
import { Page } from "./page.js";
import { reloadIfReached } from "./reloading.js";

interface TroubleProps {
  trouble: Trouble;
  /** The performance that the action "seats" leads to. Without it, that action leads to the list of performances. */
  performanceId?: string;
  /** What the action "again" does. Without it, the page is reloaded if it can be reached. */
  onAgain?: () => void;
}

/** Says what went wrong, and offers what can be done about it. */
export function TroubleNotice({ trouble, performanceId, onAgain }: TroubleProps) {
  const { words, format } = useWords();
  const later = useContext(LaterSpeech);
  return (
    <div class="notice bad" role="alert">
      <p>{sayTrouble(words, later, format, trouble)}</p>
      <TroubleAction trouble={trouble} performanceId={performanceId} onAgain={onAgain} />
    </div>
  );
}

function TroubleAction({ trouble, performanceId, onAgain = () => void reloadIfReached(0) }: TroubleProps) {
  const { words } = useWords();
  const path = usePath();
  const action = actionFor(trouble.reason);
  const label = words.actions[action];
  switch (action) {
    case "again":
      return (
        <button type="button" onClick={onAgain}>
          {label}
        </button>
      );
    case "seats":
      return performanceId === undefined ? (
        <Link to={paths.performances}>{words.actions.performances}</Link>
      ) : (
        <Link to={paths.performance(performanceId)}>{label}</Link>
      );
    case "performances":
      return <Link to={paths.performances}>{label}</Link>;
    case "bookings":
      return path === paths.bookings ? null : <Link to={paths.bookings}>{label}</Link>;
  }
}

/** Stands in place of a page that could not be opened, and says why. */
export function TroublePage({ title, ...props }: TroubleProps & { title: string }) {
  return (
    <Page title={title}>
      <TroubleNotice {...props} />
    </Page>
  );
}

/** How long to wait for the page, in milliseconds. A call whose code cannot be loaded fails up to this much later. */
const PATIENCE_MS = 5_000;

/** The least age of a page that is reloaded only because a script is missing, in milliseconds. */
const LEAST_AGE_MS = 20_000;

/**
 * Reloads the page if it can be reached. Called when a script could not be loaded: its request may have been lost, or
 * Hosting serves only the scripts of a newer version by now. Without a reload the browser would not ask for it again,
 * because a page keeps the failure (https://html.spec.whatwg.org/multipage/webappapis.html#fetch-a-single-module-script).
 * @param leastAge A younger page is reloaded only if another version is deployed, because a script that is missing for
 * good would else reload it over and over.
 */
export async function reloadIfReached(leastAge = LEAST_AGE_MS): Promise<void> {
  const present = document.scripts[0]!.getAttribute("src")!;
  const page = await fetch("", { signal: AbortSignal.timeout(PATIENCE_MS) })
    .then((response) => (response.ok ? response.text() : ""))
    .catch(() => "");
  if (page && (!page.includes(present) || performance.now() >= leastAge)) location.reload();
}

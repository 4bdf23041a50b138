/** How long to wait for the page, in milliseconds. A call whose code cannot be loaded fails up to this much later. */
const PATIENCE_MS = 5_000;

/**
 * Reloads the page if another version of the shop is deployed by now. Called when a script could not be loaded, because
 * Hosting serves the scripts of the newest version only. It first fetches the page's own address. If the answer names
 * the script that runs already, or there is no answer, a reload would not help.
 */
export async function reloadIfRedeployed(): Promise<void> {
  const present = document.querySelector("script[src]")!.getAttribute("src")!;
  const page = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
    (response) => (response.ok ? response.text() : present),
    () => present,
  );
  if (!page.includes(present)) location.reload();
}

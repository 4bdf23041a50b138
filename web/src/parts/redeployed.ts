/** How long to wait for the page, in milliseconds. Meanwhile a call has not failed yet. */
const PATIENCE_MS = 5_000;

/**
 * Reloads the page if another version of the shop is deployed by now. Called when a script could not be loaded, because
 * Hosting serves the scripts of the newest version only. It asks for the address that would be loaded again, so that the
 * page does not reload where that would bring the same version.
 */
export async function reloadIfRedeployed(): Promise<void> {
  const present = document.querySelector("script[src]")!.getAttribute("src")!;
  const page = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
    (response) => (response.ok ? response.text() : present),
    () => present,
  );
  if (!page.includes(present)) location.reload();
}

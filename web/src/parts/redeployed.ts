/**
 * Reloads the page if another version of the shop is deployed by now. Called when a script could not be loaded, because
 * Hosting serves the scripts of the newest version only.
 */
export async function reloadIfRedeployed(): Promise<void> {
  const present = document.querySelector("script[src]")!.getAttribute("src")!;
  const page = await fetch("/").then(
    (response) => (response.ok ? response.text() : present),
    () => present,
  );
  if (!page.includes(present)) location.reload();
}

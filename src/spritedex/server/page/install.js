// Registers the service worker, and tells it which files to keep. Knows no element.

/** Let the page open without its server; where the browser cannot, nothing changes. */
export async function keepPage() {
  try {
    const { serviceWorker } = navigator;
    if (!serviceWorker) return;
    await serviceWorker.register("/sw.js");
    const { active } = await serviceWorker.ready;
    const files = performance.getEntriesByType("resource").map(({ name }) => name)
      .filter((name) => new URL(name).pathname.startsWith("/static/"));
    active?.postMessage([new URL("/", location.href).href, new URL("/v1/models", location.href).href, ...new Set(files)]);
  } catch { /* storage is blocked, or the page was left */ }
}

// The service worker: keeps the page's own files, so that it opens without the server. Never keeps what was drawn.

/** @type {any} */
const worker = self;
const CACHE = "spritedex-page";
const HASHED = /^\/static\/[0-9a-f]{12}\//;

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("message", (/** @type {any} */ { data }) => keepAll(data));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { method, url, headers } = event.request;
  if (method === "GET" && isOwn(new URL(url)) && !headers.has("Authorization")) event.respondWith(answer(event.request));
});

/** @param {URL} url */
function isOwn({ origin, pathname }) {
  return origin === location.origin && (["/", "/v1/models"].includes(pathname) || pathname.startsWith("/static/"));
}

/**
 * A file at an address that changes with it comes from the cache; all else from the server as long as that answers.
 * @param {Request} request
 */
async function answer(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept && HASHED.test(new URL(request.url).pathname)) return kept;
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/**
 * Keep the files that the page has loaded, and no older ones.
 * @param {string[]} urls
 */
async function keepAll(urls) {
  const cache = await caches.open(CACHE);
  const own = urls.filter((url) => isOwn(new URL(url)));
  for (const { url } of await cache.keys()) if (!own.includes(url)) await cache.delete(url);
  for (const url of own) {
    const response = await caches.match(url) ?? await fetch(url);
    if (response.ok) await cache.put(url, response);
  }
}

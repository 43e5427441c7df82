// The worker, which a browser runs only when the person asked to keep the numbers (keep.js). It keeps PAGES and FILES,
// once, when it is installed; everything else goes to the server as if it were not there. The server writes VERSION,
// PAGES, FILES and NEVER above this line (chatbot/pages/kept.py).

const OURS = "havre-";
const NAME = OURS + VERSION;

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOlder()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (FILES.includes(pathname + search)) event.respondWith(kept(pathname + search, request));
  else if (request.mode === "navigate" && !NEVER.includes(pathname)) event.respondWith(seen(request, pathname));
});

async function keep() {
  const cache = await caches.open(NAME);
  const options = { cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer", redirect: "error" };
  await cache.addAll([...Object.values(PAGES), ...FILES].map((address) => new Request(address, options)));
  await self.skipWaiting();
}

async function forgetOlder() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS) && name !== NAME).map((name) => caches.delete(name)));
}

async function kept(address, request) {
  return (await caches.match(address, { cacheName: NAME })) ?? fetch(request);
}

// A page is asked for as always; only when the network does not answer does the kept one take its place.
async function seen(request, pathname) {
  try {
    return await fetch(request);
  } catch {
    const [, lang] = pathname.split("/");
    const spoken = self.navigator.language.startsWith("en") ? "en" : "fr";
    return (await caches.match(PAGES[lang] ?? PAGES[spoken], { cacheName: NAME })) ?? Response.error();
  }
}

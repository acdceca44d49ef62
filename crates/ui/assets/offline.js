// Opens visited pages of questionnaires without a network. The network comes first: what is kept is only shown when it is away.
"use strict";
const PAGES = "questionnaires-pages";
const ASSETS = "questionnaires-assets";
const LIST = [/*ASSETS*/];
const keepable = (path) => /^\/(?:questionnaires|by-link)\/answers\/[\w-]+(\/sections\/\d+|\/check|\/form\.json)?$/.test(path);

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(ASSETS).then((cache) => cache.addAll(LIST)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const clean = async () => {
    const cache = await caches.open(ASSETS);
    for (const request of await cache.keys()) if (!LIST.includes(new URL(request.url).pathname)) await cache.delete(request);
    await self.clients.claim();
  };
  event.waitUntil(clean());
});
const page = async (request) => {
  const cache = await caches.open(PAGES);
  const address = new URL(request.url);
  try {
    const answer = await fetch(request);
    // A page that sends to the entrance is not kept in the place of what was seen.
    if (answer.ok && !answer.redirected) await cache.put(address.pathname, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(address.pathname);
    if (kept) return kept;
    throw error;
  }
};
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (LIST.includes(address.pathname)) {
    event.respondWith(caches.match(address.pathname).then((kept) => kept ?? fetch(request)));
  } else if (keepable(address.pathname)) {
    event.respondWith(page(request));
  }
});

// Keeps the last answers and the places that were opened, for use without a network; nothing else. The line before
// this one is the server's: VERSION, which changes with the files of the site, and ROOT, the path that it stands under.

/** What may be kept, by the path below ROOT: name, paths, how many, and whether it never changes at its address. */
const KINDS = [
  { name: "answers", paths: /^\/(?:resultats)?$/, most: 30 },
  { name: "places", paths: /^\/lieux\/[^/]+$/, most: 50 },
  { name: "files", paths: /^\/(?:assets\/|carte\/[^/]+\.js$)/, most: 200, isFixed: true },
  { name: "map", paths: /^\/(?:carte\/|ogc\/collections\/communes\/tiles\/)/, most: 80 },
];
const OURS = "proxilieux-";
const cacheOf = ({ name }) => caches.open(`${OURS}${VERSION}-${name}`);
const asIs = { ignoreVary: true };

function kindOf(address) {
  const { origin, pathname } = new URL(address);
  if (origin !== self.location.origin || !pathname.startsWith(`${ROOT}/`)) return null;
  return KINDS.find(({ paths }) => paths.test(pathname.slice(ROOT.length))) ?? null;
}

/** Keep an answer, and the newest of its kind; never one that says that it is somebody's own. */
async function keep(kind, request, response) {
  const isOwn = /no-store|private/.test(response.headers.get("Cache-Control") ?? "");
  if (response.status !== 200 || response.redirected || response.type !== "basic" || isOwn) return;
  const cache = await cacheOf(kind);
  await cache.put(request, response);
  const held = await cache.keys();
  await Promise.all(held.slice(0, Math.max(0, held.length - kind.most)).map((one) => cache.delete(one)));
}

async function fetchAndKeep(kind, request) {
  const response = await fetch(request);
  return { response, kept: keep(kind, request, response.clone()) };
}

/** The page of an answer that was kept, which says when it was given. */
async function dated(response) {
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  const html = (await response.text()).replace("<html ", `<html data-kept="${when(response)}" `);
  return new Response(html, { headers });
}

function when(response) {
  return new Date(response.headers.get("Date") ?? Date.now()).toISOString();
}

/** Tell a page whether what it got was kept, and of when it is. */
async function tell(event, kept) {
  const client = await self.clients.get(event.clientId);
  client?.postMessage({ kept });
}

async function answer(event, kind) {
  const { request } = event;
  const cache = await cacheOf(kind);
  if (kind.isFixed) {
    const held = await cache.match(request, asIs);
    if (held) return held;
  }
  try {
    const { response, kept } = await fetchAndKeep(kind, request);
    event.waitUntil(Promise.all([kept, kind.name === "answers" && tell(event, null)]));
    return response;
  } catch (error) {
    const held = await cache.match(request, asIs);
    if (!held) throw error;
    if (request.mode === "navigate") return dated(held);
    if (kind.name === "answers") event.waitUntil(tell(event, when(held)));
    return held;
  }
}

async function keepAll(addresses) {
  const wanted = addresses.map((address) => [kindOf(address), new Request(address)]).filter(([kind]) => kind);
  await Promise.allSettled(
    wanted.map(async ([kind, request]) => {
      const isHeld = kind.isFixed && (await (await cacheOf(kind)).match(request, asIs));
      if (!isHeld) await (await fetchAndKeep(kind, request)).kept;
    }),
  );
}

async function dropOld() {
  const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && !name.startsWith(`${OURS}${VERSION}-`));
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepAll([`${self.location.origin}${ROOT}/`]));
});
self.addEventListener("activate", (event) => event.waitUntil(dropOld()));
self.addEventListener("message", (event) => event.waitUntil(keepAll(event.data.keep)));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const kind = request.method === "GET" && !request.headers.has("Range") ? kindOf(request.url) : null;
  if (kind) event.respondWith(answer(event, kind));
});

// Lets the officer's app open without a network. /sw.js names the files and the version, and loads this.
//
// It keeps the app's page and its files and nothing else: what the page sends and asks of the API never comes by here.

// self.shell, as /sw.js sets it:
//   version  of all the files together
//   page     the app's address
//   files    the addresses without which the app does not open
//   extras   those it can do without for a while
//   statics  how the address of every file begins
const PREFIX = "officer-";
const NAME = PREFIX + self.shell.version;
// The header by which our own page is told from the page that a captive portal puts in its place.
const MARK = "X-Officer-Shell";
const PATIENCE_MS = 1000;
// For how long the app waits to be at hand offline, so that it can scan there too.
const EXTRAS_MS = 60_000;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([dropOld(), self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (pathname === self.shell.page) event.respondWith(openApp(event));
  } else if (pathname.startsWith(self.shell.statics)) {
    event.respondWith(file(request));
  } else if (self.shell.extras.includes(pathname)) {
    event.respondWith(newest(request));
  }
});

async function install() {
  const cache = await caches.open(NAME);
  const page = await fetch(self.shell.page, { cache: "no-store" });
  if (!isOurs(page)) throw new Error("the app's page is another version's, or somebody else's");
  await Promise.all([cache.put(self.shell.page, page), ...self.shell.files.map((address) => keep(cache, address))]);
  await Promise.race([fetchExtras(), pause(EXTRAS_MS)]);
}

// The decoders are large, and a network may end before they are here: each opening of the app fetches what is missing.
async function fetchExtras() {
  const cache = await caches.open(NAME);
  for (const address of self.shell.extras) {
    if (!(await cache.match(address))) await keep(cache, address).catch(() => {});
  }
}

// A window of the version before still asks for its own files.
async function dropOld() {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  others.pop();
  await Promise.all(others.map((name) => caches.delete(name)));
}

async function openApp(event) {
  const answer = fetch(event.request);
  const fresh = answer.then(keepPage);
  event.waitUntil(fresh.then(fetchExtras, () => {}));
  const kept = await caches.match(self.shell.page, { cacheName: NAME, ignoreVary: true });
  const soon = await Promise.race([fresh, pause(PATIENCE_MS)]).catch(() => null);
  // The files of the next version's page are not here yet: its own worker brings them, and shows it the next time.
  if (soon && (isOurs(soon) || !kept)) return soon;
  return kept || answer;
}

/** @returns the page to show; rejects where it is none of ours */
async function keepPage(page) {
  if (page.status !== 200 || page.redirected || !page.headers.has(MARK)) throw new Error("not the app");
  if (isOurs(page)) put(self.shell.page, page);
  return page;
}

// On a full phone what is kept stays as it is, and the page goes on.
function put(address, response) {
  const copy = response.clone();
  return caches
    .open(NAME)
    .then((cache) => cache.put(address, copy))
    .catch(() => {});
}

const isOurs = (page) => page.status === 200 && !page.redirected && page.headers.get(MARK) === self.shell.version;

/** Of what may change under the same address, the manifest: as the network has it, else as it was. */
async function newest(request) {
  try {
    const response = await fetch(request);
    if (isFile(response)) put(request, response);
    return response;
  } catch (error) {
    return (await caches.match(request, { ignoreVary: true })) || Response.error();
  }
}

/** Of what never changes under its address. */
async function file(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (isFile(response)) put(request, response);
  return response;
}

async function keep(cache, address) {
  const response = await fetch(address);
  if (!isFile(response)) throw new Error(`no file at ${address}`);
  await cache.put(address, response);
}

// A portal answers everything with a page of its own.
const isFile = (response) =>
  response.status === 200 && !response.redirected && !/html/i.test(response.headers.get("Content-Type") || "");

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

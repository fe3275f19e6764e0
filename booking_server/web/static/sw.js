/* Keeps the pages somebody looked at for when there is no network. Runs only where its owner turned it on.
   Public plans and the help: always. Bookings: only with the box ticked. Nothing else, never. */
"use strict";

const SEEN = "gesehene-seiten";
const OWN = "eigene-buchungen";
const LOOKS = "aussehen";
const PUBLIC = /^(\/(en|ls))?\/($|hilfe$|(hallen|tuerschild)\/[a-z0-9-]+$)/;
const BOOKING = /^(\/(en|ls))?\/buchungen\/[0-9a-f]+$/;
const MOST = { [SEEN]: 30, [OWN]: 3, [LOOKS]: 20 };
const PATIENCE_MS = 5000;
const KEEP_MS = 14 * 24 * 3600 * 1000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(kept(event.request));
  if (event.request.mode !== "navigate") return;
  event.waitUntil(forget());
  if (PUBLIC.test(url.pathname)) event.respondWith(fresh(event.request, SEEN));
  else if (BOOKING.test(url.pathname)) event.respondWith(booking(event.request));
});

const kept = async (request) => {
  const found = await caches.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await keep(LOOKS, request, answer.clone());
  return answer;
};

const booking = async (request) => ((await caches.has(OWN)) ? fresh(request, OWN) : fetch(request));

const fresh = async (request, name) => {
  const found = await (await caches.open(name)).match(request);
  try {
    const answer = await (found ? within(fetch(request)) : fetch(request));
    if (answer.status === 404 || answer.status === 410) await (await caches.open(name)).delete(request);
    if (answer.ok && !answer.redirected) await keep(name, request, answer.clone());
    return answer;
  } catch (error) {
    if (found && !tooOld(found)) return marked(found);
    throw error;
  }
};

const within = (answer) =>
  Promise.race([answer, new Promise((_, refuse) => setTimeout(() => refuse(new Error("slow")), PATIENCE_MS))]);

const tooOld = (answer) => Date.now() - Date.parse(answer.headers.get("Date")) > KEEP_MS;

const keep = async (name, request, answer) => {
  const store = await caches.open(name);
  await store.delete(request);
  await store.put(request, answer);
  const all = await store.keys();
  for (const old of all.slice(0, Math.max(0, all.length - MOST[name]))) await store.delete(old);
  for (const one of all) if (tooOld(await store.match(one) || answer)) await store.delete(one);
};

/* What was not opened for so long goes from the device, also when nothing new comes. */
const forget = async () => {
  for (const name of [SEEN, OWN]) {
    if (!(await caches.has(name))) continue;
    const store = await caches.open(name);
    for (const one of await store.keys()) {
      const found = await store.match(one);
      if (found && tooOld(found)) await store.delete(one);
    }
  }
};

/* A door sign that was alone for days begins with today, not with what is over. */
const withoutPast = (text) => {
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format(Date.now());
  return text.replace(/<section [^>]*data-day="([0-9-]+)">[^]*?<\/section>/g, (all, day) => (day < today ? "" : all));
};

/* What is shown without network says from when it is: a plan may have changed since. */
const marked = async (answer) => {
  const text = await answer.text();
  const isEnglish = text.includes('<html lang="en"');
  const looks = { dateStyle: "full", timeStyle: "short" };
  const when = new Date(answer.headers.get("Date")).toLocaleString(isEnglish ? "en-GB" : "de-DE", looks);
  const words = isEnglish ? "No network. This page is from" : "Ohne Netz. Diese Seite ist vom Stand";
  const note = `<p class="saved-note wrap" role="status">${words} ${when}.</p>`;
  const page = withoutPast(text).replace("<main", `${note}<main`);
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return new Response(page, { status: 200, headers });
};

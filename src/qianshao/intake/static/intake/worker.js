// The service worker of a page that works without network, such as the daily report. Its first lines, with VERSION, SHELL,
// ASSETS and QUEUE, are written by the server.
"use strict";
/* global VERSION, SHELL, ASSETS, QUEUE, queueOf */
const FAMILY = VERSION.slice(0, VERSION.lastIndexOf("-") + 1); // what another worker keeps is left alone
const PATIENCE = 8000; // milliseconds for a page to come before the one on the phone is shown

self.addEventListener("install", (event) => {
    self.skipWaiting();
    event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(ASSETS)));
});

self.addEventListener("activate", (event) => {
    const old = async () => {
        for (const name of await caches.keys()) if (name.startsWith(FAMILY) && name !== VERSION) await caches.delete(name);
        await self.clients.claim();
    };
    event.waitUntil(old());
});

self.addEventListener("fetch", (event) => {
    const address = new URL(event.request.url);
    if (address.origin !== self.location.origin) return;
    if (event.request.mode === "navigate") event.respondWith(page(event.request));
    else if (event.request.method === "GET" && ASSETS.includes(address.pathname)) event.respondWith(asset(event.request));
});

self.addEventListener("sync", (event) => {
    if (event.tag === "reports") event.waitUntil(deliver());
});

async function page(request) {
    // Kept with the time behind its address; it varies with the language that was asked for.
    const shell = await caches.match(SHELL, { ignoreSearch: true, ignoreVary: true });
    if (!shell) return fetch(request);
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
    try {
        const answer = await Promise.race([fetch(request), request.method === "GET" ? late : new Promise(() => {})]);
        return answer && (answer.status < 500 || answer.type === "opaqueredirect") ? answer : shell;
    } catch (error) {
        return shell;
    }
}

async function asset(request) {
    const known = await caches.match(request, { ignoreVary: true });
    return known || fetch(request);
}

// To fail is to ask the browser for another time.
async function deliver() {
    const done = await queueOf(QUEUE).flush();
    for (const client of await self.clients.matchAll()) client.postMessage("delivered");
    if (done.some((one) => one.state === "later")) throw new Error("not yet");
}

// Shows what arrives while no page is open, and opens the page that it is about.
"use strict";

self.addEventListener("push", (event) => {
    const said = event.data ? event.data.json() : {};
    const options = { body: said.body || "", tag: said.path || "", renotify: true, data: { path: said.path || "/" } };
    event.waitUntil(self.registration.showNotification(said.title || "Qianshao", options));
});

self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    const path = String(event.notification.data.path);
    // A path of this site and nothing else.
    const address = new URL(path.startsWith("/") ? path : "/", self.location.origin);
    event.waitUntil(self.clients.openWindow(address.origin === self.location.origin ? address.href : "/"));
});

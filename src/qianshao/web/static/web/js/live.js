// Keeps a part of a page fresh: <div data-live="ADDRESS OF EVENTS" hx-get="…" hx-trigger="changed"> asks for itself anew
// whenever the server says that something changed. Without this script the page is as fresh as its last load.
"use strict";
for (const part of document.querySelectorAll("[data-live]")) {
    let source = null;
    const listen = () => {
        source = new EventSource(part.dataset.live);
        source.addEventListener("changed", () => window.htmx && window.htmx.trigger(part, "changed"));
    };
    listen();
    // A page that goes to sleep in the browser's cache holds no connection; woken up it asks for what it missed.
    window.addEventListener("pagehide", () => source.close());
    window.addEventListener("pageshow", (event) => {
        if (!event.persisted) return;
        listen();
        if (window.htmx) window.htmx.trigger(part, "changed");
    });
}

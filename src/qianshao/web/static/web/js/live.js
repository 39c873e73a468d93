// Keeps a part of a page fresh: <div data-live="ADDRESS OF EVENTS" hx-get="…" hx-trigger="changed"> asks for itself anew
// whenever the server says that something changed. Without this script the page is as fresh as its last load.
"use strict";
for (const part of document.querySelectorAll("[data-live]")) {
    const source = new EventSource(part.dataset.live);
    source.addEventListener("changed", () => window.htmx && window.htmx.trigger(part, "changed"));
    window.addEventListener("pagehide", () => source.close());
}

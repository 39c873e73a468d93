// Whoever logs out leaves no page on the device, from whichever page they go; what was not sent stays and waits for its
// account. The page for logging in forgets as well, as a session may have ended by itself.
"use strict";
(() => {
    if (!window.caches) return;
    const isPage = (answer) => (answer.headers.get("Content-Type") || "").startsWith("text/html");
    const forget = async () => {
        for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys())
                if (isPage(await cache.match(request, { ignoreVary: true }))) await cache.delete(request, { ignoreVary: true });
        }
    };
    for (const form of document.querySelectorAll("form[data-log-out]")) {
        form.addEventListener("submit", async (event) => {
            event.preventDefault();
            await forget().catch(() => {});
            form.submit();
        });
    }
    if (document.querySelector("[data-logged-out]")) forget().catch(() => {});
})();

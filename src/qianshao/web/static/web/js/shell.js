// The page that works without network is kept on the device while somebody is logged in. Whoever logs out leaves no page
// behind, from whichever page they go; what was not sent stays and waits for its account. The page for logging in forgets
// as well, as a session may have ended by itself.
"use strict";
const pages = (() => {
    const LEFT = "qianshao-left"; // when somebody last left; what was asked for before that is not kept after it
    const anyShell = { ignoreSearch: true, ignoreVary: true };
    const isPage = (answer) => (answer.headers.get("Content-Type") || "").startsWith("text/html");
    // One at a time in all tabs; a browser without locks is as careful as it can be.
    const alone = (what) => (navigator.locks ? navigator.locks.request("qianshao-pages", what) : what());

    // The new one is put beside the old one before that goes: in place, there would be none for a moment.
    const replace = async (cache, shell, answer) => {
        const old = await cache.keys(shell, anyShell);
        await cache.put(`${shell}?${Date.now()}`, answer);
        for (const request of old) await cache.delete(request, { ignoreVary: true });
    };

    // Registers the worker and keeps its shell in the caches of its family.
    const keep = async (worker, shell, family) => {
        const before = localStorage.getItem(LEFT);
        await navigator.serviceWorker.register(worker);
        await navigator.serviceWorker.ready;
        const answer = await fetch(shell, { credentials: "same-origin" });
        if (!answer.ok || answer.redirected) return;
        await alone(async () => {
            if (localStorage.getItem(LEFT) !== before) return;
            for (const name of (await caches.keys()).filter((one) => one.startsWith(family)))
                await replace(await caches.open(name), shell, answer.clone());
        });
    };

    const forget = () => alone(async () => {
        localStorage.setItem(LEFT, String(Date.now()));
        for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys())
                if (isPage(await cache.match(request, { ignoreVary: true }))) await cache.delete(request, { ignoreVary: true });
        }
    });

    return { keep, forget };
})();

if (window.caches) {
    for (const form of document.querySelectorAll("form[data-log-out]")) {
        form.addEventListener("submit", async (event) => {
            event.preventDefault();
            await pages.forget().catch(() => {});
            form.submit();
        });
    }
    if (document.querySelector("[data-logged-out]")) pages.forget().catch(() => {});
}

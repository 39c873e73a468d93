// A worker's report without network, or in a flood of reports: it is tried again until it has arrived. Nothing of it is
// written to the phone, as whoever looks into the phone later must not find it; it lives as long as this page.
"use strict";
(() => {
    const form = document.querySelector("form[data-danger]");
    const state = document.getElementById("under-way");
    if (!form || !window.fetch || !window.URLSearchParams) return;
    const PAUSE = 5000; // milliseconds between two tries
    const STRIDE = 256; // digests under way at once
    const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

    const say = (what) => {
        state.hidden = false;
        for (const line of state.querySelectorAll("[data-says]")) line.hidden = line.dataset.says !== what;
    };

    const zeroBits = (digest) => {
        let count = 0;
        for (const byte of new Uint8Array(digest)) {
            if (byte === 0) count += 8;
            else return count + Math.clz32(byte) - 24;
        }
        return count;
    };

    // A number with which SHA-256 over "key:number" begins with so many zero bits; see rules/flood.py.
    const prove = async (key, bits) => {
        const encoder = new TextEncoder();
        for (let start = 0; ; start += STRIDE) {
            const numbers = Array.from({ length: STRIDE }, (_, offset) => String(start + offset));
            const digests = await Promise.all(
                numbers.map((number) => crypto.subtle.digest("SHA-256", encoder.encode(`${key}:${number}`))),
            );
            const found = digests.findIndex((digest) => zeroBits(digest) >= bits);
            if (found >= 0) return numbers[found];
        }
    };

    // Resolves with the page that the server gives once it has taken, or refused, what was sent.
    const arrive = async (fields) => {
        for (;;) {
            try {
                const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(fields), credentials: "same-origin" });
                const bits = Number(answer.headers.get("X-Proof-Bits"));
                if (answer.status === 429 && bits) {
                    say("many");
                    fields.set("proof", await prove(fields.get("key"), bits));
                    continue;
                }
                if (answer.status < 500) return await answer.text();
                say("many");
            } catch (error) {
                say("no-network");
            }
            await pause(PAUSE);
        }
    };

    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        if (!state.hidden) return;
        const fields = new URLSearchParams([...new FormData(form)]);
        if (window.crypto && crypto.subtle && window.TextEncoder) fields.set("proof", "");
        say("sending");
        form.querySelector("button.primary").disabled = true;
        state.focus();
        const page = await arrive(fields);
        document.open();
        document.write(page);
        document.close();
    });
})();

// The daily report without network: what is filed is first kept on this phone, then sent, and leaves the phone only when
// the server has it. A browser that cannot keep anything sends the form as it always did.
"use strict";
(() => {
    const waiting = document.getElementById("waiting");
    if (!waiting || !window.indexedDB || !window.fetch || !window.URLSearchParams) return;
    const { account, today, shell, clock } = waiting.dataset;
    const HOUR = 3600 * 1000;
    const RETRY = 20 * 1000; // milliseconds between two tries while the page is open

    // The day in China; the demo's clock stands still, and so does its day.
    const dayNow = () => (clock === "still" ? today : new Date(Date.now() + 8 * HOUR).toISOString().slice(0, 10));
    const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(18)), (one) => one.toString(36).padStart(2, "0")).join("");
    const one = (selector, within = document) => within.querySelector(selector);

    const quick = one("form[data-quick]");
    const confirm = one("#confirm");
    const full = one("form[data-full]");

    // --- what waits ------------------------------------------------------------------------------------

    const line = (entry) => {
        const item = one("#waiting-line").content.cloneNode(true).firstElementChild;
        one("[data-what]", item).textContent = `${entry.place} · ${entry.day}`;
        const refused = Boolean(entry.problems);
        one("[data-refused]", item).hidden = !refused;
        if (!refused) return item;
        one("[data-why]", item).textContent = entry.problems.map((problem) => problem.message).join(" ");
        one("[data-correct]", item).addEventListener("click", () => correct(entry));
        one("[data-discard]", item).addEventListener("click", async (event) => {
            if (!window.confirm(event.target.dataset.sure)) return;
            await reports.remove(entry.key);
            await show();
        });
        return item;
    };

    // What the page shows in its form anyway, with what is wrong, is not listed as well.
    const show = async (logIn = false) => {
        const shown = [quick, full].map((form) => form && form.elements.key.value);
        const entries = (await reports.all()).filter((entry) => !entry.problems || !shown.includes(entry.key));
        const list = one("ul", waiting);
        waiting.hidden = !entries.length;
        list.textContent = "";
        for (const entry of entries) list.append(line(entry));
        one("[data-kept]", waiting).hidden = !entries.some((entry) => !entry.problems);
        one("[data-log-in]", waiting).hidden = !logIn;
    };

    // The server shows the form again, with what was typed and with what is wrong.
    const correct = async (entry) => {
        const form = document.createElement("form");
        form.method = "post";
        form.action = entry.address;
        form.hidden = true;
        const { token } = await reports.account();
        for (const [name, value] of [...entry.fields, ["csrfmiddlewaretoken", token]]) {
            const input = document.createElement("input");
            input.name = name;
            input.value = value;
            form.append(input);
        }
        document.body.append(form);
        form.submit();
    };

    // --- sending ---------------------------------------------------------------------------------------

    let sending = null;
    const deliver = () => {
        sending = sending || reports.flush().catch(() => []).then(async (done) => {
            sending = null;
            await show(done.some((report) => report.state === "log_in"));
            return done;
        });
        return sending;
    };

    const askForSync = async () => {
        const registration = navigator.serviceWorker && await navigator.serviceWorker.getRegistration();
        if (registration && registration.sync) await registration.sync.register("reports").catch(() => {});
    };

    const file = async (form, extra) => {
        const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken").concat(extra);
        const given = new Map(fields);
        const entry = {
            key: given.get("key"), account, address: form.action, fields, day: given.get("day"),
            place: form.dataset.place, since: Date.now(),
        };
        try {
            await reports.put(entry);
        } catch (error) { // a private window, a full phone
            return native(form, extra);
        }
        form.closest("main").setAttribute("aria-busy", "true");
        await (sending || Promise.resolve());
        const mine = (await deliver()).find((report) => report.entry.key === entry.key);
        form.closest("main").removeAttribute("aria-busy");
        if (mine && mine.state === "filed") return location.assign(mine.said.address);
        if (mine && mine.state === "refused") return correct(mine.entry);
        await askForSync();
        for (const part of document.querySelectorAll("[data-asks]")) part.hidden = true;
        one("#kept").hidden = false;
        return one("#kept").focus();
    };

    const native = (form, extra) => {
        for (const [name, value] of extra) {
            const input = document.createElement("input");
            input.type = "hidden";
            input.name = name;
            input.value = value;
            form.append(input);
        }
        form.submit();
    };

    // --- the two taps ----------------------------------------------------------------------------------

    // A page that lay open overnight, or comes from the phone, still says what today was then.
    const setDay = () => {
        for (const form of [quick, full]) if (form && form.dataset.today !== undefined) form.elements.day.value = dayNow();
        for (const shown of document.querySelectorAll("[data-day]")) shown.textContent = dayNow();
    };

    // A form that comes back, or from the phone, is for another sending than the one that it was made for.
    const freshKeys = () => {
        for (const form of [quick, full]) if (form) form.elements.key.value = newKey();
    };

    const ask = (asked) => {
        for (const part of document.querySelectorAll("[data-asks]")) part.hidden = part.dataset.asks !== asked;
        window.scrollTo(0, 0);
        const heading = one(`[data-asks="${asked}"] h2`);
        if (heading) heading.focus();
    };

    const count = () => quick.elements.headcount.value.normalize("NFKC").trim();
    if (quick) {
        one("[value=confirm]", quick).addEventListener("click", (event) => {
            if (!/^\d{1,7}$/.test(count())) return; // the server says what is wrong with it
            event.preventDefault();
            one("[data-headcount]", confirm).textContent = count();
            ask("confirm");
        });
        one("[value=wrong]", quick).addEventListener("click", (event) => {
            if (!full) return;
            event.preventDefault();
            full.elements.headcount.value = count();
            ask("full");
        });
        one("[data-yes]", confirm).addEventListener("click", () => file(quick, [["step", "file"]]));
        one("[data-no]", confirm).addEventListener("click", () => one("[value=wrong]", quick).click());
    }
    if (full) {
        full.addEventListener("submit", (event) => {
            event.preventDefault();
            delete full.dataset.sent; // once.js meant a form that the browser sends
            file(full, []);
        });
    }

    // On the page for times without network somebody with several workplaces chooses one.
    const choice = one("#offline-place");
    const choose = () => {
        const chosen = choice.selectedOptions[0];
        for (const form of [quick, full]) form.dataset.place = chosen.textContent;
        quick.action = chosen.dataset.quick;
        full.action = chosen.dataset.full;
        quick.elements.headcount.value = chosen.dataset.headcount;
        for (const shown of document.querySelectorAll("[data-place-name]")) shown.textContent = chosen.textContent;
    };
    if (choice) {
        choice.addEventListener("change", choose);
        choose();
    }

    // --- coming and going ------------------------------------------------------------------------------

    if ("serviceWorker" in navigator && window.caches) {
        navigator.serviceWorker.addEventListener("message", deliver);
        pages.keep("/report/worker.js", shell, "qianshao-").catch(() => {}); // without network there is nothing new to keep
    }
    window.addEventListener("online", deliver);
    document.addEventListener("visibilitychange", () => document.hidden || deliver());
    window.addEventListener("pageshow", (event) => {
        setDay();
        if (event.persisted || choice) freshKeys();
    });
    setInterval(deliver, RETRY);
    show().then(deliver);
})();

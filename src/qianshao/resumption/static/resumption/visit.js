// A visit without network: what was filled in stays on this phone while it is filled in, then until the server has it.
"use strict";
(() => {
    const waiting = document.getElementById("waiting");
    if (!waiting || !window.indexedDB || !window.fetch || !window.FormData) return;
    const { account, clock, shell, worker } = waiting.dataset;
    const queue = queueOf("qianshao-visits");
    const drafts = queueOf("qianshao-visit-drafts");
    const RETRY = 20 * 1000; // milliseconds between two tries while the page is open
    const LARGEST_SIDE = 1600; // pixels of a photograph on its way
    const one = (selector, within = document) => within.querySelector(selector);
    const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(18)), (byte) => byte.toString(36).padStart(2, "0")).join("");

    // A photograph becomes as small as it needs to be; one that the browser cannot read goes as it is.
    const smaller = async (file) => {
        try {
            const picture = await createImageBitmap(file);
            const scale = Math.min(1, LARGEST_SIDE / Math.max(picture.width, picture.height));
            const canvas = document.createElement("canvas");
            canvas.width = Math.round(picture.width * scale);
            canvas.height = Math.round(picture.height * scale);
            canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
            return await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8)) || file;
        } catch (error) {
            return file;
        }
    };

    // --- one form --------------------------------------------------------------------------------------

    const desk = (form) => {
        const choice = one("[data-choose]", form);
        const pads = new Map([...form.querySelectorAll("[data-sign]")].map((section) => [section.dataset.sign, padOn(section)]));
        const photos = new Map();
        const chosen = () => choice.selectedOptions[0];

        const showPhotos = (input) => {
            const note = input.parentElement.querySelector("[data-photos-kept]");
            const count = (photos.get(input.name) || []).length;
            note.hidden = !count;
            note.textContent = count ? `✓ ${count}` : "";
        };
        const fields = () => [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
        const pictures = () => [...photos].flatMap(([name, blobs]) => blobs.map((blob, place) => [name, blob, `${place}.jpg`]));
        const signatures = async () => {
            const found = [];
            for (const [side, pad] of pads) if (pad.isDrawn()) found.push([`signature_${side}`, await pad.picture(), `${side}.png`]);
            return found;
        };

        const fill = async (entry) => {
            for (const input of form.querySelectorAll("input[type=radio], input[type=checkbox]")) input.checked = false;
            for (const [name, value] of entry.fields) {
                for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
                    if (input.type === "radio") input.checked = input.value === value;
                    else if (input.type === "checkbox") input.checked = true;
                    else if (input.type !== "file") input.value = value;
                }
            }
            photos.clear();
            for (const [name, blob] of entry.files || []) {
                const pad = pads.get(name.replace("signature_", ""));
                if (name.startsWith("signature_")) {
                    if (pad) await pad.show(blob);
                } else photos.set(name, [...(photos.get(name) || []), blob]);
            }
            for (const input of form.querySelectorAll("[data-photo]")) showPhotos(input);
            refusal();
        };

        const blank = () => {
            for (const input of form.querySelectorAll("input:not([type=hidden]), textarea")) {
                if (input.type === "radio" || input.type === "checkbox") input.checked = false;
                else input.value = "";
            }
            photos.clear();
            for (const pad of pads.values()) pad.clear();
            for (const input of form.querySelectorAll("[data-photo]")) showPhotos(input);
        };

        const refusal = () => { one("[data-looked]", form).hidden = one("[data-refusal]", form).checked; };

        const choose = async (restore) => {
            const { dataset } = chosen();
            form.action = dataset.action;
            for (const name of ["day", "address", "basis", "least"]) one(`[data-${name}]:not(option)`, form).textContent = dataset[name];
            if (!restore) return;
            blank();
            form.elements.key.value = newKey();
            const draft = (await drafts.all()).find((kept) => kept.key === choice.value && kept.account === account);
            if (draft) await fill(draft);
        };

        const keep = async () => drafts.put({ key: choice.value, account, fields: fields(), files: pictures() }).catch(() => {});

        choice.addEventListener("change", () => choose(true));
        form.addEventListener("change", async (event) => {
            if (event.target === choice) return;
            if (event.target.matches("[data-photo]")) {
                photos.set(event.target.name, await Promise.all([...event.target.files].map(smaller)));
                showPhotos(event.target);
            }
            refusal();
            await keep();
        });
        form.addEventListener("submit", async (event) => {
            event.preventDefault();
            if (clock !== "still") form.elements.done_at.value = new Date().toISOString();
            await file({
                key: form.elements.key.value, account, visit: choice.value, address: form.action, fields: fields(),
                files: [...pictures(), ...await signatures()], place: chosen().textContent, since: Date.now(),
            });
        });
        one("[data-refusal]", form).addEventListener("change", refusal);
        refusal();
        return { form, choice, choose, fill };
    };

    const desks = [...document.querySelectorAll("form[data-visit]")].map(desk);

    // --- what waits ------------------------------------------------------------------------------------

    const line = (entry) => {
        const item = one("#waiting-line").content.cloneNode(true).firstElementChild;
        one("[data-what]", item).textContent = entry.place;
        one("[data-refused]", item).hidden = !entry.problems;
        if (!entry.problems) return item;
        one("[data-why]", item).textContent = entry.problems.map((problem) => problem.message).join(" ");
        one("[data-correct]", item).addEventListener("click", () => correct(entry));
        one("[data-discard]", item).addEventListener("click", async (event) => {
            if (!window.confirm(event.target.dataset.sure)) return;
            await queue.remove(entry.key);
            await show();
        });
        return item;
    };

    const show = async (logIn = false) => {
        const entries = await queue.all();
        const list = one("ul", waiting);
        waiting.hidden = !entries.length;
        list.textContent = "";
        for (const entry of entries) list.append(line(entry));
        one("[data-kept]", waiting).hidden = !entries.some((entry) => !entry.problems);
        one("[data-log-in]", waiting).hidden = !logIn;
    };

    // Back into the form, with another key: what is corrected is another sending.
    const correct = async (entry) => {
        const mine = desks.find((found) => [...found.choice.options].some((option) => option.value === entry.visit));
        if (!mine) return location.assign(entry.address);
        mine.choice.value = entry.visit;
        await mine.choose(false);
        await mine.fill(entry);
        mine.form.elements.key.value = newKey();
        await queue.remove(entry.key);
        await show();
        tell(entry.problems);
    };

    const tell = (problems) => {
        const place = one("#refused");
        one("ul", place).replaceChildren(...problems.map((problem) => Object.assign(document.createElement("li"), { textContent: problem.message })));
        place.hidden = false;
        place.focus();
    };

    // --- sending ---------------------------------------------------------------------------------------

    let sending = null;
    const deliver = () => {
        sending = sending || queue.flush().catch(() => []).then(async (done) => {
            sending = null;
            for (const report of done) if (report.state === "filed") await drafts.remove(report.entry.visit).catch(() => {});
            await show(done.some((report) => report.state === "log_in"));
            return done;
        });
        return sending;
    };

    const file = async (entry) => {
        const main = one("main");
        for (const part of ["#refused", "#kept"]) one(part).hidden = true;
        main.setAttribute("aria-busy", "true");
        try {
            await queue.put(entry);
            await (sending || Promise.resolve());
            const mine = (await deliver()).find((report) => report.entry.key === entry.key);
            if (mine && mine.state === "filed") return location.assign(mine.said.address);
            if (mine && mine.state === "refused") return await correct(mine.entry);
        } catch (error) { // a private window, a full phone
            return tell([{ message: String(error.message || error) }]);
        } finally {
            main.removeAttribute("aria-busy");
        }
        const registration = navigator.serviceWorker && await navigator.serviceWorker.getRegistration();
        if (registration && registration.sync) await registration.sync.register("reports").catch(() => {});
        for (const { form } of desks) form.hidden = true;
        one("#kept").hidden = false;
        return one("#kept").focus();
    };

    // --- coming and going ------------------------------------------------------------------------------

    if ("serviceWorker" in navigator && window.caches) {
        navigator.serviceWorker.addEventListener("message", deliver);
        pages.keep(worker, shell, "visits-").catch(() => {}); // without network there is nothing new to keep
    }
    window.addEventListener("online", deliver);
    document.addEventListener("visibilitychange", () => document.hidden || deliver());
    setInterval(deliver, RETRY);
    (async () => {
        for (const found of desks) await found.choose(true);
        await deliver();
    })();
})();

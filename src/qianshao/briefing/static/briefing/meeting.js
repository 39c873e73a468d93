// The daily meeting by keyboard. What is typed is saved as it is typed, and kept in this tab until the server has it; what
// somebody else changes appears by itself, but never over a text that is being written. Without this script the page is
// made of ordinary forms.
"use strict";
(() => {
    const meeting = document.querySelector("[data-meeting]");
    if (!meeting) return;
    const words = meeting.dataset;
    const PAUSE = 700;
    const timers = new Map();
    const busy = new Map();

    const partOf = (node) => node.closest("[data-part]");
    const formOf = (part) => part && part.querySelector("form[data-send]");
    const keyOf = (part) => `meeting ${words.meeting} ${part.dataset.part}`;
    const say = (part, text) => {
        const place = part.querySelector("[data-saved]");
        if (place) place.textContent = text;
    };
    const fields = (form) => Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));
    const isTyping = (node) => node.matches("input, textarea, select, button");

    const keep = (part) => {
        part.dataset.dirty = "1";
        sessionStorage.setItem(keyOf(part), JSON.stringify(fields(formOf(part))));
        say(part, words.saving);
    };
    const forget = (part) => {
        delete part.dataset.dirty;
        sessionStorage.removeItem(keyOf(part));
    };

    const read = (text) => new DOMParser().parseFromString(text, "text/html");

    // One at a time for each part: a second sending waits, since it has to name the version that the first one made.
    const send = (part, state) => {
        const name = part.dataset.part;
        clearTimeout(timers.get(name));
        const before = busy.get(name) || Promise.resolve();
        const next = before.then(() => transmit(document.getElementById(part.id), state));
        busy.set(name, next.catch(() => {}));
        return next;
    };

    const transmit = async (part, state) => {
        const form = formOf(part);
        if (!form) return false;
        const data = new FormData(form);
        if (state) data.set("state", state);
        const typed = JSON.stringify(fields(form));
        let answer;
        try {
            answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Part": part.dataset.part } });
        } catch {
            say(part, words.offline);
            return false;
        }
        if (answer.redirected || ![200, 409, 422].includes(answer.status)) {
            say(part, words.offline);
            return false;
        }
        const fresh = read(await answer.text()).getElementById(part.id);
        if (!fresh) return false;
        if (!state && answer.status === 422) return false;
        const unchanged = JSON.stringify(fields(form)) === typed;
        if (!state && answer.status === 200) {
            form.elements.seen.value = fresh.dataset.version;
            part.dataset.version = fresh.dataset.version;
            if (unchanged) {
                forget(part);
                say(part, words.saved);
            } else keep(part);
            return true;
        }
        if (answer.status === 200) forget(part);
        replace(part, fresh);
        if (answer.status !== 200) {
            fresh.dataset.dirty = "1";
            const text = fresh.querySelector("textarea");
            if (text) text.focus();
        }
        return answer.status === 200;
    };

    const replace = (part, fresh) => {
        const focus = part.contains(document.activeElement) ? document.activeElement.id : null;
        part.replaceWith(fresh);
        if (focus !== null) (document.getElementById(focus) || fresh).focus({ preventScroll: true });
    };

    // --- typing -------------------------------------------------------------------------------------------
    meeting.addEventListener("input", (event) => {
        const part = partOf(event.target);
        if (!formOf(part)) return;
        keep(part);
        clearTimeout(timers.get(part.dataset.part));
        timers.set(part.dataset.part, setTimeout(() => send(document.getElementById(part.id)), PAUSE));
    });

    meeting.addEventListener("submit", (event) => {
        const form = event.target;
        if (form.matches("[data-send]")) {
            event.preventDefault();
            const part = partOf(form);
            const state = (event.submitter && event.submitter.value) || undefined;
            decide(part, state || (form.elements.state ? "noted" : undefined));
        }
    });

    const decide = async (part, state) => {
        const number = points().indexOf(part);
        const done = await send(part, state);
        refresh();
        if (done && state && number >= 0) go(points()[Math.min(number + 1, points().length - 1)]);
    };

    // --- ticks --------------------------------------------------------------------------------------------
    const ticks = meeting.querySelector("[data-ticks]");
    if (ticks)
        ticks.addEventListener("change", async (event) => {
            const data = new FormData();
            data.set("csrfmiddlewaretoken", ticks.elements.csrfmiddlewaretoken.value);
            data.set(event.target.name, event.target.value);
            const place = ticks.querySelector("[data-saved]");
            try {
                const answer = await fetch(ticks.action, { method: "POST", body: data });
                place.textContent = answer.ok ? words.saved : words.offline;
            } catch {
                place.textContent = words.offline;
            }
        });

    // --- keys ---------------------------------------------------------------------------------------------
    const points = () => [...meeting.querySelectorAll("article[data-part]")];
    const go = (part) => {
        if (!part) return;
        part.focus({ preventScroll: true });
        part.scrollIntoView({ block: "center" });
    };
    const keys = {
        j: (part) => go(points()[points().indexOf(part) + 1]),
        k: (part) => go(points()[Math.max(points().indexOf(part) - 1, 0)]),
        o: (part) => begin(part, "ordered"),
        n: (part) => begin(part, "noted"),
        s: (part) => decide(part, "struck"),
        u: (part) => decide(part, "open"),
    };
    const begin = (part, state) => {
        part.dataset.wanted = state;
        part.querySelector("textarea").focus();
    };

    document.addEventListener("keydown", (event) => {
        if (event.isComposing) return;
        const part = partOf(event.target);
        if (event.key === "Escape" && part && isTyping(event.target)) {
            part.focus();
            return;
        }
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && formOf(part)) {
            event.preventDefault();
            const form = formOf(part);
            if (!form.elements.owner) decide(part, undefined);
            else decide(part, part.dataset.wanted || (form.elements.owner.value ? "ordered" : "noted"));
            return;
        }
        if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
        const deed = keys[event.key];
        if (!deed) return;
        if (part && part.matches("article")) {
            event.preventDefault();
            deed(part);
        } else if (event.key === "j" || event.key === "k") {
            event.preventDefault();
            go(points()[0]);
        }
    });

    // --- what others do -----------------------------------------------------------------------------------
    let asking = null;
    let again = false;
    // Asked for while an answer is on its way, which may be older than the change: then it is asked for once more.
    const refresh = () => {
        if (asking) again = true;
        else
            asking = load().finally(() => {
                asking = null;
                if (!again) return;
                again = false;
                refresh();
            });
    };
    const isNewer = (fresh, old) => Number(fresh.dataset.version) > Number(old.dataset.version);
    const load = async () => {
        let page;
        try {
            const answer = await fetch(location.pathname);
            if (!answer.ok || answer.redirected) return;
            page = read(await answer.text());
        } catch {
            return;
        }
        const now = page.getElementById("meeting");
        if (!now || !now.dataset.meeting) {
            location.reload();
            return;
        }
        for (const id of ["figures", "left"]) {
            const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
            if (old && fresh && old.innerHTML !== fresh.innerHTML) old.innerHTML = fresh.innerHTML;
        }
        for (const fresh of page.querySelectorAll("[data-part]")) {
            const old = document.getElementById(fresh.id);
            if (old && !old.dataset.dirty && isNewer(fresh, old)) replace(old, fresh);
        }
        for (const section of page.querySelectorAll("#points > section")) {
            const here = document.getElementById(section.id);
            if (!here) {
                const after = document.querySelector("#points > form");
                document.getElementById("points").insertBefore(section, after);
                continue;
            }
            for (const fresh of section.querySelectorAll("[data-part]"))
                if (!document.getElementById(fresh.id)) here.append(fresh);
        }
        for (const fresh of page.querySelectorAll("[data-ticks] input[checked]")) {
            const old = document.querySelector(`[data-ticks] input[name="${fresh.name}"][value="${fresh.value}"]`);
            if (old && !old.matches(":focus")) old.checked = true;
        }
    };

    let source = null;
    const listen = () => {
        source = new EventSource(words.events);
        source.addEventListener("changed", refresh);
    };
    listen();
    window.addEventListener("pagehide", () => source.close());
    window.addEventListener("pageshow", (event) => {
        if (!event.persisted) return;
        listen();
        refresh();
    });

    // --- what this tab had kept ---------------------------------------------------------------------------
    for (const part of meeting.querySelectorAll("[data-part]")) {
        const kept = sessionStorage.getItem(keyOf(part));
        const form = formOf(part);
        if (!kept || !form) continue;
        const { state, ...typed } = JSON.parse(kept);
        for (const [name, value] of Object.entries(typed)) if (form.elements[name]) form.elements[name].value = value;
        keep(part);
        send(part);
    }
})();

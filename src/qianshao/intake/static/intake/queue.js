// What waits on this phone, in a queue by name. Read by the page and by the service worker; an entry leaves only when the
// server has said that it is on disk. Each carries the key of its sending, so that sending it twice is harmless.
"use strict";
const queueOf = (name) => {
    const wrapped = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });

    const opened = () => {
        const request = indexedDB.open(name, 1);
        request.onupgradeneeded = () => request.result.createObjectStore("reports", { keyPath: "key" });
        return wrapped(request);
    };

    // Resolves once the change is on the phone's own disk.
    const change = async (what) => {
        const base = await opened();
        try {
            const transaction = base.transaction("reports", "readwrite");
            what(transaction.objectStore("reports"));
            await new Promise((resolve, reject) => {
                transaction.oncomplete = resolve;
                transaction.onerror = transaction.onabort = () => reject(transaction.error);
            });
        } finally {
            base.close();
        }
    };

    const put = (entry) => change((store) => store.put(entry));
    const remove = (key) => change((store) => store.delete(key));

    const all = async () => {
        const base = await opened();
        try {
            return await wrapped(base.transaction("reports").objectStore("reports").getAll());
        } finally {
            base.close();
        }
    };

    // Who is logged in on this phone now, and the token without which forms are refused.
    const account = async () => {
        const answer = await fetch("/report/account/", { cache: "no-store", credentials: "same-origin" });
        if (!answer.ok) throw new Error("not now");
        return answer.json();
    };

    // As a form would send it: with files in parts, else as one line. ``files``: name, content and file name of each.
    const body = (entry) => {
        if (!entry.files) return new URLSearchParams(entry.fields);
        const form = new FormData();
        for (const [name, value] of entry.fields) form.append(name, value);
        for (const [name, content, file] of entry.files) form.append(name, content, file);
        return form;
    };

    // "filed", "refused", or "later"; throws when nothing came back.
    const send = async (entry, token) => {
        const answer = await fetch(entry.address, {
            method: "POST",
            credentials: "same-origin",
            headers: { "Accept": "application/json", "X-CSRFToken": token },
            body: body(entry),
        });
        const said = (answer.headers.get("Content-Type") || "").startsWith("application/json") ? await answer.json() : null;
        // A page instead of an answer: the log-in, or something between here and there.
        if (!said || answer.status >= 500 || answer.status === 429) return { state: "later", entry };
        if (answer.ok) {
            await remove(entry.key);
            return { state: "filed", entry, said };
        }
        entry.problems = said.problems;
        await put(entry);
        return { state: "refused", entry };
    };

    // Sends what belongs to the account that is logged in. What another account left here waits for it.
    const flush = async () => {
        const waiting = (await all()).filter((entry) => !entry.problems);
        if (!waiting.length) return [];
        const me = await account();
        const done = [];
        for (const entry of waiting) {
            if (entry.account === me.account) done.push(await send(entry, me.token));
            else done.push({ state: "log_in", entry });
        }
        return done;
    };

    return { put, remove, all, account, flush };
};
const reports = queueOf("qianshao");

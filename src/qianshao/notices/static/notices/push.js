// "Use this browser": asks the browser for a subscription of its push service and hands it in.
"use strict";
const part = document.querySelector("[data-push]");
const able = "serviceWorker" in navigator && "PushManager" in window && window.isSecureContext;

function bytes(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

async function subscribe() {
    const registration = await navigator.serviceWorker.register(part.dataset.worker, { scope: part.dataset.scope });
    const key = { userVisibleOnly: true, applicationServerKey: bytes(part.dataset.push) };
    const subscription = await registration.pushManager.subscribe(key);
    const answer = await fetch(part.dataset.to, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": part.querySelector("[name=csrfmiddlewaretoken]").value },
        body: JSON.stringify(subscription),
    });
    if (!answer.ok) throw new Error("refused");
}

if (part && able) {
    const button = part.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", async () => {
        button.disabled = true;
        try {
            await subscribe();
            window.location.reload();
        } catch (error) {
            part.querySelector("[role=alert]").hidden = false;
            button.disabled = false;
        }
    });
} else if (part) {
    part.querySelector("[data-unable]").hidden = false;
}

// Hands on the map: fingers, the mouse and its wheel, and the keys, each of which does one of the deeds that the map gives.
"use strict";
const Hands = (() => {
    const STEP = 90;

    function pointers(frame, canvas, { pan, zoom, choose }) {
        const held = new Map();
        let travelled = 0;

        const spot = (event) => {
            const edge = canvas.getBoundingClientRect();
            return [event.clientX - edge.left, event.clientY - edge.top];
        };

        frame.addEventListener("pointerdown", (event) => {
            if (event.button) return;
            held.set(event.pointerId, spot(event));
            travelled = 0;
            frame.classList.add("held");
        });
        window.addEventListener("pointermove", (event) => {
            const old = held.get(event.pointerId);
            if (!old) return;
            const now = spot(event), others = [...held].filter(([id]) => id !== event.pointerId);
            held.set(event.pointerId, now);
            travelled += Math.abs(now[0] - old[0]) + Math.abs(now[1] - old[1]);
            if (others.length) {
                const still = others[0][1], reach = (one) => Math.hypot(one[0] - still[0], one[1] - still[1]) || 1;
                zoom(reach(now) / reach(old), (now[0] + still[0]) / 2, (now[1] + still[1]) / 2);
            } else pan(old[0] - now[0], old[1] - now[1]);
        });
        const release = (event) => {
            if (!held.delete(event.pointerId)) return;
            if (!held.size) frame.classList.remove("held");
            if (event.type === "pointerup" && travelled < 6) choose(...spot(event));
        };
        window.addEventListener("pointerup", release);
        window.addEventListener("pointercancel", release);
        frame.addEventListener("wheel", (event) => {
            if (document.activeElement !== frame && !event.ctrlKey) return; // the page scrolls until the map is chosen
            event.preventDefault();
            zoom(2 ** (-event.deltaY / 300), ...spot(event));
        }, { passive: false });
    }

    function keys(frame, { pan, zoom, whole, listed }) {
        const deeds = {
            ArrowLeft: () => pan(-STEP, 0), ArrowRight: () => pan(STEP, 0), ArrowUp: () => pan(0, -STEP), ArrowDown: () => pan(0, STEP),
            "+": () => zoom(2), "=": () => zoom(2), "-": () => zoom(0.5), _: () => zoom(0.5), 0: whole, Home: whole, Enter: listed,
        };
        frame.addEventListener("keydown", (event) => {
            const deed = event.altKey || event.ctrlKey || event.metaKey ? null : deeds[event.key];
            if (!deed) return;
            event.preventDefault();
            deed();
        });
    }

    return {
        on(frame, canvas, deeds) {
            pointers(frame, canvas, deeds);
            keys(frame, deeds);
        },
    };
})();

// How one workplace and a cluster look. Shape and colour say the same: nobody has to tell red from green.
"use strict";
const Marks = (() => {
    const INKS = { well: "--good", heard: "--note", silent: "--warn", wrong: "--bad" }, FULL = 2 * Math.PI;

    function shape(pen, inks, state, x, y, size) {
        pen.beginPath();
        if (state === "well") pen.arc(x, y, size, 0, FULL);
        else if (state === "heard") pen.rect(x - size, y - size, 2 * size, 2 * size);
        else if (state === "silent") {
            pen.moveTo(x, y - size * 1.25);
            pen.lineTo(x + size * 1.25, y);
            pen.lineTo(x, y + size * 1.25);
            pen.lineTo(x - size * 1.25, y);
            pen.closePath();
        } else {
            pen.moveTo(x, y - size * 1.25);
            pen.lineTo(x + size * 1.3, y + size);
            pen.lineTo(x - size * 1.3, y + size);
            pen.closePath();
        }
        const ink = inks[INKS[state]];
        pen.fillStyle = state === "well" || state === "wrong" ? ink : inks["--surface"];
        pen.strokeStyle = ink;
        pen.lineWidth = 2;
        pen.fill();
        pen.stroke();
    }

    const short = (count) => (count < 10000 ? String(count) : `${Math.round(count / 1000)}k`);

    const radius = (count) => 13.5 + 3.2 * Math.log10(count);

    function ring(pen, inks, head, found, at, x, y) {
        const kinds = head.states.length, size = radius(found.total[at]);
        pen.beginPath();
        pen.arc(x, y, size, 0, FULL);
        pen.fillStyle = inks["--surface"];
        pen.fill();
        let from = -Math.PI / 2;
        pen.lineWidth = 4;
        for (let kind = 0; kind < kinds; kind++) {
            const share = found.of[at * kinds + kind] / found.total[at];
            if (!share) continue;
            const state = head.states[kind];
            pen.beginPath();
            pen.arc(x, y, size, from, from + share * FULL);
            pen.strokeStyle = inks[INKS[state]];
            pen.setLineDash(state === "silent" ? [3, 2] : state === "heard" ? [1.5, 1.5] : []);
            pen.stroke();
            from += share * FULL;
        }
        pen.setLineDash([]);
        pen.fillStyle = inks["--ink"];
        pen.font = `600 12px ${inks.font}`;
        pen.fillText(short(found.total[at]), x, y + 0.5);
    }

    // How many in a cluster are wrong: drawn after all rings, so that none hides it.
    function badge(pen, inks, head, found, at, x, y) {
        const wrong = found.of[at * head.states.length + head.states.indexOf("wrong")], size = radius(found.total[at]);
        if (!wrong) return;
        shape(pen, inks, "wrong", x + size, y - size, 5);
        pen.font = `600 11px ${inks.font}`;
        pen.textAlign = "left";
        pen.lineWidth = 3;
        pen.strokeStyle = inks["--paper"];
        pen.strokeText(short(wrong), x + size + 8, y - size);
        pen.fillStyle = inks["--bad"];
        pen.fillText(short(wrong), x + size + 8, y - size);
        pen.textAlign = "center";
    }

    return { shape, ring, badge };
})();

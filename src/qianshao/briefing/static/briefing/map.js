// The map of the day, drawn on a canvas. points.js reads the points and gathers them into clusters,
// marks.js knows how one looks, hands.js what people do with it.
"use strict";
(() => {
    const box = document.querySelector("[data-map]");
    if (!box) return;
    const words = JSON.parse(document.getElementById("map-words").textContent);
    const find = (name) => box.querySelector(`[data-${name}]`), filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
    const frame = find("frame"), canvas = frame.querySelector("canvas"), pen = canvas.getContext("2d");
    const list = find("list"), keys = [...box.querySelectorAll("[data-state]")];
    const CELL = 56, MOST = 30;
    const ORDER = ["wrong", "silent", "heard", "well"]; // who is listed first

    let points, head, ids, xs, ys, states;
    let shown, fit = 1, levels = new Map(), marks = null;
    let view = { x: 0, y: 0, scale: 1 }, wide = 0, high = 0, inks = {}, waiting = false, chosen = -1;

    // --- clusters -------------------------------------------------------------------------------------------

    function clusters() {
        const level = Math.max(Math.floor(Math.log2(view.scale / fit) + 1e-6), 0);
        if (!levels.has(level)) levels.set(level, Points.gather(points, shown, CELL / (fit * 2 ** level)));
        return levels.get(level);
    }

    // --- where one looks ------------------------------------------------------------------------------------

    const across = (x) => (x - view.x) * view.scale + wide / 2;
    const down = (y) => (y - view.y) * view.scale + high / 2;

    function whole() {
        view = { x: head.width / 2, y: head.height / 2, scale: fit };
        moved();
    }

    function pan(right, lower) {
        const half = [wide / 2 / view.scale, high / 2 / view.scale];
        view.x = Math.min(Math.max(view.x + right / view.scale, -half[0] / 2), head.width + half[0] / 2);
        view.y = Math.min(Math.max(view.y + lower / view.scale, -half[1] / 2), head.height + half[1] / 2);
        moved();
    }

    // The point under (left, top) stays where it is.
    function zoom(by, left = wide / 2, top = high / 2) {
        const old = view.scale;
        view.scale = Math.min(Math.max(old * by, fit), Math.max(4, fit));
        view.x += (left - wide / 2) * (1 / old - 1 / view.scale);
        view.y += (top - high / 2) * (1 / old - 1 / view.scale);
        pan(0, 0);
    }

    function measure() {
        const sharp = Math.min(window.devicePixelRatio || 1, 2);
        wide = frame.clientWidth;
        high = frame.clientHeight;
        canvas.width = Math.round(wide * sharp);
        canvas.height = Math.round(high * sharp);
        pen.setTransform(sharp, 0, 0, sharp, 0, 0);
        const before = fit;
        fit = Math.min((wide - 60) / head.width, (high - 60) / head.height);
        view.scale *= fit / before;
        levels.clear();
    }

    // --- drawing --------------------------------------------------------------------------------------------

    function colours() {
        const style = getComputedStyle(document.documentElement);
        for (const name of ["--good", "--note", "--warn", "--bad", "--surface", "--ink", "--ink-soft", "--rule-strong", "--paper", "--focus"])
            inks[name] = style.getPropertyValue(name).trim();
        inks.font = getComputedStyle(document.body).fontFamily;
    }

    function towns() {
        pen.lineWidth = 1;
        pen.strokeStyle = inks["--rule-strong"];
        pen.beginPath();
        for (const town of head.towns)
            for (const line of town.rings)
                line.forEach(([x, y], at) => (at ? pen.lineTo(across(x), down(y)) : pen.moveTo(across(x), down(y))));
        pen.stroke();
    }

    function names() {
        pen.font = `13px ${inks.font}`;
        pen.lineWidth = 3;
        pen.strokeStyle = inks["--paper"];
        pen.fillStyle = inks["--ink-soft"];
        for (const town of head.towns) {
            const edges = town.rings.flat(), left = Math.min(...edges.map((one) => one[0])), right = Math.max(...edges.map((one) => one[0]));
            if (edges.length && (right - left) * view.scale < 13 * town.name.length) continue;
            const x = across(town.middle[0]), half = pen.measureText(town.name).width / 2;
            const top = down(Math.min(...edges.map((one) => one[1]))) + (town.known ? 16 : 11);
            const free = (y) => !marks.some((mark) => Math.abs(mark[0] - x) < half + 14 && Math.abs(mark[1] - y) < 22);
            const y = (town.known ? [down(town.middle[1]), top] : [top]).find(free);
            if (y === undefined || x < -half || x > wide + half || y < -20 || y > high + 20) continue;
            pen.strokeText(town.name, x, y);
            pen.fillText(town.name, x, y);
        }
    }

    function draw() {
        waiting = false;
        pen.clearRect(0, 0, wide, high);
        pen.textAlign = "center";
        pen.textBaseline = "middle";
        towns();
        const found = clusters();
        marks = [];
        for (let at = 0; at < found.count; at++) {
            const x = across(found.x[at]), y = down(found.y[at]);
            if (x < -40 || x > wide + 40 || y < -40 || y > high + 40) continue;
            marks.push([x, y, at]);
            if (found.total[at] > 1) Marks.ring(pen, inks, head, found, at, x, y);
            else Marks.shape(pen, inks, head.states[states[found.first[at]]], x, y, 6);
        }
        names();
        for (const [x, y, at] of marks) if (found.total[at] > 1) Marks.badge(pen, inks, head, found, at, x, y);
        if (chosen >= 0) {
            pen.beginPath();
            pen.arc(across(xs[chosen]), down(ys[chosen]), 14, 0, 2 * Math.PI);
            pen.strokeStyle = inks["--focus"];
            pen.lineWidth = 3;
            pen.stroke();
        }
    }

    function again() {
        if (!waiting) requestAnimationFrame(draw);
        waiting = true;
    }

    // --- what is in view, in words --------------------------------------------------------------------------

    let pause = 0, asked = "";

    function moved() {
        again();
        clearTimeout(pause);
        pause = setTimeout(tell, 250);
    }

    function inView() {
        const half = [wide / 2 / view.scale, high / 2 / view.scale], found = head.states.map(() => []);
        const counts = head.states.map(() => 0);
        for (let i = 0; i < ids.length; i++) {
            if (!shown[states[i]] || Math.abs(xs[i] - view.x) > half[0] || Math.abs(ys[i] - view.y) > half[1]) continue;
            counts[states[i]]++;
            if (found[states[i]].length < MOST) found[states[i]].push(i);
        }
        const first = ORDER.flatMap((state) => found[head.states.indexOf(state)]).slice(0, MOST);
        return { counts, first, sum: counts.reduce((one, two) => one + two, 0) };
    }

    const figure = (number) => number.toLocaleString("en");

    function tell() {
        const { counts, first, sum } = inView();
        const parts = ORDER.map((state) => [state, counts[head.states.indexOf(state)]]).filter(([, count]) => count);
        const said = parts.map(([state, count]) => filled(words.counted, { word: words.states[state], count: figure(count) }));
        find("status").textContent = [filled(words.inView, { shown: figure(sum), count: figure(ids.length) }), said.join(words.between)].join(" ");
        find("list-note").textContent = sum > first.length ? filled(words.first, { most: first.length }) : words.all;
        if (find("list-box").open) fill(first);
    }

    // The names come by a second question, and only of those that are listed.
    async function fill(which) {
        const query = which.map((i) => `&id=${ids[i]}`).join("");
        if (query === asked) return;
        asked = query;
        const answer = await fetch(box.dataset.places + query, { headers: { Accept: "text/html" } });
        if (answer.ok && query === asked) list.innerHTML = await answer.text();
    }

    // --- hands ----------------------------------------------------------------------------------------------

    // A cluster opens; what cannot be opened further is listed.
    function choose(x, y) {
        const near = marks.map((mark) => [Math.hypot(mark[0] - x, mark[1] - y), mark[2]]).sort((one, two) => one[0] - two[0])[0];
        if (!near || near[0] > 30) return;
        const found = clusters(), at = near[1];
        if (found.total[at] > 1 && found.spread[at] && view.scale < Math.max(4, fit)) return zoom(2, x, y);
        const which = [];
        for (let i = 0; i < ids.length && which.length < MOST; i++) if (found.cell[i] === at) which.push(i);
        chosen = which[0];
        find("list-box").open = true;
        find("list-note").textContent = "";
        again();
        fill(which);
    }

    // Those in view, to be gone through by keys.
    async function listed() {
        find("list-box").open = true;
        await fill(inView().first);
        (list.querySelector("a") || find("list-box")).focus();
    }

    Hands.on(frame, canvas, { pan, zoom, choose, whole, listed });
    for (const button of box.querySelectorAll("[data-zoom]"))
        button.addEventListener("click", () => (button.dataset.zoom === "0" ? whole() : zoom(2 ** Number(button.dataset.zoom))));
    for (const key of keys)
        key.addEventListener("click", () => {
            const kind = head.states.indexOf(key.dataset.state);
            shown[kind] = !shown[kind];
            key.setAttribute("aria-pressed", String(shown[kind]));
            levels.clear();
            moved();
        });
    find("list-box").addEventListener("toggle", tell);
    for (const name of ["focusin", "mouseover"])
        list.addEventListener(name, (event) => {
            const row = event.target.closest("[data-id]");
            chosen = row ? ids.indexOf(Number(row.dataset.id)) : -1;
            again();
        });

    // --- the beginning --------------------------------------------------------------------------------------

    function notes() {
        const said = [];
        if (head.byTownship) said.push(filled(words.byTownship, { count: figure(head.byTownship) }));
        if (head.towns.some((town) => !town.known)) said.push(words.schematic);
        find("notes").textContent = said.join(" ");
    }

    const redrawn = () => { colours(); draw(); };

    async function begin() {
        const answer = await fetch(box.dataset.map);
        if (!answer.ok) throw new Error(String(answer.status));
        points = Points.read(await answer.arrayBuffer());
        ({ head, ids, xs, ys, states } = points);
        shown = head.states.map(() => true);
        box.hidden = false;
        for (const key of keys) {
            const kind = head.states.indexOf(key.dataset.state);
            key.querySelector("[data-count]").textContent = figure(states.reduce((sum, state) => sum + (state === kind), 0));
        }
        fit = view.scale = 1;
        measure();
        notes();
        colours();
        whole();
        draw();
        box.dataset.ready = String(ids.length);
        performance.mark("map-drawn");
        new ResizeObserver(() => { measure(); redrawn(); }).observe(frame);
        for (const query of ["(prefers-color-scheme: dark)", "print"])
            matchMedia(query).addEventListener("change", redrawn);
    }

    begin().catch(() => {
        box.hidden = false;
        box.textContent = words.failed;
    });
})();

// The keys of the coding page. Everything here fills in and sends the forms that work without it.
"use strict";
const turns = [...document.querySelectorAll("[data-turn]")];
const form = document.getElementById("add");
const decide = document.getElementById("decide");
const status = document.querySelector("[data-status]");
let turn = null;
let anchor = 0;
let end = 0;
let mark = null;

const sentences = () => [...turn.querySelectorAll("[data-sentence]")];
const marks = () => [...turn.querySelectorAll("[data-mark]")];

function choose(from, to) {
    const all = sentences();
    anchor = Math.max(0, Math.min(from, all.length - 1));
    end = Math.max(0, Math.min(to, all.length - 1));
    const [low, high] = [Math.min(anchor, end), Math.max(anchor, end)];
    for (const one of document.querySelectorAll(".sentence.chosen")) one.classList.remove("chosen");
    const chosen = all.slice(low, high + 1);
    for (const one of chosen) one.classList.add("chosen");
    form.elements.turn.value = turn.dataset.turn;
    form.elements.first.value = low + 1;
    form.elements.last.value = high + 1;
    form.elements.replaces.value = "";
    status.textContent = chosen.map((one) => one.textContent).join(" ");
}

function point(next) {
    if (mark) mark.classList.remove("current");
    mark = next || null;
    if (!mark) return;
    mark.classList.add("current");
    mark.scrollIntoView({ block: "nearest" });
    choose(Number(mark.dataset.first) - 1, Number(mark.dataset.last) - 1);
    status.textContent = mark.textContent;
}

function go(to) {
    if (!to) return;
    turn = to;
    turn.focus({ preventScroll: true });
    turn.scrollIntoView({ block: "nearest" });
    choose(0, 0);
    point(marks().find((one) => !one.dataset.mine));
}

const step = (by) => go(turn ? turns[turns.indexOf(turn) + by] : turns[0]);

function send(verdict) {
    const button = mark && mark.querySelector(`button[value^="${verdict}:"]`);
    if (button) decide.requestSubmit(button);
}

const keys = {
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    ArrowRight: () => choose(end + 1, end + 1),
    ArrowLeft: () => choose(end - 1, end - 1),
    c: () => form.elements.code.focus(),
    n: () => point(marks()[(marks().indexOf(mark) + 1) % marks().length]),
    a: () => send("accepted"),
    x: () => send("rejected"),
    m: () => mark && decide.elements.memo.focus(),
    e: () => {
        if (!mark) return;
        form.elements.replaces.value = mark.dataset.mark;
        form.elements.code.focus();
    },
    "?": () => {
        const shown = document.querySelector("[data-keys]");
        shown.open = !shown.open;
    },
};
const shifted = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    if (event.key === "Escape" && typing) {
        if (turn) turn.focus();
        return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (typing) {
        if (typing === decide.elements.memo && event.key === "Enter") {
            event.preventDefault();
            send("noted");
        }
        return;
    }
    if (event.target.closest("summary, a, button") && !/^[a-z?]$/.test(event.key)) return;
    const by = event.shiftKey && shifted[event.key];
    if (by && turn) choose(anchor, end + by);
    else if (keys[event.key] && (turn || /^(j|k|Arrow(Down|Up)|\?)$/.test(event.key))) keys[event.key]();
    else return;
    event.preventDefault();
});

document.addEventListener("click", (event) => {
    const one = event.target.closest("[data-sentence]");
    if (!one) return;
    const its = one.closest("[data-turn]");
    const at = Number(one.dataset.sentence) - 1;
    const more = event.shiftKey && its === turn;
    if (its !== turn) go(its);
    choose(more ? anchor : at, at);
});

go(turns.find((one) => `#${one.id}` === location.hash));

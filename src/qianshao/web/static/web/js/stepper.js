// The minus and plus beside a number. Without this script the number is typed.
"use strict";
for (const box of document.querySelectorAll("[data-stepper]")) {
    const input = box.querySelector("input");
    for (const button of box.querySelectorAll("button[data-by]")) {
        button.hidden = false;
        button.addEventListener("click", () => {
            const smallest = Number(input.min || 0);
            const largest = Number(input.max || Infinity);
            const next = (Number(input.value) || 0) + Number(button.dataset.by);
            input.value = Math.min(largest, Math.max(smallest, next));
            input.dispatchEvent(new Event("change", { bubbles: true }));
        });
    }
}

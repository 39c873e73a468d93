// A field to sign in, with finger, pen or mouse. White, as it is printed on paper.
"use strict";
const padOn = (section) => {
    const canvas = section.querySelector("canvas");
    const wipe = section.querySelector("[data-clear]");
    const ink = canvas.getContext("2d");
    let drawn = false;
    let last = null;

    const clear = () => {
        ink.fillStyle = "#fff";
        ink.fillRect(0, 0, canvas.width, canvas.height);
        drawn = false;
    };
    const place = (event) => {
        const box = canvas.getBoundingClientRect();
        return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
    };
    const stroke = (event) => {
        if (!last) return;
        const here = place(event);
        ink.strokeStyle = "#000";
        ink.lineWidth = 4;
        ink.lineCap = "round";
        ink.beginPath();
        ink.moveTo(...last);
        ink.lineTo(...here);
        ink.stroke();
        last = here;
        drawn = true;
    };
    canvas.addEventListener("pointerdown", (event) => {
        canvas.setPointerCapture(event.pointerId);
        last = place(event);
        stroke(event);
    });
    canvas.addEventListener("pointermove", stroke);
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { last = null; });
    wipe.addEventListener("click", clear);
    canvas.hidden = wipe.hidden = false;
    clear();

    return {
        clear,
        isDrawn: () => drawn,
        picture: () => new Promise((resolve) => canvas.toBlob(resolve, "image/png")),
        show: async (blob) => {
            ink.drawImage(await createImageBitmap(blob), 0, 0);
            drawn = true;
        },
    };
};

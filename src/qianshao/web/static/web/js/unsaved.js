// A long form marked data-unsaved: the browser asks before what was typed is thrown away. Sending it asks nothing.
"use strict";
for (const form of document.querySelectorAll("form[data-unsaved]")) {
    let touched = false;
    form.addEventListener("input", () => { touched = true; });
    form.addEventListener("change", () => { touched = true; });
    form.addEventListener("submit", () => { touched = false; });
    window.addEventListener("beforeunload", (event) => {
        if (!touched) return;
        event.preventDefault();
        event.returnValue = ""; // older browsers ask only when this is set
    });
}

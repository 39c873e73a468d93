// Plays a telephone with ODK: gets the list of forms, the form and its media, fills the form with ODK's own engine, and
// sends it. Standard input: {"server", "answers": {reference: value}, "photo": base64 or null}. Prints what was said.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { JSDOM } from "jsdom";

const require = createRequire(import.meta.url);
const { window } = new JSDOM("<!doctype html><html></html>");
const names = ["document", "DOMParser", "XMLSerializer", "Node", "Element", "Document", "XMLDocument", "Attr", "Text",
    "Comment", "CDATASection", "ProcessingInstruction", "NodeFilter", "XPathResult", "HTMLElement", "DocumentFragment",
    "CharacterData", "NamedNodeMap"];
for (const name of names) globalThis[name] = window[name];
// The parser of XPath inside the engine looks for Node's older names.
globalThis.require = require;
globalThis.__dirname = dirname(require.resolve("@getodk/xforms-engine"));
globalThis.window = window;
const { loadForm } = await import("@getodk/xforms-engine");

const { server, answers, photo } = JSON.parse(readFileSync(0, "utf8"));
const said = {};

const xml = async (address) => {
    const answer = await fetch(address);
    if (answer.headers.get("X-OpenRosa-Version") !== "1.0") throw new Error(`no OpenRosa: ${address}`);
    return new window.DOMParser().parseFromString(await answer.text(), "text/xml");
};
const text = (node, name) => node.getElementsByTagName(name)[0].textContent;

const list = await xml(`${server}/formList`);
said.form = text(list, "formID");
const definition = await (await fetch(text(list, "downloadUrl"))).text();
const manifest = await xml(text(list, "manifestUrl"));
const media = new Map(Array.from(manifest.getElementsByTagName("mediaFile"),
    (file) => [text(file, "filename"), text(file, "downloadUrl")]));
said.media = [...media.keys()];

const loaded = await loadForm(definition, {
    fetchFormAttachment: async (address) => fetch(media.get(String(address).split("/").pop())),
});
if (loaded.status !== "success") throw loaded.error;
const form = loaded.createInstance();

const leaves = (node) => node.currentState.children
    ? node.currentState.children.flatMap(leaves)
    : [node];
for (const node of leaves(form.root)) {
    const reference = node.currentState.reference;
    if (!(reference in answers)) continue;
    const value = answers[reference];
    if (node.nodeType === "select") node.selectValues ? node.selectValues([].concat(value)) : node.selectValue(value);
    else if (node.nodeType === "upload") node.setValue(new File([Buffer.from(photo, "base64")], value, { type: "image/jpeg" }));
    else node.setValue(value);
}

const payload = await form.root.prepareInstancePayload({ payloadType: "monolithic" });
said.violations = payload.violations ? payload.violations.map((one) => one.reference) : [];
const answer = await fetch(`${server}/submission`, { method: "POST", body: payload.data[0] });
said.status = answer.status;
said.body = await answer.text();
// The same telephone, not sure whether it arrived.
said.again = (await fetch(`${server}/submission`, { method: "POST", body: payload.data[0] })).status;
console.log(JSON.stringify(said));

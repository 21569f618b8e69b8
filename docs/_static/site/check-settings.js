// Check my settings: what is pasted stays in the page, and is read, never run.
"use strict";

const PAUSE = 300; // milliseconds after the last keystroke
const MANY = 8; // more checks than that are not named one by one
const FACT_NAMES = { django: "The version of Django", driver: "The driver", pooler: "What HOST and PORT lead to" };
const WORDS = { E: "Error", W: "Warning", I: "Note" };

const data = JSON.parse(document.getElementById("check-data").textContent);
const source = document.getElementById("check-source");
const result = document.getElementById("check-result");

/** An element with text and children. */
function makeElement(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

const list = (items) => makeElement("ul", {}, ...items.map((item) => makeElement("li", {}, ...item)));
const short = (id) => id.replace("pooling.", "");
const many = (count, one, more) => `${count} ${count === 1 ? one : more}`;

/** Where the buttons lead, in their order: it changes with the text, though they may say the same. */
let places = [];

/** A button that selects a place in the text. */
function lineButton(place) {
  const button = makeElement("button", { type: "button", className: "line" }, `Line ${place.line}`);
  const index = places.push(place) - 1;
  button.addEventListener("click", () => select(places[index]));
  return button;
}

function select({ line, start, end }) {
  const height = source.scrollHeight / source.value.split("\n").length;
  source.focus();
  source.setSelectionRange(start, end);
  source.scrollTop = Math.max(0, (line - 3) * height);
}

function trap(rule) {
  const kind = WORDS[short(rule.id)[0]];
  return [
    lineButton(rule.place),
    makeElement("span", { className: `kind ${kind.toLowerCase()}` }, kind),
    makeElement("code", {}, rule.id),
    makeElement("p", {}, `${rule.says} ${rule.hint} `, makeElement("a", { href: rule.page }, "What shows it")),
  ];
}

/** What could not be told: why, and which checks wait for it. */
function untold({ cause, ids }) {
  const checks = ids.has("*")
    ? "nothing could be checked."
    : `${ids.size > MANY ? `${ids.size} checks` : [...ids].map(short).join(", ")} could not be tried.`;
  if (cause.fact) return [`${FACT_NAMES[cause.fact]} was not said: ${checks}`];
  if (cause.missing) return [lineButton(cause), ` There is no ${cause.missing} here: `, checks];
  if (cause.type !== "unknown") return [lineButton(cause), " This is no dictionary: ", checks];
  return [lineButton(cause), " The value is not understood: ", checks];
}

function show() {
  const facts = Object.fromEntries(
    [...document.querySelectorAll("[data-fact]")].map(({ dataset, value }) => [dataset.fact, value]),
  );
  const { found, open, notes, unread } = checkSettings(source.value, data.rules, facts);
  const parts = [];
  places = [];
  if (unread) {
    parts.push(makeElement("p", { className: "summary" }, `Line ${unread.line} cannot be read, and nothing was checked: ${unread.text}`));
  } else if (source.value.trim()) {
    const none = open.length || notes.length ? "No known trap in what is understood." : "No known trap.";
    parts.push(makeElement("p", { className: "summary" }, found.length ? `${many(found.length, "finding", "findings")}.` : none));
    if (found.length) parts.push(list(found.map(trap)));
    if (notes.length) parts.push(list(notes.map((note) => [lineButton(note), ` ${note.text}`])));
    if (open.length) {
      const title = `${many(open.length, "thing", "things")} that could not be told`;
      parts.push(makeElement("details", { open: result.querySelector("details")?.open ?? false }, makeElement("summary", {}, title), list(open.map(untold))));
    }
  }
  const shown = makeElement("div", {}, ...parts);
  // What is said again is not announced again.
  if (shown.textContent !== result.textContent) result.replaceChildren(...shown.childNodes);
}

let waiting;
source.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, PAUSE);
});
for (const choice of document.querySelectorAll("[data-fact]")) choice.addEventListener("change", show);
document.getElementById("check-example").addEventListener("click", () => {
  source.value = data.example;
  show();
});
document.getElementById("check-settings").hidden = false;
if (source.value) show(); // a browser that goes back has kept it

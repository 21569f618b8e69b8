// The ways to the search, on every page: "/", the box beside the page, the sign above it. The search
// itself is fetched when a reader takes one.
"use strict";

const form = document.querySelector(".sidebar-search-container");
const root = new URL(document.documentElement.dataset.content_root, location.href);
const search = () => import(new URL(form.dataset.dialog, root).href);
const page = document.getElementById("search-page");
if (page) search().then((its) => its.answerOn(page));

const isText = (target) => target.isContentEditable || target.matches("input, textarea, select");
const box = form.querySelector("input[name=q]");
let taking = false;
/** Open the dialog with what is in the box, where the keyboard's input goes until it is there. */
async function take(before = box) {
  if (taking) return;
  taking = true;
  box.focus({ preventScroll: true });
  try {
    const its = await search();
    if (before === document.body) box.blur();
    else before.focus({ preventScroll: true }); // where the keyboard is again when the dialog closes
    its.open(box.value);
    box.value = "";
  } finally {
    taking = false;
  }
}

addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || isText(event.target)) return;
  event.preventDefault();
  if (page) page.querySelector("input").select();
  else take(document.activeElement);
});

if (!page) {
  box.addEventListener("click", () => take());
  box.addEventListener("input", () => take());
  for (const link of document.querySelectorAll(".search-link")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      take(link);
    });
  }
}

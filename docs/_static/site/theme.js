// What furo's own script does, in a third of its bytes: the switch between light, dark and the
// system's choice; the mark at the part of the contents that is being read; the way back to the top.
"use strict";

const root = document.documentElement;
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

function switchTheme() {
  const { dataset } = document.body;
  const other = systemIsDark.matches ? ["light", "dark"] : ["dark", "light"];
  const round = ["auto", ...other];
  dataset.theme = round[(round.indexOf(dataset.theme) + 1) % round.length];
  try {
    localStorage.setItem("theme", dataset.theme);
  } catch {
    // a browser may refuse storage; the choice then lasts for the page
  }
}

for (const button of document.querySelectorAll(".theme-toggle")) {
  button.addEventListener("click", switchTheme);
}

const header = document.querySelector("header");
const contents = document.querySelector(".toc-scroll");
const parts = [...document.querySelectorAll(".toc-tree a")]
  .map((link) => [link.closest("li"), document.getElementById(decodeURIComponent(link.hash.slice(1)))])
  .filter(([, section]) => section);
const bottomOf = (section) => section.getBoundingClientRect().bottom;

/** The last part that begins above the place where the browser puts what a link leads to. */
function partBeingRead(atEnd) {
  const last = parts.at(-1);
  if (last && atEnd && bottomOf(last[1]) < innerHeight) return last;
  const line = header.getBoundingClientRect().bottom + 2.5 * parseFloat(getComputedStyle(root).fontSize) + 1;
  return parts.findLast(([, section]) => Math.trunc(section.getBoundingClientRect().top) <= line);
}

let before = 0;

function follow() {
  const here = scrollY;
  const atEnd = Math.ceil(here + innerHeight) >= root.scrollHeight;
  header.classList.toggle("scrolled", here > 0);
  if (here !== before) root.classList.toggle("show-back-to-top", here >= 64 && here < before);
  if (contents && here === 0) contents.scrollTo(0, 0);
  else if (contents && atEnd) contents.scrollTo(0, contents.scrollHeight);
  const current = partBeingRead(atEnd);
  for (const part of parts) part[0].classList.toggle("scroll-current", part === current);
  before = here;
}

let waiting = false;

function followSoon() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    follow();
  });
}

for (const event of ["scroll", "resize"]) addEventListener(event, followSoon);
(window.requestIdleCallback ?? setTimeout)(followSoon);

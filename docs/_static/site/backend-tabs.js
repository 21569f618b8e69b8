// Tabs as the WAI-ARIA pattern has them, and one choice of backend for the whole site: a tab that
// the reader picks is picked in every group that has it, on every page, and is in the address.
"use strict";

const KEY = "backend";
const PARAMETER = "backend";

const storage = {
  get() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // a browser may refuse storage; the choice then lasts for the page
    }
  },
  set(backend) {
    try {
      localStorage.setItem(KEY, backend);
    } catch {
      // as above
    }
  },
};

const tabs = [...document.querySelectorAll('.sphinx-tabs > [role="tablist"] > [role="tab"]')];
const siblings = (tab) => [...tab.parentElement.children];
const panelOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));

function select(tab) {
  for (const each of siblings(tab)) {
    const selected = each === tab;
    const panel = panelOf(each);
    each.setAttribute("aria-selected", selected);
    each.tabIndex = selected ? 0 : -1;
    if (selected) {
      panel.removeAttribute("hidden");
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", each.id);
      panel.tabIndex = 0;
    } else {
      // Closed, but found by find-in-page in the browsers that can, and opened by beforematch. Such
      // a panel still has a box: nothing of it may take the focus or be announced.
      panel.setAttribute("hidden", "until-found");
      for (const name of ["role", "tabindex", "aria-labelledby"]) panel.removeAttribute(name);
    }
  }
}

function selectEverywhere(backend) {
  const found = tabs.filter((tab) => tab.dataset.backend === backend);
  found.forEach(select);
  return found.length > 0;
}

/** The reader picked `tab`: it stays where it is while panels above it change their height. */
function pick(tab) {
  const before = tab.getBoundingClientRect().top;
  select(tab);
  const { backend } = tab.dataset;
  if (backend) {
    selectEverywhere(backend);
    storage.set(backend);
    const address = new URL(location);
    address.searchParams.set(PARAMETER, backend);
    history.replaceState(history.state, "", address);
  }
  const moved = tab.getBoundingClientRect().top - before;
  scrollBy({ top: moved, behavior: "instant" });
}

function onKey(event) {
  const all = siblings(event.currentTarget);
  const here = all.indexOf(event.currentTarget);
  const there = {
    ArrowRight: (here + 1) % all.length,
    ArrowLeft: (here - 1 + all.length) % all.length,
    Home: 0,
    End: all.length - 1,
  }[event.key];
  if (there === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  all[there].focus();
  pick(all[there]);
}

/** Open the panels that `element` is in. */
function reveal(element) {
  for (
    let panel = element?.closest(".sphinx-tabs-panel");
    panel;
    panel = panel.parentElement.closest(".sphinx-tabs-panel")
  ) {
    select(tabs.find((tab) => panelOf(tab) === panel));
  }
}

const target = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));

for (const tab of tabs) {
  const panel = panelOf(tab);
  panel.addEventListener("beforematch", () => select(tab));
  tab.addEventListener("click", () => pick(tab));
  tab.addEventListener("keydown", onKey);
  if (tab.getAttribute("aria-selected") === "true") select(tab);
}

const asked = new URLSearchParams(location.search).get(PARAMETER)?.toLowerCase();
if (asked && selectEverywhere(asked)) storage.set(asked);
else selectEverywhere(storage.get());
reveal(target());
addEventListener("hashchange", () => {
  reveal(target());
  target()?.scrollIntoView();
});
for (const group of document.querySelectorAll(".sphinx-tabs")) group.dataset.ready = "";

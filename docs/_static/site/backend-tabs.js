// Tabs as the WAI-ARIA pattern has them, and one choice of backend for the whole site: the one whose
// tab the reader picks is picked in every group that has it, on every page, and is in the address.
// chosen-backend.js has shown its panels before this is here.
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

const groups = [...document.querySelectorAll('.sphinx-tabs > [role="tablist"]')].map((list) => [...list.children]);
const tabs = groups.flat();
const siblings = (tab) => [...tab.parentElement.children];
const backendsOf = (tab) => tab.dataset.backend?.split(" ") ?? []; // "MySQL and MariaDB" is for two
const tabFor = (backend, group) => group.find((tab) => backendsOf(tab).includes(backend));
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

/** The reader picked `tab`: it stays where it is while panels above it change their height. */
function pick(tab) {
  const before = tab.getBoundingClientRect().top;
  select(tab);
  const backends = backendsOf(tab);
  const backend = backends.includes(storage.get()) ? storage.get() : backends[0];
  if (backend) {
    for (const group of groups) if (tabFor(backend, group)) select(tabFor(backend, group));
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

function target() {
  try {
    return document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return null; // a % that encodes nothing
  }
}

for (const tab of tabs) {
  const panel = panelOf(tab);
  panel.addEventListener("beforematch", () => select(tab));
  tab.addEventListener("click", () => pick(tab));
  tab.addEventListener("keydown", onKey);
}

const asked = new URLSearchParams(location.search).get(PARAMETER)?.toLowerCase();
if (tabFor(asked, tabs)) storage.set(asked);
const chosen = tabFor(asked, tabs) ? asked : storage.get();
for (const group of groups) select(tabFor(chosen, group) ?? group[0]);
reveal(target());
addEventListener("hashchange", () => {
  reveal(target());
  target()?.scrollIntoView();
});
for (const group of document.querySelectorAll(".sphinx-tabs")) group.dataset.ready = "";

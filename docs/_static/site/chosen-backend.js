// The panels of the backend that the reader has chosen are open when the page is first painted. The
// rest is for backend-tabs.js, which comes later: were this, too, the text would move.
"use strict";
{
  const asked = new URLSearchParams(location.search).get("backend")?.toLowerCase();
  let kept;
  try {
    kept = localStorage.getItem("backend");
  } catch {
    // a browser may refuse storage
  }
  const rules = new CSSStyleSheet();
  const open = (backend, where) => {
    const its = `[data-backend~=${CSS.escape(backend)}]`;
    rules.insertRule(`${where} .sphinx-tabs:not([data-ready]):has(> ${its}) {
      > .sphinx-tabs-panel { display: none }
      > .sphinx-tabs-panel${its} { display: flow-root }
      .sphinx-tabs-tab { --selected: 0 }
      .sphinx-tabs-tab${its} { --selected: 1 }
    }`);
  };
  if (asked) open(asked, "body");
  if (kept) open(kept, asked ? `body:not(:has([data-backend~=${CSS.escape(asked)}]))` : "body");
  document.adoptedStyleSheets.push(rules);
}

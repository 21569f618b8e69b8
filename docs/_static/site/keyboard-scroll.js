// What scrolls sideways can be scrolled with the keyboard, while it does: blocks of code, tables.
"use strict";

const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) {
      target.tabIndex = 0;
      target.setAttribute("role", "group");
      target.setAttribute("aria-label", target.matches("pre") ? "Code" : "Table");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name);
    }
  }
});

for (const box of document.querySelectorAll(".highlight pre, .table-wrapper")) observer.observe(box);

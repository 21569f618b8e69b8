// A button on every example that puts the shown text on the clipboard, byte for byte; and one below
// the page, for the page as Markdown.
"use strict";

/** A button that copies what `text()` gives, and an element that says so; both still to be placed. */
function copyButton(words, name, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = words;
  if (name) button.setAttribute("aria-label", name);

  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");

  const say = (said) => {
    button.textContent = said || words;
    button.classList.toggle("done", said === "Copied");
    spoken.textContent = said;
  };

  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(await text());
      say("Copied");
    } catch {
      say("Not allowed");
    }
    setTimeout(say, 2000, "");
  });
  return [button, spoken];
}

// Browsers have no clipboard on an insecure page: no button, then, rather than one that fails.
for (const pre of navigator.clipboard ? document.querySelectorAll(".example pre") : []) {
  if (pre.closest(".highlight-diff")) continue; // for reading: copied, it would be no file
  const box = pre.closest(".example");
  const name = box.querySelector(".caption-text")?.textContent ?? "the commands";
  const parts = copyButton("Copy", `Copy ${name}`, () => pre.textContent);
  (box.querySelector(".code-block-caption") ?? box).append(...parts);
}

const tools = document.querySelector(".page-tools");
if (tools && navigator.clipboard) {
  const twin = tools.querySelector("a").href;
  tools.append(...copyButton("Copy as Markdown", "", async () => (await fetch(twin)).text()));
}

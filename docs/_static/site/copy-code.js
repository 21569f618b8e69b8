// A button on every example that puts the shown text on the clipboard, byte for byte.
"use strict";

// Browsers have no clipboard on an insecure page: no button, then, rather than one that fails.
for (const pre of navigator.clipboard ? document.querySelectorAll(".example pre") : []) {
  if (pre.closest(".highlight-diff")) continue; // for reading: copied, it would be no file
  const box = pre.closest(".example");
  const name = box.querySelector(".caption-text")?.textContent ?? "the commands";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy ${name}`);

  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");

  const say = (text) => {
    button.textContent = text || "Copy";
    button.classList.toggle("done", text === "Copied");
    spoken.textContent = text;
  };

  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(pre.textContent);
      say("Copied");
    } catch {
      say("Not allowed");
    }
    setTimeout(say, 2000, "");
  });
  (box.querySelector(".code-block-caption") ?? box).append(button, spoken);
}

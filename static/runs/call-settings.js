/* The settings of a call: what was opened stays open when they are rendered anew. */

const opened = new Map();

document.addEventListener("toggle", ({ target }) => {
  if (target.matches("[data-call-settings] details")) opened.set(target.id, target.open);
}, true);

document.addEventListener("htmx:afterSwap", () => {
  for (const part of document.querySelectorAll("[data-call-settings] details")) {
    part.open = opened.get(part.id) ?? part.open;
  }
});

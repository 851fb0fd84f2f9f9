/* The list of comparisons: where the focus goes when a row does. */

let next = null;

document.addEventListener("htmx:beforeSwap", ({ target }) => {
  if (!target.matches?.(".comparison-row")) return;
  next = (target.nextElementSibling ?? target.previousElementSibling)?.querySelector("a") ?? document.getElementById("main");
});
document.addEventListener("htmx:afterSwap", () => {
  if (document.activeElement === document.body) next?.focus();
  next = null;
});

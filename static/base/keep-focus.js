/* The focus is never lost: when the row of a list that has it is swapped, or its button waits for an answer. */

let pressed = null;

function isFocusIn(row) {
  return document.activeElement === document.body || row.contains(document.activeElement);
}

document.addEventListener("htmx:beforeSwap", ({ target, detail }) => {
  pressed = null;
  const control = detail.requestConfig?.elt;
  if (!target.matches?.("li[id]") || !target.contains(control) || !isFocusIn(target)) return;
  const beside = target.nextElementSibling ?? target.previousElementSibling;
  pressed = { row: target.id, url: control.getAttribute("hx-post"), beside };
});

/* The control that was pressed, in the new row; what is in a menu that is closed gives way to its button. */
function successorIn(row, url) {
  const same = url && row.querySelector(`[hx-post="${CSS.escape(url)}"]`);
  const control = same?.matches("form") ? same.querySelector("button") : same;
  const menu = control?.closest("details:not([open])");
  return menu?.querySelector("summary") ?? control ?? row.querySelector("a, button");
}

function restore() {
  if (!pressed || document.activeElement !== document.body) return;
  const fresh = document.getElementById(pressed.row);
  const next = fresh ? successorIn(fresh, pressed.url) : pressed.beside?.querySelector("a, button");
  (next ?? document.getElementById("main"))?.focus();
  pressed = null;
}

// A row that is gone settles nowhere.
document.addEventListener("htmx:afterRequest", () => pressed && !document.getElementById(pressed.row) && restore());
// What a page does itself comes first.
document.addEventListener("htmx:afterSettle", () => setTimeout(restore));

/* A button that is disabled while it waits loses the focus, and gets it back. */
let waiting = null;
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt.hasAttribute("hx-disabled-elt")) waiting = document.activeElement;
});
document.addEventListener("htmx:afterRequest", () => {
  const button = waiting;
  waiting = null;
  setTimeout(() => button?.isConnected && document.activeElement === document.body && button.focus());
});

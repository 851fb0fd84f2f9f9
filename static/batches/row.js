/* One row whole: ← and → go to the rows beside it, in the dialog and on its own page. */
import "../base/markdown/markdown-text.js";
import { isTyping } from "../base/page.js";

const STEPS = { ArrowLeft: "row-earlier", ArrowRight: "row-later" };

document.addEventListener("keydown", (event) => {
  const id = STEPS[event.key];
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  // What scrolls sideways needs the arrows itself.
  if (!id || !isPlain || isTyping(event.target) || event.target.closest("pre")) return;
  const dialog = document.querySelector("dialog[open]");
  if (dialog && dialog.id !== "row-dialog") return;
  const scope = dialog ?? (document.getElementById("row-dialog") ? null : document);
  const link = scope?.querySelector(`#${id}`);
  if (!link) return;
  link.click();
  event.preventDefault();
});

document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id !== "row-body") return;
  target.closest("dialog")?.scrollTo(0, 0);
  // The link that was pressed is gone; its like has its id, and htmx gave that the focus.
  if (!target.contains(document.activeElement)) document.getElementById("row-title")?.focus();
});

/* Setting up a comparison: keys, and where the focus goes when columns come and go. */
import { isComposing } from "../base/ime.js";

const form = document.getElementById("setup");
const keysOf = (part) => new Set([...part.querySelectorAll("[name=column]")].map((field) => field.value));

form.addEventListener("keydown", (event) => {
  if (isComposing(event) || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit(document.getElementById("start"));
});

let before = null;
document.addEventListener("htmx:beforeSwap", ({ target }) => {
  if (target.id === "columns") before = keysOf(target);
});
document.addEventListener("htmx:afterSettle", () => {
  if (!before) return;
  const columns = document.getElementById("columns");
  const fresh = [...keysOf(columns)].find((key) => !before.has(key));
  const isFewer = keysOf(columns).size < before.size;
  before = null;
  if (fresh) columns.querySelector(`#column${fresh}-column select`)?.focus();
  else if (isFewer) document.getElementById("add-column")?.focus();
});

/* Setting up a comparison: keys, and where the focus goes when columns come and go. */
import { isComposing } from "../base/ime.js";

const form = document.getElementById("setup");
const keysOf = (part) => new Set([...part.querySelectorAll("[name=column]")].map((field) => field.value));

form.addEventListener("keydown", (event) => {
  if (isComposing(event) || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit(document.getElementById("start"));
});

/* What is typed stays in this browser until it is asked; another page's prompt is no draft. */
const TEXTS = ["prompt", "system"];
const draft = {
  read() {
    try {
      return JSON.parse(localStorage.getItem(form.dataset.draft)) ?? {};
    } catch {
      return {};
    }
  },
  write(texts) {
    try {
      localStorage.setItem(form.dataset.draft, JSON.stringify(texts));
    } catch {
      // Full or switched off: the text is still in its field.
    }
  },
};

form.addEventListener("input", ({ target }) => {
  if (TEXTS.includes(target.name)) draft.write(Object.fromEntries(TEXTS.map((name) => [name, form.elements[name].value])));
});
form.addEventListener("submit", ({ submitter }) => submitter?.id === "start" && draft.write({}));
if ("empty" in form.dataset) {
  const kept = draft.read();
  for (const name of TEXTS) form.elements[name].value ||= kept[name] ?? "";
}

/* The first thing that is wrong may be screens away. */
form.querySelector("[aria-invalid=true], .field--invalid .input")?.focus();

let before = null;
document.addEventListener("htmx:beforeSwap", ({ target }) => {
  if (target.id === "columns") before = { node: target, keys: keysOf(target) };
});
document.addEventListener("htmx:afterSettle", () => {
  const columns = document.getElementById("columns");
  // What settles may also be the settings of one of them.
  if (!before || before.node === columns) return;
  const fresh = [...keysOf(columns)].find((key) => !before.keys.has(key));
  const isFewer = keysOf(columns).size < before.keys.size;
  before = null;
  if (fresh) columns.querySelector(`#column${fresh}-column select`)?.focus();
  else if (isFewer) document.getElementById("add-column")?.focus();
});

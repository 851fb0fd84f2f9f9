/* What is asked: editors of the templates, the request of a row beside them, saved as it is typed. */
import { isComposing } from "../base/ime.js";
import { isTyping } from "../base/page.js";
import { MappingDraft } from "./mapping-draft.js";
import { TemplateEditor } from "./template-editor.js";

const form = document.getElementById("mapping-form");
const columns = JSON.parse(document.getElementById("columns-of-file").textContent);
const editors = [...form.querySelectorAll("[data-template-editor]")].map((root) => new TemplateEditor(root, columns));
const stateLine = () => document.getElementById("mapping-state");
let current = editors.find((editor) => editor.text.id === "prompt_template");
const draft = new MappingDraft(form, editors.map((editor) => editor.text));
let isDirty = false;

for (const editor of editors) editor.text.addEventListener("focus", () => (current = editor));

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-column]");
  if (button) current.insert(button.dataset.column);
});

/* Fields that a kind of call has no place for. */
function showFields() {
  const { kind } = document.getElementById("call").dataset;
  for (const field of form.querySelectorAll("[data-kinds]")) {
    field.hidden = !field.dataset.kinds.split(" ").includes(kind);
  }
}
showFields();

/* What was opened stays open when a fragment takes the place of another. */
const opened = new Map();
document.addEventListener("htmx:beforeSwap", () => {
  for (const part of document.querySelectorAll("details[data-keep-open]")) opened.set(part.dataset.keepOpen, part.open);
});
document.addEventListener("htmx:afterSwap", ({ target }) => {
  for (const part of document.querySelectorAll("details[data-keep-open]")) {
    part.open = opened.get(part.dataset.keepOpen) ?? part.open;
  }
  showFields();
  // The rows are there now.
  if (target.hasAttribute("data-is-read")) window.htmx.trigger(form, "show-row");
});

function say(name) {
  const line = stateLine();
  if (!line) return;
  line.textContent = line.dataset[name];
  line.classList.toggle("is-failed", name === "failed");
}

form.addEventListener("input", () => {
  isDirty = true;
  draft.keep();
  say("saving");
});
form.addEventListener("submit", () => {
  isDirty = false;
  draft.clear();
});
form.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt !== form) return;
  const isSaved = event.detail.successful && !document.getElementById("row-preview").dataset.fault;
  isDirty &&= !isSaved;
  if (isSaved) draft.clear();
  say(isSaved ? "saved" : "failed");
});

/* htmx listens from then on. */
document.addEventListener("DOMContentLoaded", () => draft.restore());

/* What was typed in the last moment is saved on the way out. */
addEventListener("pagehide", () => {
  const url = form.getAttribute("hx-post");
  if (isDirty && url) navigator.sendBeacon(url, new URLSearchParams(new FormData(form)));
});

document.addEventListener("keydown", (event) => {
  const id = { ArrowLeft: "row-earlier", ArrowRight: "row-later" }[event.key];
  const isOurs = id && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && !isComposing(event);
  if (!isOurs || isTyping(event.target) || event.target.matches("[type=radio], [role=region]")) return;
  document.getElementById(id)?.click();
  event.preventDefault();
});

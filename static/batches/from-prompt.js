/* Marking words of a prompt as columns. Without this script the braces are typed by hand. */
import { announce } from "../base/announce.js";
import { isComposing } from "../base/ime.js";
import { columnsOf, escape, tokens } from "../base/placeholders.js";
import { proposedName, stretchOf, wordsAt } from "./template-text.js";

const form = document.getElementById("from-prompt");
const fields = [...form.querySelectorAll("[data-markable]")];
const nameField = document.getElementById("column-name");
const fault = document.getElementById("marking-fault");
const list = document.getElementById("marked-columns");
const undoButton = document.getElementById("undo-column");
const words = form.dataset;

/* The words that each column stands for, also of those that are not in the text just now. */
const examples = new Map();
/* The columns that were made here, the last one at the end. */
const made = [];
let current = fields[0];
let isNameTyped = false;

const sentence = (text, column) => text.replace("%(column)s", column);
const columns = () => columnsOf(fields.map((field) => field.value));

/* --- The text */

/** As if typed, so that the browser's own undo knows it. */
function replaceStretch(field, start, stop, text) {
  const wanted = field.value.slice(0, start) + text + field.value.slice(stop);
  // What is folded away cannot have the focus.
  const fold = field.closest("details");
  if (fold) fold.open = true;
  field.focus();
  field.setSelectionRange(start, stop);
  document.execCommand("insertText", false, text);
  if (field.value !== wanted) field.value = wanted;
  field.setSelectionRange(start + text.length, start + text.length);
}

function marked() {
  const [start, stop] = stretchOf(current);
  const found = start === stop ? "" : wordsAt(current.value, start, stop);
  return { start, stop, words: found };
}

function makeColumn() {
  const { start, stop, words: found } = marked();
  if (found === null) return complain(words.overlaps);
  if (found === "") return complain(words.nothingMarked);
  const name = nameField.value.trim() || proposedName(found, examples, columns(), words.usualName);
  if (/\{\{|\}\}|^\{|\}$/.test(name)) return complain(words.badName, nameField);
  if (!columns().includes(name) || !examples.get(name)) examples.set(name, found);
  replaceStretch(current, start, stop, `{{${name}}}`);
  made.push(name);
  isNameTyped = false;
  nameField.value = "";
  update();
  announce(sentence(words.marked, name));
}

function putBack(column) {
  const text = escape(examples.get(column) ?? "");
  for (const field of fields) {
    const found = tokens(field.value).filter((token) => token.column === column);
    for (const token of found.reverse()) replaceStretch(field, token.start, token.stop, text);
  }
  made.splice(0, made.length, ...made.filter((name) => name !== column));
  update();
  announce(sentence(words.putBack, column));
}

function complain(text, field = current) {
  fault.textContent = text;
  field.focus();
}

/* --- What is shown of it */

function update() {
  const names = columns();
  fault.textContent = "";
  undoButton.disabled = !made.some((name) => names.includes(name));
  document.getElementById("no-columns").hidden = names.length > 0;
  const rows = new Map([...list.children].map((row) => [row.dataset.column, row]));
  const wanted = names.map((name) => rows.get(name) ?? newRow(name));
  // Rows that stay are not touched: one of them may have the focus.
  for (const row of [...list.children]) if (!wanted.includes(row)) row.remove();
  wanted.forEach((row, index) => {
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  });
  showPreview(names);
}

function newRow(name) {
  const row = document.getElementById("marked-column").content.firstElementChild.cloneNode(true);
  row.dataset.column = name;
  row.querySelector("[name=column]").value = name;
  row.querySelector(".marked__name").textContent = name;
  row.querySelector("[name=example]").value = examples.get(name) ?? "";
  return row;
}

function showPreview(names) {
  const part = document.getElementById("preview-part");
  part.hidden = names.length === 0;
  if (part.hidden) return;
  const parts = tokens(fields[0].value).map((token) => {
    if (token.column === null) return token.shown;
    const mark = document.createElement("mark");
    mark.textContent = examples.get(token.column) || token.column;
    return mark;
  });
  document.getElementById("prompt-preview").replaceChildren(...parts);
}

function propose() {
  if (isNameTyped) return;
  const { words: found } = marked();
  nameField.value = found ? proposedName(found, examples, columns(), words.usualName) : "";
}

/* --- Pointers and keys */

for (const field of fields) {
  field.addEventListener("focus", () => (current = field));
  field.addEventListener("input", update);
}
document.addEventListener("selectionchange", () => {
  if (document.activeElement === current) propose();
});
nameField.addEventListener("input", () => (isNameTyped = nameField.value !== ""));
document.getElementById("make-column").addEventListener("click", makeColumn);
undoButton.addEventListener("click", () => {
  const names = columns();
  const last = made.findLast((name) => names.includes(name));
  if (last !== undefined) putBack(last);
});
list.addEventListener("input", (event) => {
  examples.set(event.target.closest("[data-column]").dataset.column, event.target.value);
  showPreview(columns());
});
list.addEventListener("click", (event) => {
  if (event.target.closest("[data-put-back]")) putBack(event.target.closest("[data-column]").dataset.column);
});
form.addEventListener("keydown", (event) => {
  if (isComposing(event)) return;
  const isShortcut = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k";
  if (!isShortcut && !(event.key === "Enter" && event.target === nameField)) return;
  event.preventDefault();
  makeColumn();
});

/* A second click makes no second batch. */
const createButton = document.getElementById("create-batch");
form.addEventListener("submit", (event) => {
  if (event.submitter === createButton) queueMicrotask(() => (createButton.disabled = true));
});
window.addEventListener("pageshow", () => (createButton.disabled = false));

/* --- Start */

for (const row of [...list.children]) {
  examples.set(row.dataset.column, row.querySelector("[name=example]").value);
  row.remove();
}
document.getElementById("marking-bar").hidden = false;
update();
fields[0].focus();
fields[0].setSelectionRange(0, 0);

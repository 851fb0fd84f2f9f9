/* The page of a text that a person and a model write together. */
import { announce } from "../base/announce.js";
import { showConnection } from "../base/connection-chip.js";
import { codePointLength } from "../base/growing-text.js";
import { isComposing } from "../base/ime.js";
import { Socket } from "../base/socket.js";
import { Editor } from "./editor.js";
import { Rounds } from "./rounds.js";
import { Saver } from "./saver.js";
import { Variables } from "./variables.js";

const root = document.getElementById("completion");
const form = document.getElementById("document-form");
const find = (id) => document.getElementById(id);
const urls = { stop: root.dataset.stop, settle: root.dataset.settle };

const socket = new Socket(root.dataset.socket);
const editor = new Editor(find("editor"), JSON.parse(form.elements.written.value));
const variables = new Variables(editor);
const saver = new Saver(form, editor, root.dataset.save);
const rounds = new Rounds({ socket, editor, saver, form, urls });

/* --- Asking */

function start(how = "") {
  const extra = how === "again" ? { again: "1" } : {};
  const { caret } = editor;
  if (how === "here" && caret !== null) extra.caret = caret;
  void rounds.start(find("continue").formAction, extra);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (button?.hasAttribute("data-stop")) void rounds.stop();
  else if (button?.hasAttribute("data-verb")) void rounds.verb(button.formAction);
  else start(button?.dataset.start);
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("#continue-here")) start("here");
  else if (target.closest("#compare")) compare();
});

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape" && rounds.isBusy && !event.defaultPrevented) void rounds.stop();
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) start();
  else return;
  event.preventDefault();
});

/* What is set now goes to another page, which asks several models. */
function compare() {
  const handover = find("compare-form");
  handover.elements.prompt.value = variables.prompt;
  const settings = [...form.querySelectorAll("[data-call-settings] [name]")].map((field) => field.name);
  const copies = [...new FormData(form)].filter(([name]) => settings.includes(name)).map(([name, value]) => {
    const copy = document.createElement("textarea");
    return Object.assign(copy, { name, value });
  });
  handover.querySelector("[data-settings]").replaceChildren(...copies);
  handover.submit();
}

/* --- What is shown */

function count() {
  const line = find("characters");
  const characters = codePointLength(editor.text);
  const text = characters === 1 ? line.dataset.one : line.dataset.many;
  line.textContent = text.replace("{count}", characters.toLocaleString(document.documentElement.lang));
  find("title").placeholder = editor.text.slice(0, 1000).trim().split("\n")[0].slice(0, 60) || root.dataset.untitled;
  find("compare").hidden = !find("compare-form").getAttribute("action") || !editor.text.trim();
}

function countTokens(tokens) {
  const line = find("tokens");
  line.textContent = line.dataset.text.replace("{count}", Number(tokens).toLocaleString(document.documentElement.lang));
}

/* Only where something stands behind the caret is there another place to continue from. */
function showCaret() {
  if (document.activeElement?.id === "continue-here") return;
  const isInside = document.activeElement === editor.field && editor.caret !== null;
  find("continue-here").hidden = rounds.isBusy || !isInside;
}

function showFault({ dataset: { fault } }) {
  for (const field of form.querySelectorAll('[aria-invalid="true"]')) field.removeAttribute("aria-invalid");
  const field = fault && form.elements.namedItem(fault);
  if (!(field instanceof HTMLElement)) return;
  const closed = field.closest("details:not([open])");
  if (closed) closed.open = true;
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

editor.addEventListener("edited", () => {
  count();
  // The text is not what the last continuation made of it.
  find("again")?.remove();
  find("undo")?.toggleAttribute("data-edited", true);
});
document.addEventListener("selectionchange", showCaret);
form.addEventListener("input", ({ target }) => target.removeAttribute("aria-invalid"));

rounds.addEventListener("shown", ({ detail }) => {
  count();
  countTokens(detail.dataset.tokens);
  variables.show();
  showCaret();
  showFault(detail);
  becomeSaved();
});
rounds.addEventListener("begun", () => announce(root.dataset.begun));
rounds.addEventListener("ended", () => announce(root.dataset.ended));
rounds.addEventListener("failed", () => announce(root.dataset.failed));

/* --- Saving */

function becomeSaved() {
  if (saver.revision === 0 || location.pathname === root.dataset.detail) return;
  history.replaceState(null, "", root.dataset.detail);
  find("delete").hidden = false;
}

saver.addEventListener("saved", ({ detail }) => {
  countTokens(detail.tokens);
  becomeSaved();
});

let theirRevision = 0;
function showConflict(revision) {
  theirRevision = revision;
  saver.isInConflict = true;
  find("conflict").hidden = false;
}
saver.addEventListener("conflict", ({ detail }) => showConflict(detail.revision));
find("keep-mine").addEventListener("click", () => {
  find("conflict").hidden = true;
  saver.revision = theirRevision;
  void saver.insist();
});
find("show-theirs").addEventListener("click", () => {
  saver.settled();
  location.reload();
});

/* What a page that is gone could not save. */
function restore() {
  const kept = saver.kept();
  if (!kept || typeof kept.text !== "string" || find("document-state").hasAttribute("data-written")) return;
  if (kept.text === editor.text) {
    saver.forget();
    return;
  }
  const isOutdated = kept.revision !== saver.revision;
  editor.apply(kept.text, kept.written ?? []);
  if (isOutdated) showConflict(saver.revision);
  else saver.touch();
}

/* --- Start */

restore();
rounds.adopt();
count();
countTokens(find("document-state").dataset.tokens);
showConnection(socket);
socket.connect();
if (!editor.text) editor.field.focus();

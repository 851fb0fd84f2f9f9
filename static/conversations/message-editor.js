/* Editing a message in its place: save, save and run again, cancel. */
import { fetchFragment, replaceNode } from "../base/fragments.js";
import { isComposing } from "../base/ime.js";
import { strings } from "../base/announce.js";
import { growField } from "./composer.js";

/** `rerun(article, text)` makes a new branch from a person's message, or from a function's result. */
export function editMessage(article, { rerun }) {
  if (article.querySelector(".editor")) return;
  const opener = document.activeElement;
  const form = document.getElementById("message-editor").content.firstElementChild.cloneNode(true);
  const field = form.querySelector(".editor__text");
  const source = article.querySelector(".message__bubble, .message__text");
  const canRerun = article.dataset.role !== "assistant";
  field.value = source.source ?? source.textContent;
  form.querySelector("[data-editor=rerun]").hidden = !canRerun;
  article.classList.add("is-edited");
  source.after(form);
  growField(field);
  field.focus();

  const close = () => {
    form.remove();
    article.classList.remove("is-edited");
    opener.focus();
  };
  const actions = {
    cancel: close,
    save: () => save(article, form, field.value, opener),
    rerun: () => {
      if (!canRerun || field.value.trim() === "") return;
      close();
      rerun(article, field.value.trim());
    },
  };
  form.addEventListener("input", () => growField(field));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    actions[canRerun ? "rerun" : "save"]();
  });
  form.addEventListener("click", (event) => {
    const name = event.target.closest("[data-editor]")?.dataset.editor;
    if (name && name !== "rerun") actions[name]();
  });
  form.addEventListener("keydown", (event) => {
    const name = actionOf(event);
    if (!name) return;
    event.preventDefault();
    event.stopPropagation();
    actions[name === "rerun" && !canRerun ? "save" : name]();
  });
}

function actionOf(event) {
  if (isComposing(event)) return null;
  const isControl = event.ctrlKey || event.metaKey;
  if (event.key === "Escape") return "cancel";
  if (isControl && event.key === "Enter") return "rerun";
  if (isControl && event.key.toLowerCase() === "s") return "save";
  return null;
}

async function save(article, form, text, opener) {
  try {
    const fresh = await fetchFragment(article.dataset.editUrl, { data: { text } });
    replaceNode(article, fresh);
    (opener.isConnected ? opener : fresh.querySelector("[data-action=edit]"))?.focus();
  } catch {
    const error = form.querySelector(".editor__error");
    error.hidden = false;
    error.textContent = strings.requestFailed;
  }
}

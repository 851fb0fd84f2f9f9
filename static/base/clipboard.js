/* Copying: `data-copy="#id"` copies that element's text, `data-copy-text` its own value. */
import { announce, strings, toast } from "./announce.js";

const SHOWN_MS = 1600;

export async function copyText(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (!copyBySelection(text)) {
      toast(strings.copyFailed);
      return;
    }
  }
  announce(strings.copied);
  const icon = button?.querySelector(".icon");
  if (!icon) return;
  icon.classList.replace("icon--copy", "icon--check");
  setTimeout(() => icon.classList.replace("icon--check", "icon--copy"), SHOWN_MS);
}

/* Without https the clipboard interface is missing; the old command still works. */
function copyBySelection(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  const back = document.activeElement;
  (back?.closest("dialog") ?? document.body).append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  back?.focus();
  return isCopied;
}

export function watchCopyButtons() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-copy-text]");
    if (!button) return;
    const source = button.dataset.copy ? document.querySelector(button.dataset.copy) : null;
    void copyText(source ? (source.source ?? source.value ?? source.textContent) : button.dataset.copyText, button);
  });
}

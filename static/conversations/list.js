/* The list of conversations: renaming a row in its place. */
import { isComposing } from "../base/ime.js";

function showRename(row, isShown) {
  row.querySelector(".row__rename").hidden = !isShown;
  row.querySelector(".row__link").hidden = isShown;
  if (isShown) row.querySelector(".row__rename .input").select();
  else row.querySelector("[data-rename]").focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-rename]");
  if (button) showRename(button.closest(".row"), true);
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest(".row__rename");
  if (!form) return;
  if (isComposing(event)) {
    // The Enter that ends a composition must not submit the form either.
    if (event.key === "Enter") event.preventDefault();
  } else if (event.key === "Escape") {
    showRename(form.closest(".row"), false);
  }
});

/* A row that was swapped gives the focus to the button that was pressed, or to what came in its place. */
let pressed = null;
document.addEventListener("htmx:beforeSwap", ({ target }) => {
  // The sidebar, which is swapped beside the row, must not make it forget.
  if (!target.matches(".row")) return;
  pressed = target.contains(document.activeElement) ? (document.activeElement.closest("[data-pin]") ? "[data-pin]" : "[data-rename]") : null;
});
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (pressed && target.matches?.(".row")) {
    const error = target.querySelector(".field__error");
    if (error) target.querySelector(".row__rename .input").focus();
    else (target.querySelector(pressed) ?? target.querySelector("button"))?.focus();
  }
});

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.matches?.(".row, #conversation-list")) document.body.dispatchEvent(new Event("conversations-changed"));
});

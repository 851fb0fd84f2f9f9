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

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.matches?.(".row, #conversation-list")) document.body.dispatchEvent(new Event("conversations-changed"));
});

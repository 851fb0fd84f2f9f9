/* Questions before what cannot be undone: htmx's `hx-confirm` in a dialog of ours. */

/* The dialog's button says what the button that was pressed says. */
function labelOf(element) {
  const button = element.matches("form") ? element.querySelector("button:not([type=button])") : element;
  return button.getAttribute("aria-label") || button.textContent.trim();
}

export function watchConfirmations() {
  const dialog = document.getElementById("confirm");
  if (!dialog) return;
  let proceed = null;

  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    document.getElementById("confirm-text").textContent = event.detail.question;
    document.getElementById("confirm-yes").textContent = labelOf(event.detail.elt);
    proceed = () => event.detail.issueRequest(true);
    dialog.returnValue = "";
    dialog.showModal();
  });

  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "yes") proceed?.();
    proceed = null;
  });
}

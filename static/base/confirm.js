/* Questions before what cannot be undone: htmx's `hx-confirm` in a dialog of ours. */

/* The dialog's button says what the button that was pressed says. */
function labelOf(element) {
  const button = element.matches("form") ? element.querySelector("button:not([type=button])") : element;
  return button.getAttribute("aria-label") || button.textContent.trim();
}

/* The element with the same request in what has taken the place of this one. */
function successorOf(element) {
  const url = CSS.escape(element.getAttribute("hx-post"));
  return document.querySelector(`[hx-post="${url}"][hx-confirm]`);
}

export function watchConfirmations() {
  const dialog = document.getElementById("confirm");
  if (!dialog) return;
  let proceed = null;
  let confirmed = null;

  function issue({ elt, issueRequest }) {
    if (elt.isConnected) {
      issueRequest(true);
      return;
    }
    // A page that goes on by itself may have drawn its buttons anew behind the question.
    confirmed = successorOf(elt);
    if (confirmed) window.htmx.trigger(confirmed, confirmed.matches("form") ? "submit" : "click");
  }

  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    if (event.detail.elt === confirmed) {
      confirmed = null;
      event.detail.issueRequest(true);
      return;
    }
    document.getElementById("confirm-text").textContent = event.detail.question;
    document.getElementById("confirm-yes").textContent = labelOf(event.detail.elt);
    proceed = () => issue(event.detail);
    dialog.returnValue = "";
    // It gives the focus back to what had it; in a menu that closes, that must be the menu.
    event.detail.elt.closest("details[data-menu]")?.querySelector("summary").focus();
    dialog.showModal();
  });

  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "yes") proceed?.();
    proceed = null;
  });
}

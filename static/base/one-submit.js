/* A double click on the button of a plain form asks once. Forms of htmx disable theirs themselves. */
const PAUSE_MS = 1000;

let sent = null;

// On the window, after all who send a form in their own way.
window.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
  if (form === sent) {
    event.preventDefault();
    return;
  }
  sent = form;
  setTimeout(() => { sent = null; }, PAUSE_MS);
});

/* What every page does: menus, dialogs, shortcuts, copying, and words when a request fails. */
import { strings, toast } from "./announce.js";
import { watchCopyButtons } from "./clipboard.js";
import { watchConfirmations } from "./confirm.js";
import { isComposing, watchComposition } from "./ime.js";
import "./keep-focus.js";
import "./one-submit.js";

watchComposition();
watchCopyButtons();
watchConfirmations();

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details[data-menu]"));
  if (event.target.closest(".menu__item")) closeMenus();
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    // A dialog gives the focus back to what had it; in a menu that closes, that must be the menu.
    opener.closest("details[data-menu]")?.querySelector("summary").focus();
    // What it showed the last time is old, and must not be used while the new is fetched.
    if (opener.matches("[hx-get]")) document.querySelector(opener.getAttribute("hx-target")).replaceChildren();
    document.getElementById(opener.dataset.dialog).showModal();
  }
  // A click on the backdrop lands on the dialog itself.
  if (event.target.matches("dialog[open]")) event.target.close();
});

export function isTyping(target) {
  return target.matches("input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]");
}

document.addEventListener("keydown", (event) => {
  if (isComposing(event)) return;
  const menu = document.querySelector("details[data-menu][open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.preventDefault();
  } else if (event.key === "?" && !isTyping(event.target) && !document.querySelector("dialog[open]")) {
    document.getElementById("shortcuts")?.showModal();
    event.preventDefault();
  } else if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.code === "KeyO") {
    document.querySelector("[data-shortcut=new-conversation]")?.click();
    event.preventDefault();
  }
});

document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  toast(status === 401 || status === 403 ? strings.signedOut : strings.requestFailed);
});
document.addEventListener("htmx:sendError", () => toast(strings.noConnection));

/* The sidebar is the same fragment on every page; which of its links is this page is known here. */
function markCurrent() {
  for (const link of document.querySelectorAll("#recent a")) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}
document.addEventListener("htmx:afterSettle", ({ target }) => target.id === "recent" && markCurrent());

/* A form that came back begins where it is wrong. */
if (document.activeElement === document.body) document.querySelector("main [aria-invalid=true]")?.focus();

/* Nothing a person wrote may stay in the browser after signing out. */
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  for (const storage of [localStorage, sessionStorage]) {
    for (const key of Object.keys(storage)) {
      if (key.startsWith("playground.")) storage.removeItem(key);
    }
  }
});

/* Short words to the person: toasts for the eye, the announcer for screen readers. */

const TOAST_MS = 6000;

export const strings = document.getElementById("page-strings")?.dataset ?? {};

export function toast(text, action) {
  const template = document.getElementById("toast-template");
  const node = template.content.firstElementChild.cloneNode(true);
  node.querySelector(".toast__text").textContent = text;
  const close = node.querySelector("[data-toast-close]");
  close.addEventListener("click", () => node.remove());
  if (action) {
    const button = close.cloneNode(false);
    button.textContent = action.label;
    button.addEventListener("click", () => {
      node.remove();
      action.run();
    });
    close.before(button);
  }
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), action ? TOAST_MS * 2 : TOAST_MS);
}

export function announce(text) {
  document.getElementById("announcer").textContent = text;
}

/* What is left of the page once its conversation may not be seen any more. */

/** Put the reason in the place of everything that the page showed. */
export function showClosed() {
  const template = document.getElementById("conversation-closed");
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  document.getElementById("details-body").replaceChildren();
  document.title = template.content.querySelector(".empty__title").textContent;
  document.getElementById("main").replaceChildren(template.content.cloneNode(true));
}

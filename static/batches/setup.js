/* Steps that wait for a worker: what a fragment announces is said once, and the page follows. */
import { announce } from "../base/announce.js";

document.addEventListener("htmx:afterSettle", (event) => {
  const text = event.detail.elt?.dataset?.announce;
  if (text) announce(text);
});

/* One image: ← and → go to those beside it. */
import { isTyping } from "../base/page.js";

const STEPS = { ArrowLeft: "newer", ArrowRight: "older" };

document.addEventListener("keydown", (event) => {
  const id = STEPS[event.key];
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  if (!id || !isPlain || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  document.querySelector(`a#${id}`)?.click();
});

/* The results of functions: typed below the calls of a reply, or taken from a mock, and sent back. */
import { isComposing } from "../base/ime.js";
import { growField } from "./composer.js";
import { ResultCheck } from "./result-check.js";

const fields = (form) => [...form.querySelectorAll("[name=result]")];

/** `send(message, results)` gets the id of the reply that called, and `{name, text}` for each call. */
export function watchResults(send, checkUrl) {
  const check = new ResultCheck(checkUrl);
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-results]");
    if (!form) return;
    event.preventDefault();
    const blank = fields(form).find((field) => field.value.trim() === "");
    if (blank) {
      blank.setAttribute("aria-invalid", "true");
      blank.focus();
    } else {
      send(form.closest(".message").dataset.message, fields(form).map(resultOf));
    }
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-mock]");
    if (!button) return;
    const field = button.parentElement.querySelector("[name=result]");
    field.value = button.dataset.mock;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
  document.addEventListener("input", ({ target }) => {
    if (!target.matches("[data-results] [name=result]")) return;
    target.removeAttribute("aria-invalid");
    growField(target);
    check.plan(target);
  });
  document.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("[data-results]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

/** Go to where the first result is written; false where none is asked for. */
export function focusResult(article) {
  const field = article?.querySelector("[name=result]");
  // By touch, the focus would raise the keyboard.
  if (field && matchMedia("(pointer: fine)").matches) field.focus();
  return Boolean(field);
}

/** The results of one reply, of which `article` is one, with `text` in its place. */
export function resultsAround(article, text) {
  const isResult = (node) => node?.dataset.role === "tool";
  let first = article;
  while (isResult(first.previousElementSibling)) first = first.previousElementSibling;
  const results = [];
  for (let node = first; isResult(node); node = node.nextElementSibling) {
    const kept = node.querySelector("[data-source]").textContent;
    results.push({ name: nameOf(node), text: node === article ? text : kept });
  }
  return { first, results };
}

const nameOf = (node) => node.querySelector(".call__name").textContent;
const resultOf = (field) => ({ name: nameOf(field.closest(".call")), text: field.value.trim() });

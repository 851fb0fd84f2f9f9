/* Is a result that is being typed the JSON that it begins like? The server says where it is not. */
import { fetchFragment } from "../base/fragments.js";

const DELAY_MS = 400;

export class ResultCheck {
  #url;
  #timer = 0;

  constructor(url) {
    this.#url = url;
    document.addEventListener("click", ({ target }) => {
      if (target.matches("[data-result-check] [data-line]")) showPlace(target);
    });
  }

  /** Say what is wrong with the text of a field, once it has not changed for a moment. */
  plan(field) {
    clearTimeout(this.#timer);
    if (isSound(field.value)) placeOf(field).replaceChildren();
    else this.#timer = setTimeout(() => void this.#ask(field), DELAY_MS);
  }

  async #ask(field) {
    const text = field.value;
    try {
      const fresh = await fetchFragment(this.#url, { data: { text } });
      if (field.value === text) placeOf(field).replaceChildren(...fresh.childNodes);
    } catch {
      // Without an answer nothing is said; any text may be sent.
    }
  }
}

const placeOf = (field) => field.parentElement.querySelector("[data-result-check]");

function isSound(text) {
  try {
    return text.trim() === "" || JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}

/* Lines and columns count from 1, and columns count code points. */
function showPlace({ dataset, parentElement }) {
  const field = parentElement.parentElement.querySelector("[name=result]");
  const lines = field.value.split("\n");
  const above = lines.slice(0, dataset.line - 1).reduce((length, line) => length + line.length + 1, 0);
  const before = [...lines[dataset.line - 1]].slice(0, dataset.column - 1).join("");
  const place = above + before.length;
  field.focus();
  field.setSelectionRange(place, place + 1);
}

/* The title of the conversation: shown, and renamed in its place. */
import { isComposing } from "../base/ime.js";

const SUFFIX = " · Qianfan Playground";

export class Title {
  #text = document.getElementById("title-text");
  #form = document.getElementById("title-form");
  #input = document.getElementById("title-input");

  constructor() {
    document.getElementById("rename").addEventListener("click", () => this.#edit());
    this.#text.addEventListener("dblclick", () => this.#edit());
    this.#input.addEventListener("keydown", (event) => {
      if (isComposing(event)) {
        // The Enter that ends a composition must not submit the form either.
        if (event.key === "Enter") event.preventDefault();
        return;
      }
      if (event.key === "Escape") {
        event.stopPropagation();
        this.#close();
      }
    });
    this.#input.addEventListener("blur", () => {
      if (!this.#form.hidden && this.#input.value.trim()) this.#form.requestSubmit();
    });
    this.#form.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.successful && this.#input.value.trim()) this.show(this.#input.value.trim());
      this.#close();
      document.body.dispatchEvent(new Event("conversations-changed"));
    });
  }

  show(title) {
    this.#text.textContent = title;
    this.#input.value = title;
    document.title = title + SUFFIX;
  }

  #edit() {
    this.#text.hidden = true;
    this.#form.hidden = false;
    this.#input.select();
  }

  #close() {
    const hadFocus = this.#form.contains(document.activeElement);
    this.#form.hidden = true;
    this.#text.hidden = false;
    if (hadFocus) document.querySelector("#conversation-menu summary").focus();
    this.#input.value = this.#text.textContent;
  }
}

/* The field in which messages are written: sending, stopping, growing, keeping the draft. */
import { isComposing } from "../base/ime.js";

/** Events: "submit" (detail: the text), "stop", "edit-last". */
export class Composer extends EventTarget {
  #draft;
  #field = document.getElementById("prompt");
  #error = document.getElementById("composer-error");
  #isBusy = false;

  constructor(draft) {
    super();
    this.#draft = draft;
    const form = document.getElementById("composer");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#field.addEventListener("keydown", (event) => this.#keyPressed(event));
    this.#field.addEventListener("input", () => {
      this.#draft.change({ text: this.#field.value });
      this.#update();
    });
    document.getElementById("stop").addEventListener("click", () => this.dispatchEvent(new Event("stop")));
    // Soft keyboards have no Shift+Enter.
    if (matchMedia("(pointer: coarse)").matches) this.#field.enterKeyHint = "enter";
  }

  get text() {
    return this.#field.value;
  }

  fill(text) {
    this.#field.value = text;
    this.#draft.change({ text });
    this.#update();
  }

  focus() {
    this.#field.focus();
    this.#field.setSelectionRange(this.text.length, this.text.length);
  }

  /** Take the focus where what had it is gone; not by touch, where that would raise the keyboard. */
  takeFocus() {
    const isLost = document.activeElement === document.body;
    if (isLost && this.#field.enterKeyHint !== "enter") this.focus();
  }

  /** While a reply is written the same place stops it. */
  setBusy(isBusy) {
    this.#isBusy = isBusy;
    document.getElementById("stop").hidden = !isBusy;
    document.getElementById("send").hidden = isBusy;
    this.#update();
    this.takeFocus();
  }

  showError(text) {
    this.#error.hidden = !text;
    this.#error.textContent = text;
  }

  #submit() {
    const text = this.text.trim();
    if (text === "" || this.#isBusy) return;
    this.showError("");
    this.dispatchEvent(new CustomEvent("submit", { detail: text }));
  }

  #keyPressed(event) {
    if (isComposing(event)) return;
    const isPlain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (event.key === "Enter" && isPlain && this.#field.enterKeyHint !== "enter") {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "ArrowUp" && isPlain && this.text === "") {
      event.preventDefault();
      this.dispatchEvent(new Event("edit-last"));
    }
  }

  #update() {
    document.getElementById("send").disabled = this.text.trim() === "";
    growField(this.#field);
  }
}

/** Make a text field as high as its text; CSS does it where it can. */
export function growField(field) {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight + 2}px`;
}

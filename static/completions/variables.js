/* A field for each `{{name}}` in the text; values of names that are gone wait for them to come back. */
import { columnsOf, tokens } from "../base/placeholders.js";

const TYPING_MS = 250;

export class Variables {
  #root = document.getElementById("variables");
  #fields = document.getElementById("variable-fields");
  #template = document.getElementById("variable-template").content;
  #values = new Map(Object.entries(JSON.parse(document.getElementById("variable-values").textContent)));
  #editor;
  #timer = 0;
  #made = 0;

  constructor(editor) {
    this.#editor = editor;
    editor.addEventListener("edited", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.show(), TYPING_MS);
    });
    this.show();
  }

  /** The prompt as it is sent: with the values in the places of the names. */
  get prompt() {
    this.#keep();
    return this.#editor.parts.map((part) => (part.isWritten ? part.text : this.#render(part.text))).join("");
  }

  show() {
    this.#keep();
    const names = columnsOf(this.#editor.parts.filter((part) => !part.isWritten).map((part) => part.text));
    const known = new Map([...this.#fields.children].map((field) => [field.dataset.variable, field]));
    const isSame = names.length === known.size && names.every((name) => known.has(name));
    if (!isSame) this.#fields.replaceChildren(...names.map((name) => known.get(name) ?? this.#make(name)));
    this.#root.hidden = names.length === 0;
  }

  #keep() {
    for (const field of this.#fields.children) {
      this.#values.set(field.dataset.variable, field.querySelector("textarea").value);
    }
  }

  #make(name) {
    const field = this.#template.firstElementChild.cloneNode(true);
    const [label, value] = [field.querySelector("label"), field.querySelector("textarea")];
    this.#made += 1;
    field.dataset.variable = name;
    label.textContent = name;
    label.htmlFor = value.id = `new-variable-${this.#made}`;
    value.name = `variable.${name}`;
    value.value = this.#values.get(name) ?? "";
    return field;
  }

  #render(text) {
    return tokens(text).map((token) => (token.column === null ? token.shown : this.#values.get(token.column) || token.shown)).join("");
  }
}

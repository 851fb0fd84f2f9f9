/* The model picker under the message field: searches the options of the select in the settings. */
import { isComposing } from "../base/ime.js";

export class ModelPicker {
  #select;
  #endpoint;
  #root = document.getElementById("model-picker");
  #button = document.getElementById("picker-button");
  #panel = document.getElementById("picker-panel");
  #search = document.getElementById("picker-search");
  #list = document.getElementById("picker-list");
  #active = null;

  constructor(select, endpoint) {
    this.#select = select;
    this.#endpoint = endpoint;
    this.#button.addEventListener("click", () => (this.#panel.hidden ? this.open() : this.#close()));
    this.#search.addEventListener("input", () => this.#fill());
    this.#search.addEventListener("keydown", (event) => this.#keyPressed(event));
    this.#list.addEventListener("click", (event) => this.#choose(event.target.closest("[role=option]")));
    document.addEventListener("click", (event) => {
      if (!this.#root.contains(event.target)) this.#hide();
    });
    this.showCurrent();
  }

  showCurrent() {
    const option = this.#select.selectedOptions[0];
    const name = this.#isUsed(option) ? option.textContent : this.#endpoint.value.trim();
    document.getElementById("picker-current").textContent = name || this.#button.dataset.none;
  }

  /** Whether an option is what is called: an endpoint that was typed beats the model. */
  #isUsed(option) {
    const endpoint = this.#endpoint.value.trim();
    return Boolean(option?.selected) && (!endpoint || endpoint === option.dataset.endpoint);
  }

  open() {
    this.#panel.hidden = false;
    this.#button.setAttribute("aria-expanded", "true");
    this.#search.value = "";
    this.#fill();
    this.#search.focus();
  }

  #hide() {
    this.#panel.hidden = true;
    this.#button.setAttribute("aria-expanded", "false");
  }

  #close() {
    this.#hide();
    this.#button.focus();
  }

  #fill() {
    const words = this.#search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const groups = [...this.#select.querySelectorAll("optgroup")].map((group) => this.#group(group, words));
    this.#list.replaceChildren(...groups.filter(Boolean));
    if (!this.#list.firstChild) this.#list.textContent = this.#list.dataset.nothing;
    const current = this.#list.querySelector("[aria-selected=true]");
    this.#activate(current ?? this.#list.querySelector("[role=option]"));
  }

  #group(group, words) {
    const matching = [...group.children].filter((option) => {
      const text = `${option.textContent} ${option.dataset.endpoint ?? ""} ${group.label}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    if (matching.length === 0) return null;
    const part = document.createElement("div");
    part.setAttribute("role", "group");
    part.setAttribute("aria-label", group.label);
    const label = document.createElement("p");
    label.className = "picker__group";
    label.setAttribute("aria-hidden", "true");
    label.textContent = group.label;
    part.append(label, ...matching.map((option) => this.#option(option)));
    return part;
  }

  #option(option) {
    const row = document.createElement("div");
    row.className = "picker__option";
    row.id = `picker-option-${option.index}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(this.#isUsed(option)));
    row.dataset.index = option.index;
    row.textContent = option.textContent;
    row.title = option.dataset.endpoint ?? "";
    return row;
  }

  #activate(row) {
    this.#active?.classList.remove("is-active");
    this.#active = row;
    row?.classList.add("is-active");
    row?.scrollIntoView({ block: "nearest" });
    if (row) this.#search.setAttribute("aria-activedescendant", row.id);
    else this.#search.removeAttribute("aria-activedescendant");
  }

  #keyPressed(event) {
    if (isComposing(event)) return;
    const rows = [...this.#list.querySelectorAll("[role=option]")];
    const at = rows.indexOf(this.#active);
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (target !== undefined) this.#activate(rows[(target + rows.length) % rows.length]);
    else if (event.key === "Enter") this.#choose(this.#active);
    else if (event.key === "Escape") this.#close();
    else if (event.key === "Tab") this.#hide();
    if (target !== undefined || event.key === "Enter" || event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  #choose(row) {
    if (!row) return;
    this.#select.selectedIndex = Number(row.dataset.index);
    for (const type of ["input", "change"]) this.#select.dispatchEvent(new Event(type, { bubbles: true }));
    this.showCurrent();
    this.#hide();
    document.getElementById("prompt").focus();
  }
}

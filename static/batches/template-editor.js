/* A prompt template: its placeholders are painted behind the text, columns are put in at the caret. */

const PLACEHOLDER = /\{{4}|\{\{(?!\{)\s*((?:[^{}]|\{(?!\{)|\}(?!\}))*?)\s*\}\}/gu;

const folded = (name) => name.trim().split(/\s+/u).join(" ").toLowerCase();

export class TemplateEditor {
  #root;
  #mirror;
  #columns;

  constructor(root, columns) {
    this.#root = root;
    this.#mirror = root.querySelector(".template-editor__mirror");
    this.text = root.querySelector("textarea");
    this.#columns = new Set(columns.map(folded));
    this.text.addEventListener("input", () => this.paint());
    this.text.addEventListener("scroll", () => this.#follow());
    new ResizeObserver(() => this.#follow()).observe(this.text);
    this.paint();
  }

  /** Put a column in at the caret, in the place of what is selected; it can be undone. */
  insert(column) {
    const placeholder = `{{${column}}}`;
    this.text.focus();
    if (document.execCommand("insertText", false, placeholder)) return;
    this.text.setRangeText(placeholder, this.text.selectionStart, this.text.selectionEnd, "end");
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  paint() {
    const parts = [];
    const unknown = new Set();
    const { value } = this.text;
    let end = 0;
    for (const match of value.matchAll(PLACEHOLDER)) {
      if (!match[1]) continue;
      parts.push(value.slice(end, match.index), this.#mark(match, unknown));
      end = match.index + match[0].length;
    }
    // A line break at the very end has no height of its own.
    parts.push(`${value.slice(end)}\n`);
    this.#mirror.replaceChildren(...parts);
    this.#follow();
    const place = document.getElementById(`${this.text.id}-unknown`);
    place.textContent = unknown.size === 0
      ? ""
      : this.#root.dataset.unknown.replace("{columns}", () => [...unknown].join(", "));
  }

  #mark(match, unknown) {
    const mark = document.createElement("mark");
    mark.className = "placeholder";
    mark.textContent = match[0];
    // Which columns there are says the file.
    if (this.#columns.size > 0 && !this.#columns.has(folded(match[1]))) {
      mark.classList.add("placeholder--unknown");
      unknown.add(match[1]);
    }
    return mark;
  }

  #follow() {
    this.#mirror.scrollTop = this.text.scrollTop;
  }
}

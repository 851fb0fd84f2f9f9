/* Prompts that the server does not have yet, kept in this browser: a reload or a lost network takes nothing.
 *
 * Signing out removes all that begins with `playground.`. */

export class MappingDraft {
  #key;
  #texts;
  #isKept;

  constructor(form, texts) {
    this.#key = `playground.batch${new URL(form.action).pathname}`;
    this.#texts = texts;
    this.#isKept = form.hasAttribute("hx-post");
  }

  keep() {
    if (!this.#isKept) return;
    const values = Object.fromEntries(this.#texts.map((text) => [text.name, text.value]));
    try {
      localStorage.setItem(this.#key, JSON.stringify(values));
    } catch {
      // Full or switched off: the text is still in its field.
    }
  }

  clear() {
    localStorage.removeItem(this.#key);
  }

  /** Put back what was not saved, as if typed just now; then it is saved.
   *
   * So is what was typed before this script was there. */
  restore() {
    if (!this.#isKept) return;
    const values = this.#read();
    // What the server has got in the meantime must not come back later.
    this.clear();
    for (const text of this.#texts) {
      const value = values[text.name];
      if (text.value === text.defaultValue && typeof value === "string") text.value = value;
      if (text.value !== text.defaultValue) text.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  #read() {
    try {
      return JSON.parse(localStorage.getItem(this.#key)) ?? {};
    } catch {
      // Storage is switched off, or holds what we did not write.
      return {};
    }
  }
}

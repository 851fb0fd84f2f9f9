/* What is written but not sent, kept in this browser for one person; signing out removes it. */

const PREFIX = "playground.draft";

export class Draft {
  #key;

  constructor(user, conversation) {
    this.#key = `${PREFIX}.${user}.${conversation}`;
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.#key)) ?? {};
    } catch {
      // Storage is switched off, or holds what we did not write.
      return {};
    }
  }

  /** Change some of what is kept; without anything left, the entry goes. */
  change(values) {
    const kept = Object.entries({ ...this.read(), ...values }).filter(([, value]) => value);
    try {
      if (kept.length > 0) localStorage.setItem(this.#key, JSON.stringify(Object.fromEntries(kept)));
      else localStorage.removeItem(this.#key);
    } catch {
      // Full or switched off: the text is still in its field.
    }
  }

  /** Keep drafts under the conversation's own id once it has been saved. */
  move(user, conversation) {
    const kept = this.read();
    this.clear();
    this.#key = `${PREFIX}.${user}.${conversation}`;
    this.change({ text: kept.text });
  }

  clear() {
    this.change({ text: "", sent: null, settings: null });
  }
}

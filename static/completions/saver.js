/* Saves while somebody types. What the server does not have yet is kept in this tab: another one may
 * have something else.
 *
 * Signing out removes all that begins with `playground.`. Events: "conflict", "saved" (detail: what the
 * server says). */
import { sendForm } from "../base/fragments.js";

const TYPING_MS = 700;
const RETRY_MS = 5_000;
const KEEPING_MS = 200;

export class Saver extends EventTarget {
  #form;
  #editor;
  #url;
  #key;
  #line = document.getElementById("saving");
  #timer = 0;
  #keepTimer = 0;
  #isDirty = false;
  #saving = null;
  isInConflict = false;

  constructor(form, editor, url) {
    super();
    this.#form = form;
    this.#editor = editor;
    this.#url = url;
    this.#key = `playground.completion${new URL(url, location.href).pathname}`;
    // The title stands outside of the form.
    document.addEventListener("input", ({ target }) => target.form === form && this.touch());
    // Of the text itself all is known, also what the server put into it.
    document.addEventListener("change", ({ target }) => target.form === form && target !== editor.field && this.touch());
    form.addEventListener("formdata", ({ formData }) => formData.set("written", JSON.stringify(editor.written)));
    // What was typed in the last moment.
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.flush());
    addEventListener("pagehide", () => this.#isDirty && this.#keep());
  }

  get revision() {
    return Number(this.#form.elements.revision.value);
  }

  set revision(revision) {
    this.#form.elements.revision.value = revision;
  }

  touch() {
    this.#isDirty = true;
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => this.#keep(), KEEPING_MS);
    if (this.isInConflict) return;
    this.#say("saving");
    this.#plan(TYPING_MS);
  }

  /** Save what is not saved yet; false where it could not be. */
  async flush() {
    clearTimeout(this.#timer);
    await this.#saving;
    if (!this.#isDirty) return true;
    if (this.isInConflict) return false;
    this.#saving = this.#save();
    const isSaved = await this.#saving;
    this.#saving = null;
    return isSaved;
  }

  /** All that the page has now is at the server. */
  settled() {
    this.#isDirty = false;
    clearTimeout(this.#timer);
    clearTimeout(this.#keepTimer);
    sessionStorage.removeItem(this.#key);
  }

  /** Save in the place of what another page saved. */
  insist() {
    this.isInConflict = false;
    this.#isDirty = true;
    return this.flush();
  }

  /** Return what a page that is gone could not save; null where there is nothing. */
  kept() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#key));
    } catch {
      // Storage is switched off, or holds what we did not write.
      return null;
    }
  }

  forget() {
    sessionStorage.removeItem(this.#key);
  }

  #plan(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), delay);
  }

  #keep() {
    const { text, written } = this.#editor;
    try {
      sessionStorage.setItem(this.#key, JSON.stringify({ revision: this.revision, text, written }));
    } catch {
      // Full or switched off: the text is still in its field.
    }
  }

  async #save() {
    this.#isDirty = false;
    try {
      const answer = await sendForm(this.#url, new FormData(this.#form));
      if (answer.code) return this.#refused(answer);
      this.revision = answer.revision;
      if (!this.#isDirty) this.settled();
      this.#say(this.#isDirty ? "saving" : "saved");
      this.dispatchEvent(new CustomEvent("saved", { detail: answer }));
      return true;
    } catch (error) {
      this.#isDirty = true;
      this.#say(error.status === 404 ? "gone" : "failed");
      if (error.status !== 404) this.#plan(RETRY_MS);
      return false;
    }
  }

  #refused(answer) {
    this.#isDirty = true;
    this.#keep();
    this.#line.textContent = answer.code === "document_changed" ? "" : answer.message;
    if (answer.code === "document_changed") {
      this.isInConflict = true;
      this.dispatchEvent(new CustomEvent("conflict", { detail: answer }));
    } else if (answer.code === "document_busy") {
      this.#plan(RETRY_MS);
    }
    return false;
  }

  #say(name) {
    this.#line.textContent = this.#line.dataset[name];
    this.#line.classList.toggle("is-failed", name === "failed" || name === "gone");
  }
}

/* The text, over a layer that shades what a model wrote and shows what it writes just now.
 *
 * What is being written stands in that layer only, until it is whole: then it is put into the text
 * as one step that the browser can undo. Events: "edited" after a person has changed the text. */
import { tokens } from "../base/placeholders.js";
import { Mirror } from "./mirror.js";
import { difference, edited, partsOf, toCodePoints, toUnits } from "./ranges.js";

/* Texts whose ranges are remembered, so that undo and redo of the browser bring the shade back. */
const REMEMBERED = 8;
const NEAR_END_PX = 80;
/* Of more lines Chromium takes seconds to make one step that can be undone. */
const MOST_LINES = 60;

export class Editor extends EventTarget {
  #scroll;
  #mirror;
  #text;
  #ranges;
  #remembered = new Map();
  #live = null;
  #isApplying = false;

  constructor(root, written) {
    super();
    this.#scroll = root;
    this.#mirror = new Mirror(root.querySelector(".editor__mirror"));
    this.field = root.querySelector("textarea");
    this.#text = this.field.value;
    this.#ranges = toUnits(this.#text, written);
    this.field.addEventListener("input", (event) => this.#typed(event));
    this.#remember();
    this.#paint();
  }

  get text() {
    return this.#text;
  }

  get written() {
    return toCodePoints(this.#text, this.#ranges);
  }

  get parts() {
    return [...partsOf(this.#text, this.#ranges)];
  }

  /** Where the caret is, in code points; null where nothing but spaces stands behind it. */
  get caret() {
    const { selectionEnd } = this.field;
    if (!this.#text.slice(selectionEnd).trim()) return null;
    return toCodePoints(this.#text, [[0, selectionEnd]])[0][1];
  }

  /** Let nobody type for a moment, unless something is being written anyway. */
  lock(isLocked) {
    this.field.readOnly = isLocked || this.#live !== null;
  }

  /** Take over a text of the server; the browser can undo it as one step. */
  apply(text, written) {
    this.#live?.remove();
    this.#live = null;
    this.field.readOnly = false;
    if (text !== this.#text) this.#replace(text);
    this.#text = text;
    this.#ranges = toUnits(text, written);
    this.#remember();
    this.#paint();
  }

  /** Show what is being written behind the text, which cannot be changed meanwhile. */
  showLive(text) {
    this.field.readOnly = true;
    this.#live = document.createElement("span");
    this.#live.className = "editor__live";
    this.#live.textContent = text;
    this.#paint();
    this.toEnd();
  }

  appendLive(fresh) {
    const isAtEnd = this.#scroll.scrollHeight - this.#scroll.scrollTop - this.#scroll.clientHeight < NEAR_END_PX;
    this.#live.append(fresh);
    if (isAtEnd) this.toEnd();
  }

  replaceLive(text) {
    this.#live.textContent = text;
  }

  toEnd() {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
  }

  #typed(event) {
    if (this.#isApplying) {
      // What the server has already is not to be saved again.
      event.stopPropagation();
      return;
    }
    const { value } = this.field;
    this.#ranges = this.#remembered.get(value) ?? edited(this.#ranges, difference(this.#text, value));
    this.#text = value;
    this.#paint();
    this.dispatchEvent(new Event("edited"));
  }

  #replace(text) {
    const { start, end, length } = difference(this.#text, text);
    const fresh = text.slice(start, start + length);
    const focused = document.activeElement;
    // On a touch screen the focus would open the keyboard.
    if (!matchMedia("(pointer: coarse)").matches && fresh.split("\n").length <= MOST_LINES) {
      this.#isApplying = true;
      this.field.focus({ preventScroll: true });
      this.field.setSelectionRange(start, end);
      document.execCommand(fresh ? "insertText" : "delete", false, fresh);
      this.#isApplying = false;
    }
    if (this.field.value !== text) this.field.setRangeText(text, 0, this.field.value.length, "end");
    if (focused !== this.field && focused?.isConnected) focused.focus({ preventScroll: true });
  }

  #remember() {
    this.#remembered.delete(this.#text);
    this.#remembered.set(this.#text, this.#ranges);
    if (this.#remembered.size > REMEMBERED) this.#remembered.delete(this.#remembered.keys().next().value);
  }

  #paint() {
    const marks = [];
    let place = 0;
    for (const { text, isWritten } of this.parts) {
      const end = place + text.length;
      if (isWritten) marks.push({ start: place, end, name: "editor__written" });
      else if (text.includes("{{")) {
        for (const token of tokens(text)) {
          if (token.column === null) continue;
          marks.push({ start: place + token.start, end: place + token.stop, name: "editor__variable" });
        }
      }
      place = end;
    }
    this.#mirror.paint(this.#text, marks, this.#live);
  }
}

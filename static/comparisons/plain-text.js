/* <plain-text>: a text that streams in as `<markdown-text>` does, and is shown as it is. */

class PlainText extends HTMLElement {
  #source = null;

  get source() {
    return this.#source ?? this.textContent;
  }

  appendText(text) {
    this.#source = this.source + text;
    this.append(text);
  }

  replaceText(text) {
    this.#source = text;
    this.textContent = text;
  }

  endText() {
    // The pieces become one text, so that a search of the browser finds words across them.
    this.normalize();
  }
}

customElements.define("plain-text", PlainText);

/* One reply that is being written: puts deltas in their places, and checks the whole at the end.
 *
 * Offsets count Unicode code points, as the server does; a JavaScript string counts UTF-16 units. */

export function codePointLength(text) {
  let count = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    // The first half of a pair; the text never holds half a pair.
    if (unit >= 0xd800 && unit <= 0xdbff) count -= 1;
  }
  return count;
}

function dropCodePoints(text, count) {
  let index = 0;
  for (let left = count; left > 0 && index < text.length; left -= 1) {
    index += text.codePointAt(index) > 0xffff ? 2 : 1;
  }
  return text.slice(index);
}

class GrowingText {
  constructor(element, length) {
    this.element = element;
    this.length = length;
  }

  /** Add what is new in `text`; false where something before it is missing. */
  add(offset, text) {
    if (offset > this.length) return false;
    const fresh = offset < this.length ? dropCodePoints(text, this.length - offset) : text;
    if (fresh) {
      this.element.appendText(fresh);
      this.length += codePointLength(fresh);
    }
    return true;
  }

  replace(text) {
    this.element.replaceText(text);
    this.length = codePointLength(text);
  }
}

export class LiveReply {
  constructor(run, article, { length = 0, reasoningLength = 0 } = {}) {
    this.run = run;
    this.article = article;
    this.output = new GrowingText(article.querySelector("[data-source]"), length);
    this.reasoning = new GrowingText(article.querySelector("[data-reasoning]"), reasoningLength);
  }

  static fromArticle(article) {
    return new LiveReply(article.dataset.run, article, {
      length: Number(article.dataset.length),
      reasoningLength: Number(article.dataset.reasoningLength),
    });
  }

  get attachFrame() {
    return {
      type: "run.attach",
      run: this.run,
      offset: this.output.length,
      reasoning_offset: this.reasoning.length,
    };
  }

  addOutput(frame) {
    // The thought is over once the answer begins.
    if (this.output.length === 0) this.article.querySelector(".reasoning").open = false;
    return this.output.add(frame.offset, frame.text);
  }

  addReasoning(frame) {
    const part = this.article.querySelector(".reasoning");
    if (part.hidden) {
      part.hidden = false;
      part.open = true;
    }
    return this.reasoning.add(frame.offset, frame.text);
  }

  reset(frame) {
    this.output.replace(frame.text);
    this.reasoning.replace(frame.reasoning);
    this.article.querySelector(".reasoning").hidden = frame.reasoning === "";
  }

  /** End the text; false where it is not the one that the server saved. */
  async end({ length, sha256 }) {
    this.output.element.endText();
    this.reasoning.element.endText();
    if (this.output.length !== length) return false;
    // Only pages over https, or of this machine, may compute hashes.
    if (!crypto.subtle || !sha256) return true;
    const bytes = new TextEncoder().encode(this.output.element.source);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("") === sha256;
  }
}

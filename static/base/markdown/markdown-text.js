/* <markdown-text>: its text content is Markdown, and is shown as what it means. The only place that
 * turns model text into HTML. `appendText()` and `endText()` let the text stream in. */
import { BlockStream } from "./block-stream.js";
import { morph, toBlock } from "./blocks.js";
import { dressCode, highlight } from "./code.js";
import { enqueue } from "./render-queue.js";

/* A tail that is dear to draw is drawn rarely: at most a fifth of the time goes there. */
const CHEAP_DRAW_MS = 4;
const REST_FACTOR = 4;
const LONGEST_REST_MS = 1_500;
/* Code grows in pieces of their own, so that the browser lays out only the last one. */
const CODE_PIECE_LENGTH = 4_000;

class MarkdownText extends HTMLElement {
  #stream = null;
  #tail = null;
  #openCode = null;
  #notBefore = 0;

  connectedCallback() {
    if (this.#stream) return;
    this.#begin(this.textContent);
    if (!this.hasAttribute("data-live")) this.endText();
  }

  get source() {
    return this.#stream ? this.#stream.source : this.textContent;
  }

  /** Show another text from now on; it may stream on. */
  replaceText(text) {
    this.setAttribute("data-live", "");
    this.#begin(text);
    this.#clear();
  }

  appendText(text) {
    this.#stream.append(text);
    enqueue(this);
  }

  endText() {
    if (this.#stream.end()) this.#clear();
    this.#notBefore = 0;
    this.removeAttribute("data-live");
    enqueue(this);
  }

  /** One turn in a frame: draw until `deadline`; true while there is more to draw. */
  draw(deadline) {
    if (performance.now() < this.#notBefore) return true;
    if (!this.hasAttribute("data-drawn")) this.#clear();
    for (;;) {
      const startedAt = performance.now();
      const { blocks, tail, openCode, isDone } = this.#stream.step();
      for (const token of blocks) this.#drawBlock(token);
      if (isDone) {
        if (openCode) this.#drawOpenCode(openCode);
        else this.#drawTail(tail);
        this.#rest(performance.now() - startedAt);
        return false;
      }
      if (performance.now() >= deadline) return true;
    }
  }

  #begin(text) {
    this.#stream = new BlockStream();
    this.#stream.append(text);
    enqueue(this);
  }

  #clear() {
    this.#dropTail();
    this.replaceChildren();
    this.setAttribute("data-drawn", "");
  }

  #rest(cost) {
    const isDear = cost > CHEAP_DRAW_MS && this.hasAttribute("data-live");
    this.#notBefore = isDear ? performance.now() + Math.min(cost * REST_FACTOR, LONGEST_REST_MS) : 0;
  }

  #dropTail() {
    this.#tail?.remove();
    this.#tail = null;
    this.#openCode = null;
  }

  #drawBlock(token) {
    if (token.type === "space") return;
    this.#dropTail();
    const block = toBlock(token);
    this.appendChild(block);
    for (const code of block.querySelectorAll("pre > code")) void highlight(code);
  }

  #drawTail(tokens) {
    if (tokens.length === 0) {
      this.#dropTail();
      return;
    }
    const fresh = document.createElement("div");
    fresh.className = "markdown__tail";
    fresh.append(...tokens.filter((token) => token.type !== "space").map(toBlock));
    if (this.#tail && !this.#openCode) {
      morph(this.#tail, fresh);
      return;
    }
    this.#dropTail();
    this.#tail = this.appendChild(fresh);
  }

  #drawOpenCode({ language, start }) {
    if (this.#openCode?.start !== start) {
      this.#dropTail();
      this.#tail = this.appendChild(document.createElement("div"));
      this.#tail.className = "markdown__block";
      const code = document.createElement("code");
      code.className = `language-${language}`;
      const pre = document.createElement("pre");
      pre.append(code);
      this.#tail.append(pre);
      dressCode(pre);
      this.#openCode = { start, code, drawn: start, piece: null };
    }
    growCode(this.#openCode, this.source);
  }
}

function growCode(state, source) {
  if (!state.piece || state.piece.length > CODE_PIECE_LENGTH) {
    // A piece ends with its line, or the line would break where the piece does.
    const lineEnd = state.piece ? source.indexOf("\n", state.drawn) + 1 : state.drawn;
    if (lineEnd > 0) {
      state.piece?.appendData(source.slice(state.drawn, lineEnd));
      state.drawn = lineEnd;
      const span = document.createElement("span");
      span.className = "code__piece";
      state.piece = span.appendChild(document.createTextNode(""));
      state.code.append(span);
    }
  }
  state.piece.appendData(source.slice(state.drawn));
  state.drawn = source.length;
}

customElements.define("markdown-text", MarkdownText);

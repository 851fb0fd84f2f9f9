/* Cuts growing Markdown into blocks: finished ones are handed out once, only the tail is read again.
 *
 * No DOM here. An open code fence is the common long tail: its end is looked for in new text only, so
 * that the cost of a delta does not grow with the reply. */
import { hasLinkDefinitions, lex } from "./parse.js";

const FIRST_WINDOW = 8_192;
/* A single block larger than this is cut and shown as plain text. */
const LARGEST_BLOCK = 100_000;
/* A tail this short may still turn out to belong to the block before it ("2" is not yet "2. "). */
const SHORTEST_TAIL = 12;

/* A list longer than this is handed out in parts. */
const LONGEST_LIST = 40;
/* The items at its end that stay open. */
const OPEN_ITEMS = 2;
/* A paragraph longer than this, too, cut after a sentence; the rest of it stays open. */
const LONGEST_PARAGRAPH = 12_000;
const OPEN_PARAGRAPH = 1_000;

const FENCE = /^\s*?\n? {0,3}(`{3,}|~{3,})[ \t]*([^`\n]*)\n/;

export class BlockStream {
  source = "";
  #isEnded = false;
  #start = 0;
  #window = FIRST_WINDOW;
  #fence = null;
  /* Set after a part of a block: the number of the next item, if it is a list. */
  #nextItem = null;

  append(text) {
    this.source += text;
  }

  /** No more text comes. True where everything has to be drawn again from the start. */
  end() {
    this.#isEnded = true;
    if (this.source.length > LARGEST_BLOCK || !hasLinkDefinitions(this.source)) return false;
    this.#start = 0;
    this.#fence = null;
    this.#nextItem = null;
    this.#window = LARGEST_BLOCK;
    return true;
  }

  /** Read on: `{blocks, tail, openCode, isDone}`; call again while not `isDone`. */
  step() {
    if (!this.#fence) this.#openFence();
    return this.#fence ? this.#readFence() : this.#readWindow();
  }

  #openFence() {
    const head = FENCE.exec(this.source.slice(this.#start, this.#start + 256));
    if (!head) return;
    const [opening, marks, info] = head;
    this.#fence = {
      language: info.trim().split(/\s/)[0],
      closing: new RegExp(`^ {0,3}${marks[0]}{${marks.length},}[ \\t]*$`, "gm"),
      start: this.#start + opening.length,
      scanned: this.#start + opening.length,
    };
  }

  #readFence() {
    const { closing, language, start, scanned } = this.#fence;
    closing.lastIndex = scanned;
    const match = closing.exec(this.source);
    const end = match ? match.index + match[0].length : this.source.length;
    // A closing line is one only once its line has ended: it could go on as "```text".
    const isClosed = match !== null && (end < this.source.length || this.#isEnded);
    if (!isClosed && !this.#isEnded) {
      this.#fence.scanned = this.source.lastIndexOf("\n") + 1 || start;
      if (this.#fence.scanned < start) this.#fence.scanned = start;
      return { blocks: [], tail: [], openCode: { language, start }, isDone: true };
    }
    const text = this.source.slice(start, match ? Math.max(match.index - 1, start) : end);
    const raw = this.source.slice(this.#start, end);
    this.#start = end;
    this.#fence = null;
    return { blocks: [{ type: "code", raw, lang: language, text }], tail: [], isDone: end >= this.source.length };
  }

  #readWindow() {
    const text = this.source.slice(this.#start, this.#start + this.#window);
    if (text === "") return { blocks: [], tail: [], isDone: true };
    const reachesEnd = this.#start + this.#window >= this.source.length;
    const tokens = lex(text);
    this.#continueList(tokens);
    const isEnd = reachesEnd && this.#isEnded;
    const blocks = tokens.slice(0, isEnd ? tokens.length : countFinished(tokens));
    const part = blocks.length === 0 && !isEnd ? finishedPart(tokens[0]) : null;
    if (part) return this.#takePart(part);
    if (blocks.length === 0 && !reachesEnd) return this.#widen(text);
    if (blocks.length > 0) {
      this.#window = FIRST_WINDOW;
      this.#nextItem = null;
    }
    for (const token of blocks) this.#start += token.raw.length;
    return { blocks, tail: reachesEnd ? tokens.slice(blocks.length) : [], isDone: reachesEnd };
  }

  #continueList([first]) {
    if (this.#nextItem === null) return;
    first.isContinued = true;
    if (first.ordered) first.start = this.#nextItem;
  }

  #takePart(part) {
    this.#start += part.raw.length;
    this.#window = FIRST_WINDOW;
    this.#nextItem = Number(part.start ?? 0) + (part.items?.length ?? 0);
    return { blocks: [part], tail: [], isDone: false };
  }

  #widen(text) {
    if (this.#window < LARGEST_BLOCK) {
      this.#window *= 2;
      return { blocks: [], tail: [], isDone: false };
    }
    this.#start += text.length;
    this.#window = FIRST_WINDOW;
    return { blocks: [{ type: "plain", raw: text, text }], tail: [], isDone: false };
  }
}

/* All but the last block, and but the one before while the last may still join it. */
function countFinished(tokens) {
  let last = tokens.length - 1;
  while (last > 0 && tokens[last].type === "space") last -= 1;
  const { raw } = tokens[last];
  if (raw.length >= SHORTEST_TAIL || raw.includes("\n")) return last;
  last -= 1;
  while (last > 0 && tokens[last].type === "space") last -= 1;
  return Math.max(last, 0);
}

/* What is finished of a long list or paragraph, as a token of its own; or null. */
function finishedPart(token) {
  if (token.type === "list" && token.items.length >= LONGEST_LIST) {
    const items = token.items.slice(0, -OPEN_ITEMS);
    return { ...token, items, raw: items.map((item) => item.raw).join("") };
  }
  if (token.type !== "paragraph" || token.raw.length < LONGEST_PARAGRAPH) return null;
  const closed = token.raw.slice(0, -OPEN_PARAGRAPH);
  const end = Math.max(...[". ", "。", "\n"].map((mark) => closed.lastIndexOf(mark) + mark.length));
  const [part] = end > OPEN_PARAGRAPH ? lex(closed.slice(0, end)) : [];
  return part?.raw.length === end ? { ...part, isContinued: token.isContinued } : null;
}

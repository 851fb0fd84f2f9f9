/* Markdown text -> tokens -> an HTML string that is not yet safe; sanitize.js makes it so. */
import { Marked } from "marked";

/* Tags that models write on purpose; any other raw HTML is shown as the text it is. */
const KNOWN_TAG = /^<\/?(?:br|sub|sup|kbd|mark|u)\s*\/?>$/i;
const INLINE_IMAGE = /^data:image\/(?:png|jpeg|gif|webp);base64,/i;
const HEADING_SHIFT = 2;

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeHtml = (text) => text.replace(/[&<>"']/g, (letter) => ESCAPES[letter]);

const mathHtml = ({ text, isDisplay }) => isDisplay
  ? `<p class="math-block"><span class="math math--display">${escapeHtml(text)}</span></p>`
  : `<span class="math">${escapeHtml(text)}</span>`;

const mathBlock = {
  name: "mathBlock",
  level: "block",
  start: (source) => source.match(/^ {0,3}(?:\$\$|\\\[)/m)?.index,
  tokenizer(source) {
    const match = /^ {0,3}(?:\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\])[ \t]*(?:\n|$)/.exec(source);
    if (!match) return undefined;
    return { type: "mathBlock", raw: match[0], text: (match[1] ?? match[2]).trim(), isDisplay: true };
  },
  renderer: mathHtml,
};

/* A dollar sign opens only before, and closes only after, something that is not a space; and "$5 and
 * $10" is money: a closing sign is not followed by a digit. */
const INLINE_MATH = /^(?:\\\(([\s\S]+?)\\\)|\$\$([^\n]+?)\$\$|\$(?![\s$])((?:\\[^\n]|[^$\\\n])+?)(?<!\s)\$(?!\d))/;

const mathInline = {
  name: "mathInline",
  level: "inline",
  start: (source) => source.match(/\$|\\\(/)?.index,
  tokenizer(source) {
    const match = INLINE_MATH.exec(source);
    if (!match) return undefined;
    return { type: "mathInline", raw: match[0], text: match[1] ?? match[2] ?? match[3], isDisplay: false };
  },
  renderer: mathHtml,
};

const renderer = {
  html: ({ text }) => (KNOWN_TAG.test(text.trim()) ? text : escapeHtml(text)),
  heading({ tokens, depth }) {
    const level = Math.min(depth + HEADING_SHIFT, 6);
    return `<h${level} class="heading-${depth}">${this.parser.parseInline(tokens)}</h${level}>`;
  },
  code: ({ text, lang }) => {
    const language = escapeHtml((lang ?? "").match(/^\S*/)[0]);
    return `<pre><code class="language-${language}">${escapeHtml(text)}</code></pre>`;
  },
  checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
  image: ({ href, text }) => {
    const alt = escapeHtml(text || "");
    if (INLINE_IMAGE.test(href)) return `<img src="${escapeHtml(href)}" alt="${alt}">`;
    return `<a class="remote-image" href="${escapeHtml(href)}">${alt}</a>`;
  },
};

const marked = new Marked({ gfm: true, breaks: true, renderer, extensions: [mathBlock, mathInline] });
const LINK_DEFINITION = /^ {0,3}\[[^\]\n]+\]:[ \t]*\S/m;

export const lex = (source) => marked.lexer(source);
export const toHtml = (tokens) => marked.parser(tokens);

/** True where some link is defined far from its use, so that blocks cannot be read one by one. */
export const hasLinkDefinitions = (source) => LINK_DEFINITION.test(source);

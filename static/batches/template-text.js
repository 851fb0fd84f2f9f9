/* The text of a prompt template: which words of it become columns, and what they are called. */
import { tokens } from "../base/placeholders.js";

const LONGEST_NAME = 24;

/** What the stretch says; null where it cuts or holds a column, or cuts two braces meant as such. */
export function wordsAt(template, start, stop) {
  let words = "";
  for (const token of tokens(template)) {
    if (token.stop <= start || token.start >= stop) continue;
    const isWhole = start <= token.start && token.stop <= stop;
    const isPlain = token.shown === template.slice(token.start, token.stop) && token.column === null;
    if (token.column !== null || (!isWhole && !isPlain)) return null;
    words += isPlain ? template.slice(Math.max(start, token.start), Math.min(stop, token.stop)) : token.shown;
  }
  return words;
}

/** The stretch without the spaces at its ends; a caret becomes the word around it. */
export function stretchOf(field) {
  const text = field.value;
  let { selectionStart: start, selectionEnd: stop } = field;
  if (start === stop) [start, stop] = wordAround(text, start, field.lang || document.documentElement.lang);
  while (start < stop && /\s/.test(text[start])) start += 1;
  while (stop > start && /\s/.test(text[stop - 1])) stop -= 1;
  return [start, stop];
}

function wordAround(text, caret, language) {
  if (!Intl.Segmenter) return [caret, caret];
  const line = text.lastIndexOf("\n", caret - 1) + 1;
  const lineEnd = text.indexOf("\n", caret);
  const words = new Intl.Segmenter(language, { granularity: "word" });
  for (const part of words.segment(text.slice(line, lineEnd < 0 ? undefined : lineEnd))) {
    const start = line + part.index;
    const stop = start + part.segment.length;
    if (part.isWordLike && start <= caret && caret <= stop) return [start, stop];
  }
  return [caret, caret];
}

/** A name for a column of these words: that of the column which has them already, or a new one. */
export function proposedName(words, examples, taken, usual) {
  const known = taken.find((name) => examples.get(name) === words);
  if (known !== undefined) return known;
  const [first = usual, ...others] = words.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  // Whole words as far as they go; languages without spaces have only one.
  let base = [...first].slice(0, LONGEST_NAME).join("");
  for (const part of others) {
    if (base.length + part.length >= LONGEST_NAME) break;
    base += `_${part}`;
  }
  let name = base;
  for (let number = 2; taken.includes(name); number += 1) name = `${base}_${number}`;
  return name;
}

/* A text that comes in pieces, each with the offset at which it begins.
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

/** The index in UTF-16 units of what lies `count` code points from the start. */
function unitIndex(text, count) {
  let index = 0;
  for (let left = count; left > 0 && index < text.length; left -= 1) {
    index += text.codePointAt(index) > 0xffff ? 2 : 1;
  }
  return index;
}

export class GrowingText {
  /** `element` has `appendText` and `replaceText`, and `length` code points so far. */
  constructor(element, length) {
    this.element = element;
    this.length = length;
  }

  /** Add what is new in `text`; false where something before it is missing. */
  add(offset, text) {
    if (offset > this.length) return false;
    const fresh = offset < this.length ? text.slice(unitIndex(text, this.length - offset)) : text;
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

/** Is a text the one that the server saved? `length` code points, and the hash of its UTF-8. */
export async function isSavedText(text, { length, sha256 }) {
  if (codePointLength(text) !== length) return false;
  // Only pages over https, or of this machine, may compute hashes.
  if (!crypto.subtle || !sha256) return true;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("") === sha256;
}

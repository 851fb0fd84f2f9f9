/* Ranges of a text that a model wrote: `[start, end]` in UTF-16 units here, in code points at the server. */

const ASTRAL = /[\ud800-\udbff]/;

/* All offsets at once: the text is walked through one time. */
function convert(text, ranges, isToUnits) {
  if (!ASTRAL.test(text)) return ranges.map((range) => [...range]);
  let units = 0;
  let points = 0;
  const walk = (offset) => {
    while ((isToUnits ? points : units) < offset && units < text.length) {
      units += text.codePointAt(units) > 0xffff ? 2 : 1;
      points += 1;
    }
    return isToUnits ? units : points;
  };
  return ranges.map(([start, end]) => [walk(start), walk(end)]);
}

export const toUnits = (text, ranges) => convert(text, ranges, true);
export const toCodePoints = (text, ranges) => convert(text, ranges, false);

const isLow = (unit) => unit >= 0xdc00 && unit <= 0xdfff;

/** What differs: `before[start, end)` has become `after[start, start + length)`. */
export function difference(before, after) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  // Never between the halves of a pair.
  if (start > 0 && (isLow(before.charCodeAt(start)) || isLow(after.charCodeAt(start)))) start -= 1;
  let same = 0;
  const most = shorter - start;
  while (same < most && before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)) same += 1;
  if (same > 0 && isLow(before.charCodeAt(before.length - same))) same -= 1;
  return { start, end: before.length - same, length: after.length - same - start };
}

/** The ranges after an edit: what a person puts into them is not the model's. */
export function edited(ranges, { start, end, length }) {
  const shift = length - (end - start);
  const found = [];
  for (const [from, to] of ranges) {
    if (from < start) found.push([from, Math.min(to, start)]);
    if (to > end) found.push([Math.max(from, end) + shift, to + shift]);
  }
  return found.filter(([from, to]) => from < to);
}

/** The text in parts, in order, with whether a model wrote them. */
export function* partsOf(text, ranges) {
  let place = 0;
  for (const [start, end] of ranges) {
    if (start > place) yield { text: text.slice(place, start), isWritten: false };
    yield { text: text.slice(start, end), isWritten: true };
    place = end;
  }
  if (place < text.length) yield { text: text.slice(place), isWritten: false };
}

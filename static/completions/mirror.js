/* The layer behind the text: one block a line, so that a change of one lays out no other anew. */

export class Mirror {
  #root;
  #lines = [];

  constructor(root) {
    this.#root = root;
  }

  /** Show `text` with `marks` (`{ start, end, name }`, in order, apart), and `live` behind it. */
  paint(text, marks, live) {
    const fresh = linesOf(text, marks);
    const old = this.#lines;
    const shorter = Math.min(old.length, fresh.length);
    let start = 0;
    while (start < shorter && isSame(old[start], fresh[start])) start += 1;
    let same = 0;
    while (same < shorter - start && isSame(old[old.length - 1 - same], fresh[fresh.length - 1 - same])) same += 1;
    const place = this.#root.children[old.length - same] ?? null;
    for (let index = old.length - same - 1; index >= start; index -= 1) this.#root.children[index].remove();
    const nodes = document.createDocumentFragment();
    for (const line of fresh.slice(start, fresh.length - same)) nodes.append(blockOf(line));
    this.#root.insertBefore(nodes, place);
    this.#lines = fresh;
    if (live) this.#root.lastElementChild.append(live);
  }
}

const isSame = (one, other) => one.text === other.text && one.key === other.key;

function linesOf(text, marks) {
  const lines = [];
  let start = 0;
  let next = 0;
  for (const line of text.split("\n")) {
    const end = start + line.length;
    const own = [];
    for (let index = next; index < marks.length && marks[index].start < end; index += 1) {
      const mark = marks[index];
      // One that goes on in the next line is met again there.
      if (mark.end <= end) next = index + 1;
      if (mark.end > start) own.push([Math.max(mark.start, start) - start, Math.min(mark.end, end) - start, mark.name]);
    }
    lines.push({ text: line, marks: own, key: own.join() });
    start = end + 1;
  }
  return lines;
}

function blockOf({ text, marks }) {
  const block = document.createElement("div");
  block.className = "editor__line";
  let place = 0;
  for (const [start, end, name] of marks) {
    const mark = document.createElement("mark");
    mark.className = name;
    mark.textContent = text.slice(start, end);
    block.append(text.slice(place, start), mark);
    place = end;
  }
  block.append(text.slice(place));
  return block;
}

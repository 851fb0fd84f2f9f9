/* Blocks of Markdown as safe, dressed nodes; and the careful replacement of one by its next version. */
import { strings } from "../announce.js";
import { dressCode } from "./code.js";
import { renderMath } from "./math.js";
import { toHtml } from "./parse.js";
import { toSafeFragment } from "./sanitize.js";

export function toBlock(token) {
  const block = document.createElement("div");
  block.className = "markdown__block";
  if (token.type === "plain") {
    block.classList.add("markdown__block--plain");
    block.textContent = token.text;
    return block;
  }
  if (token.isContinued) block.classList.add("markdown__block--continued");
  block.append(toSafeFragment(toHtml([token])));
  dress(block);
  return block;
}

function dress(block) {
  for (const pre of block.querySelectorAll("pre")) dressCode(pre);
  for (const table of block.querySelectorAll("table")) {
    const scroll = document.createElement("div");
    scroll.className = "markdown__scroll";
    scroll.tabIndex = 0;
    table.replaceWith(scroll);
    scroll.append(table);
  }
  for (const link of block.querySelectorAll("a.remote-image")) dressRemoteImage(link);
  for (const math of block.querySelectorAll(".math")) renderMath(math);
}

/* An image of another host would tell that host who reads what: it opens on click, in its own tab. */
function dressRemoteImage(link) {
  const icon = document.createElement("span");
  icon.className = "icon icon--image";
  icon.setAttribute("aria-hidden", "true");
  const host = document.createElement("span");
  host.className = "remote-image__host";
  host.textContent = link.hostname || "";
  const name = document.createElement("span");
  name.textContent = link.textContent || strings.image;
  link.replaceChildren(icon, name, host);
  link.title = strings.openImage;
}

const CONTAINERS = new Set(["DIV", "UL", "OL", "LI", "TABLE", "TBODY", "BLOCKQUOTE"]);

/** Make `old` equal to `fresh`, keeping every child that did not change: selections and scroll stay. */
export function morph(old, fresh) {
  const before = [...old.childNodes];
  const after = [...fresh.childNodes];
  after.forEach((node, index) => {
    const current = before[index];
    if (!current) old.append(node);
    else if (current.isEqualNode(node)) return;
    else if (current.nodeName === node.nodeName && CONTAINERS.has(node.nodeName)) morph(current, node);
    else current.replaceWith(node);
  });
  for (const node of before.slice(after.length)) node.remove();
}

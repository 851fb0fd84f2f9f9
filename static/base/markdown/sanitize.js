/* HTML from Markdown -> a safe document fragment. Nothing here loads from another host. */
import DOMPurify from "dompurify";

const RULES = {
  ALLOWED_TAGS: [
    "a", "b", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd",
    "li", "mark", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr",
    "u", "ul",
  ],
  ALLOWED_ATTR: ["href", "title", "class", "align", "start", "src", "alt"],
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  ADD_URI_SAFE_ATTR: ["start", "align"],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

const purifier = DOMPurify(window);
/* Nodes are only changed here, never moved or removed: the purifier is walking over them. */
purifier.addHook("afterSanitizeAttributes", (node) => {
  if (node.nodeName === "IMG" && !node.getAttribute("src")?.startsWith("data:image/")) node.removeAttribute("src");
  if (node.nodeName !== "A" || !node.hasAttribute("href")) return;
  node.setAttribute("rel", "noopener noreferrer nofollow");
  node.setAttribute("target", "_blank");
});

export function toSafeFragment(html) {
  return purifier.sanitize(html, RULES);
}

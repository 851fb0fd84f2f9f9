/* Code blocks: a bar with the language and a copy button, and colors where the language is known. */
import { strings } from "../announce.js";
import { copyText } from "../clipboard.js";
import { toSafeFragment } from "./sanitize.js";

const LONGEST_HIGHLIGHTED = 30_000;
let loading;

function loadHighlighter() {
  loading ??= import("highlight").then((module) => module.default);
  return loading;
}

const languageOf = (code) => code.className.replace("language-", "");

export function dressCode(pre) {
  const code = pre.firstElementChild;
  const figure = document.createElement("figure");
  figure.className = "code";
  const bar = document.createElement("figcaption");
  bar.className = "code__bar";
  const language = document.createElement("span");
  language.textContent = languageOf(code);
  bar.append(language, copyButton(code));
  pre.replaceWith(figure);
  pre.tabIndex = 0;
  figure.append(bar, pre);
}

function copyButton(code) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet button--small";
  button.setAttribute("aria-label", strings.copyCode);
  const icon = document.createElement("span");
  icon.className = "icon icon--small icon--copy";
  button.append(icon);
  button.addEventListener("click", () => copyText(code.textContent, button));
  return button;
}

/** Color a finished block; the page stays as it is while the highlighter loads. */
export async function highlight(code) {
  const language = languageOf(code);
  const text = code.textContent;
  if (!language || text.length > LONGEST_HIGHLIGHTED) return;
  const highlighter = await loadHighlighter();
  if (!code.isConnected || !highlighter.getLanguage(language)) return;
  const { value } = highlighter.highlight(text, { language, ignoreIllegals: true });
  code.replaceChildren(toSafeFragment(value));
}

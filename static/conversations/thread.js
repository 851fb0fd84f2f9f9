/* The messages on the page: finding, adding, replacing and removing articles. No frames here. */
import { fetchFragment, replaceNode } from "../base/fragments.js";

const thread = () => document.getElementById("thread");
const fromTemplate = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

export const findMessage = (uuid) => document.getElementById(`message-${uuid}`);
export const lastMessage = () => thread().querySelector(".message:last-of-type");
export const liveMessages = () => [...thread().querySelectorAll(".message[data-live][data-run]")];

/** The uuid above an article in the branch, or null at its root. */
export function parentOf(article) {
  return article.dataset.parent || article.previousElementSibling?.dataset.message || null;
}

function newArticle(templateId, uuid, parent) {
  const article = fromTemplate(templateId);
  article.id = `message-${uuid}`;
  article.dataset.message = uuid;
  article.dataset.parent = parent ?? "";
  return article;
}

export function addTurn({ message, reply, parent, text }) {
  const article = newArticle("user-turn", message, parent);
  article.querySelector("[data-source]").textContent = text;
  thread().append(article);
  addReply({ message, reply });
  showWelcome();
}

export function addReply({ message, reply }) {
  const article = newArticle("reply-turn", reply, message);
  thread().append(article);
  return article;
}

/** Show the results of the functions that the reply `message` has called, each as a turn. */
export function addResults({ message, results, reply }) {
  let above = message;
  for (const { message: uuid, name, text } of results) {
    const article = newArticle("tool-turn", uuid, above);
    article.querySelector(".call__name").textContent = name;
    article.querySelector("[data-source]").textContent = text;
    thread().append(article);
    above = uuid;
  }
  addReply({ message: above, reply });
}

/** Remove an article and all below it. */
export function removeFrom(article) {
  while (article.nextElementSibling) article.nextElementSibling.remove();
  article.remove();
  showWelcome();
}

export function showWelcome() {
  document.getElementById("welcome").hidden = thread().querySelector(".message") !== null;
}

/** Let a reply that had ended grow again. */
export function reopen(article) {
  article.setAttribute("data-live", "");
  article.querySelector("[data-outcome]").replaceChildren();
  article.querySelector(".message__footer")?.remove();
  for (const text of article.querySelectorAll("markdown-text")) text.replaceText(text.source);
}

/** Show a message as the server has it now; its drawn text stays where it is the same. */
export async function refreshMessage(uuid, url) {
  const fresh = await fetchFragment(url);
  const old = findMessage(uuid);
  if (!old || !fresh) return null;
  replaceMessage(old, fresh);
  return fresh;
}

function replaceMessage(old, fresh) {
  const drawn = old.querySelectorAll("markdown-text");
  const texts = fresh.querySelectorAll("markdown-text");
  const isReasoningOpen = old.querySelector(".reasoning")?.open;
  texts.forEach((text, index) => {
    const isSame = drawn[index]?.source === text.textContent;
    if (isSame && !text.hasAttribute("data-live")) text.replaceWith(drawn[index]);
  });
  if (isReasoningOpen) fresh.querySelector(".reasoning").open = true;
  replaceNode(old, fresh);
}

/** Show the branch as the server has it now; false where it `isCurrent` no more once it has come.
 *
 * Articles that did not change stay as they are. */
export async function refreshThread(url, isCurrent) {
  const fresh = await fetchFragment(url);
  if (!isCurrent()) return false;
  const old = thread();
  for (const article of [...fresh.querySelectorAll(".message")]) {
    const same = old.querySelector(`#${article.id}[data-version="${article.dataset.version}"]`);
    if (same && !article.hasAttribute("data-live") && !same.hasAttribute("data-live")) article.replaceWith(same);
  }
  replaceNode(old, fresh);
  showWelcome();
  return true;
}

/** Remember the arrow between versions that has the focus; returns what focuses it in a fresh thread. */
export function keepSwitcherFocus() {
  const switcher = document.activeElement.closest("[data-switcher]");
  if (!switcher) return null;
  const isNext = switcher.lastElementChild === document.activeElement;
  return () => {
    const fresh = thread().querySelector(`[data-switcher="${switcher.dataset.switcher}"]`);
    const arrows = [...(fresh?.querySelectorAll("button:enabled") ?? [])];
    arrows.at(isNext ? -1 : 0)?.focus();
  };
}

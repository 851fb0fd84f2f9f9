/* The conversation page: wires the field, the thread, the settings and the socket together. */
import "../base/markdown/markdown-text.js";
import { announce, toast, strings } from "../base/announce.js";
import { showConnection } from "../base/connection-chip.js";
import { isComposing } from "../base/ime.js";
import { isTyping } from "../base/page.js";
import { Socket } from "../base/socket.js";
import { newUuid } from "../base/uuid.js";
import "../runs/call-code.js";
import { showClosed } from "./closed.js";
import { Completions } from "./completions.js";
import { Composer } from "./composer.js";
import { Draft } from "./drafts.js";
import { Follower } from "./follow.js";
import { handOver } from "./handover.js";
import { FunctionEditor } from "./function-editor.js";
import { focusResult, resultsAround, watchResults } from "./function-results.js";
import { editMessage } from "./message-editor.js";
import { ModelPicker } from "./model-picker.js";
import { readConfig, urlOf } from "./page-config.js";
import { ResultDrafts } from "./result-drafts.js";
import { Settings } from "./settings.js";
import { findMessage, keepSwitcherFocus, lastMessage, parentOf, refreshThread, removeFrom, showWelcome } from "./thread.js";
import { Title } from "./title.js";

const config = readConfig();
const draft = new Draft(config.user, config.is_saved ? config.conversation : "new");
const resultDrafts = new ResultDrafts(config);
const socket = new Socket(config.socket);
const completions = new Completions(socket, config);
const composer = new Composer(draft);
const settings = new Settings(config, draft);
new FunctionEditor(config);
const picker = new ModelPicker(settings.model, document.getElementById("endpoint"));
const title = new Title();
const thread = () => document.getElementById("thread");
const follower = new Follower(document.getElementById("thread-scroll"), thread(), document.getElementById("jump"));

/* --- Asking */

function submit(text, parent) {
  if (!settings.check()) return false;
  // The same text after a reload is the same message: it is not asked twice.
  const sent = draft.read().sent;
  const isRepeated = sent?.text === text && sent.parent === parent;
  const ids = isRepeated ? sent : { message: newUuid(), reply: newUuid() };
  draft.change({ sent: { text, parent, message: ids.message, reply: ids.reply } });
  completions.submit({ message: ids.message, reply: ids.reply, parent, text, settings: settings.read() });
  follower.toEnd();
  return true;
}

function regenerate(article) {
  if (!settings.check() || completions.isBusy) return;
  const isAsked = article.dataset.role !== "assistant";
  const message = isAsked ? article.dataset.message : parentOf(article);
  const below = isAsked ? article.nextElementSibling : article;
  if (below) removeFrom(below);
  completions.regenerate({ message, reply: newUuid(), settings: settings.read() });
  follower.toEnd();
}

/* `results` are names and texts, in the order of the calls of the reply `message`. */
function sendResults(message, results) {
  if (completions.isBusy || !settings.check()) return;
  composer.showError("");
  const named = results.map((result) => ({ ...result, message: newUuid() }));
  completions.answer({ message, results: named, reply: newUuid(), settings: settings.read() });
  follower.toEnd();
}

function rerunResult(article, text) {
  const { first, results } = resultsAround(article, text);
  const caller = parentOf(first);
  removeFrom(first);
  sendResults(caller, results);
}

function rerun(article, text) {
  if (completions.isBusy || !settings.check()) return;
  if (article.dataset.role === "tool") {
    rerunResult(article, text);
    return;
  }
  const parent = parentOf(article);
  removeFrom(article);
  submit(text, parent);
}

const textOf = (article) => article.querySelector("[data-source]").textContent;

/* Other models are asked `text` after the same turns: those down to the message `parent`. */
function compare(text, parent) {
  const earlier = parent ? { earlier: `conversation:${config.conversation}:${parent}` } : {};
  handOver(urlOf(config, "compare"), text, settings.read(), earlier);
}

const actions = {
  edit: (article) => editMessage(article, { rerun }),
  regenerate,
  retry: regenerate,
  batch: (article) => handOver(urlOf(config, "batch"), textOf(article), settings.read()),
  compare: (article) => compare(textOf(article), parentOf(article)),
  "compare-draft": () => compare(composer.text, lastMessage()?.dataset.message),
  continue: (article) => completions.isBusy || completions.continue(article),
};

composer.addEventListener("submit", ({ detail: text }) => {
  if (submit(text, lastMessage()?.dataset.message ?? null)) composer.fill("");
});
composer.addEventListener("stop", () => completions.stop());
composer.addEventListener("edit-last", () => {
  const own = [...thread().querySelectorAll(".message--user")].at(-1);
  if (own && !completions.isBusy) editMessage(own, { rerun });
});

watchResults(sendResults, urlOf(config, "check_result"));

/* --- What comes back */

/* How often something began or ended here: a thread that was asked for before has no trace of it. */
let revision = 0;

completions.addEventListener("changed", () => {
  revision += 1;
  composer.setBusy(completions.isBusy);
  document.getElementById("conversation").toggleAttribute("data-busy", completions.isBusy);
});

completions.addEventListener("started", ({ detail: frame }) => {
  if (draft.read().sent?.reply === frame.reply) draft.change({ sent: null });
  resultDrafts.restore();
  if (!config.is_saved) {
    config.is_saved = true;
    history.replaceState(null, "", urlOf(config, "detail"));
    draft.move(config.user, config.conversation);
    document.getElementById("conversation-menu").hidden = false;
  }
  if (frame.title) title.show(frame.title);
  announce(config.strings.replyStarted);
  document.body.dispatchEvent(new Event("conversations-changed"));
});

completions.addEventListener("ended", ({ detail: { frame } }) => {
  const word = { succeeded: "replyFinished", stopped: "replyStopped" }[frame.status] ?? "replyFailed";
  const isWaiting = composer.text === "" && focusResult(findMessage(frame.reply));
  announce(config.strings[isWaiting ? "replyCalled" : word]);
});

completions.addEventListener("refused", ({ detail: { frame, asked } }) => {
  if (!asked) return;
  composer.showError(frame.message);
  if (asked.type === "prompt.submit") {
    draft.change({ sent: null });
    composer.fill([asked.text, composer.text].filter(Boolean).join("\n\n"));
  }
  if (asked.type !== "completion.continue") void showThread();
  if (frame.field) settings.showFault(frame.field, frame.message);
});

completions.addEventListener("stale", ({ detail: { isOurs } }) => {
  document.body.dispatchEvent(new Event("conversations-changed"));
  if (isOurs && isIdle()) void showThread();
});

completions.addEventListener("closed", ({ detail: { conversation } }) => {
  document.body.dispatchEvent(new Event("conversations-changed"));
  if (conversation === config.conversation) showClosed();
});

/* Where others write too, the hint that they did may have come while there was no connection. */
socket.addEventListener("state", ({ detail }) => {
  const isOpenToOthers = document.querySelector("#openness .badge") !== null;
  if (detail === "live" && isOpenToOthers && isIdle()) void showThread();
});

const isIdle = () => !completions.isBusy && !thread().querySelector(".editor, [data-results]:focus-within");

async function showThread() {
  if (!config.is_saved) return;
  const asked = revision;
  try {
    const isCurrent = () => revision === asked && isIdle();
    if (await refreshThread(urlOf(config, "thread"), isCurrent)) threadArrived();
    else if (isIdle()) void showThread();
  } catch {
    toast(strings.requestFailed);
  }
}

function threadArrived() {
  follower.observe(thread());
  completions.adopt();
  resultDrafts.restore();
  showWelcome();
}

/* --- Pointers and keys */

let showPlace = null;
let giveFocus = null;
document.addEventListener("htmx:beforeSwap", ({ target }) => {
  if (target.id === "older") showPlace = follower.holdPlace();
  giveFocus = keepSwitcherFocus();
});
document.addEventListener("htmx:afterSettle", ({ target }) => {
  showPlace?.();
  showPlace = null;
  giveFocus?.();
  giveFocus = null;
  if (target.id === "thread" || target.closest?.("#thread")) {
    threadArrived();
    composer.takeFocus();
  }
});

document.addEventListener("click", ({ target }) => {
  const action = target.closest("[data-action]")?.dataset.action;
  if (action) actions[action](target.closest(".message"));
  const idea = target.closest("[data-idea]")?.dataset.idea;
  if (idea) {
    composer.fill(idea);
    composer.focus();
  }
});

/* Escape closes what is open before it stops the reply. */
function isForPanel(event) {
  return event.defaultPrevented || document.querySelector("[popover]:popover-open") !== null;
}

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || document.querySelector("dialog[open]")) return;
  const isControl = event.ctrlKey || event.metaKey;
  if (event.key === "Escape" && completions.isBusy && !isForPanel(event)) completions.stop();
  else if (event.key === "/" && !isControl && !isTyping(event.target)) composer.focus();
  else if (event.key === "." && isControl) settings.toggle();
  else if (event.key === "ArrowDown" && isControl && !isTyping(event.target)) follower.toEnd();
  else return;
  event.preventDefault();
});

settings.addEventListener("changed", () => picker.showCurrent());

/* --- Start */

const kept = draft.read();
composer.fill(config.prefill || kept.text || (findMessage(kept.sent?.message) ? "" : kept.sent?.text) || "");
if (!config.is_saved && !config.prefill) void settings.restore(kept.settings);
showConnection(socket, () => draft.change({ text: composer.text }));
showWelcome();
completions.adopt();
resultDrafts.restore();
follower.toEnd();
socket.connect();
composer.focus();

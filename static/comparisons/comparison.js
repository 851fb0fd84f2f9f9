/* The page of a comparison: wires columns, figures and the socket together. */
import "../base/markdown/markdown-text.js";
import { announce, strings, toast } from "../base/announce.js";
import { showConnection } from "../base/connection-chip.js";
import { fetchFragment, replaceNode } from "../base/fragments.js";
import { isComposing } from "../base/ime.js";
import { Socket } from "../base/socket.js";
import { Column } from "./column.js";
import "./plain-text.js";
import { watchSwitcher } from "./switcher.js";

const page = document.getElementById("comparison");
const socket = new Socket(page.dataset.socket);
const columns = new Map();

const liveColumns = () => [...columns.values()].filter((column) => column.isLive);
const columnAt = (element) => columns.get(element.closest(".column").dataset.column);

function adopt(article) {
  const column = new Column(article, socket);
  columns.set(article.dataset.column, column);
  column.addEventListener("ended", () => void showFigures());
}

function showState() {
  page.toggleAttribute("data-live", liveColumns().length > 0);
}

/* Of several that are asked for at once, the last is the newest. */
let asked = 0;
async function showFigures() {
  showState();
  if (liveColumns().length === 0) announce(page.dataset.finished);
  asked += 1;
  const number = asked;
  try {
    const fresh = await fetchFragment(page.dataset.figuresUrl);
    if (number === asked) replaceNode(document.getElementById("figures"), fresh);
  } catch {
    // They come with the next load.
  }
}

async function askAgain(form) {
  const { article } = columnAt(form);
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const fresh = await fetchFragment(form.action, { data: new FormData(form) });
    columnAt(article).leave();
    replaceNode(article, fresh);
    adopt(fresh);
    fresh.querySelector(".column__body").focus({ preventScroll: true });
    void showFigures();
  } catch {
    button.disabled = false;
    toast(strings.requestFailed);
  }
}

function stopAll() {
  for (const column of liveColumns()) column.stop();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-ask]")) return;
  event.preventDefault();
  void askAgain(event.target);
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-action=stop]")) columnAt(target).stop();
  if (target.closest("#stop-all")) stopAll();
});

/* Escape closes what is open before it stops the answers. */
function isForPanel(event) {
  return event.defaultPrevented || document.querySelector("dialog[open], [popover]:popover-open") !== null;
}

document.addEventListener("keydown", (event) => {
  if (isComposing(event)) return;
  const isControl = event.ctrlKey || event.metaKey;
  if (event.key === "Escape" && liveColumns().length > 0 && !isForPanel(event)) stopAll();
  else if (event.key === "Enter" && isControl && event.target.closest("#again")) event.target.form.requestSubmit();
  else return;
  event.preventDefault();
});

for (const article of document.querySelectorAll(".column")) adopt(article);
watchSwitcher(document.getElementById("switcher"), document.getElementById("columns"));
showConnection(socket);
showState();
socket.connect();

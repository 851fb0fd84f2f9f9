/* The page of talks with plugins: the form, and answers that are followed while they are written. */
import "../base/markdown/markdown-text.js";
import { announce, strings, toast } from "../base/announce.js";
import { isComposing } from "../base/ime.js";
import { Socket } from "../base/socket.js";
import "./chart.js";
import { LiveTurn } from "./live-turn.js";
import { watchPictures } from "./pictures.js";
import { watchForm } from "./question-form.js";

const talk = document.getElementById("talk");
const followed = new Set();
const isTouched = matchMedia("(pointer: coarse)");
let socket = null;

function follow(article) {
  const { run } = article.dataset;
  if (followed.has(run)) return;
  followed.add(run);
  if (!socket) {
    socket = new Socket(talk.dataset.socket);
    socket.addEventListener("state", ({ detail }) => detail === "closed" && toast(strings.signedOut));
    socket.connect();
  }
  new LiveTurn(socket, article, ended).start();
}

function ended(outcome) {
  const { answerFinished, answerStopped, answerFailed } = talk.dataset;
  announce({ succeeded: answerFinished, stopped: answerStopped }[outcome] ?? answerFailed);
  showBusy();
}

/* One answer at a time. */
function showBusy() {
  const button = document.getElementById("ask");
  if (button) button.disabled = document.querySelector("[data-turn][data-run]") !== null;
}

function followAll() {
  for (const article of document.querySelectorAll("[data-turn][data-run]")) follow(article);
  showBusy();
}

document.addEventListener("htmx:afterSettle", ({ target }) => {
  followAll();
  watchForm();
  if (target.matches("[data-turn]")) target.scrollIntoView({ block: "nearest" });
});

document.addEventListener("keydown", (event) => {
  if (!event.target.matches("#query") || isComposing(event)) return;
  // Soft keyboards have no Shift+Enter.
  if (event.key !== "Enter" || event.shiftKey || event.altKey || isTouched.matches) return;
  event.preventDefault();
  const button = document.getElementById("ask");
  if (!button.disabled) event.target.form.requestSubmit(button);
});

followAll();
watchForm();
watchPictures();
